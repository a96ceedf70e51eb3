package io.fairlead.migrate.decide.evidence;

import io.fairlead.migrate.decide.caller.Caller;
import io.fairlead.migrate.decide.caller.Cause;
import io.fairlead.model.mtls.TrafficClass;
import java.time.Instant;

/// What came from one caller in one way.
///
/// @param connections since the begin of the evidence
/// @param refused of them, by the mode that stood
/// @param detail of the last one
/// @param lastRefused [Instant#EPOCH] when none was
public record Seen(
        TrafficClass kind,
        Caller caller,
        String detail,
        long connections,
        long requests,
        long refused,
        Instant first,
        Instant last,
        Instant lastRefused) {

    Seen plus(Seen later) {
        return new Seen(
                kind,
                named(later.caller),
                later.detail.isEmpty() ? detail : later.detail,
                connections + later.connections,
                requests + later.requests,
                refused + later.refused,
                first.isBefore(later.first) ? first : later.first,
                last.isAfter(later.last) ? last : later.last,
                lastRefused.isAfter(later.lastRefused) ? lastRefused : later.lastRefused);
    }

    /// Why it came was told of some of its connections.
    private Caller named(Caller later) {
        boolean untold = later.cause() == Cause.UNREPORTED && later.pod().equals(caller.pod());
        return untold ? caller : later;
    }
}
