package io.fairlead.model.route;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Faults to inject. Null means "not written".
public record Fault(@Nullable Delay delay, @Nullable Abort abort) {
    /// Waits before the request goes on.
    ///
    /// @param percentage of requests; null when neither `percentage` nor `percent` was written
    public record Delay(Duration fixedDelay, @Nullable Double percentage) {}

    /// Answers instead of the service.
    ///
    /// @param httpStatus 0 when not written
    /// @param grpcStatus empty when not written
    public record Abort(int httpStatus, String grpcStatus, @Nullable Double percentage) {}
}
