package io.fairlead.model.route;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Retry policy as written. Null and empty mean "not written".
///
/// @param attempts 0 switches retries off
public record Retries(
        int attempts,
        @Nullable Duration perTryTimeout,
        String retryOn,
        @Nullable Duration backoff,
        @Nullable Boolean ignorePreviousHosts,
        @Nullable Boolean remoteLocalities) {}
