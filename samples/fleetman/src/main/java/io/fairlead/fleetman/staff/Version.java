package io.fairlead.fleetman.staff;

import io.fairlead.fleetman.http.Upstream;
import java.time.Duration;

/// Which version of the staff service this process plays.
public sealed interface Version {

    /// Portraits (tag 6).
    record Photos() implements Version {}

    /// One silhouette for everybody (tag 6-placeholder).
    record Placeholder() implements Version {}

    /// Low on resources (tag 6-bad): answers 502 after a delay, and fails on every speed.
    record Bad(Duration delay) implements Version {}

    /// The full stack (tag 5): asks the photo service, and passes speeds on to the old monitoring system.
    record FullStack(Upstream photos, Upstream monitor) implements Version {}
}
