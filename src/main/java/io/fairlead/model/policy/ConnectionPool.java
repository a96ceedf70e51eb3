package io.fairlead.model.policy;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Limits of connections. Null means "not written".
public record ConnectionPool(@Nullable Tcp tcp, @Nullable Http http) {
    /// Of connections of any protocol.
    public record Tcp(
            @Nullable Integer maxConnections,
            @Nullable Duration connectTimeout,
            @Nullable Duration idleTimeout,
            @Nullable Duration maxConnectionDuration,
            @Nullable KeepAlive keepAlive) {}

    /// TCP keep-alive probes.
    public record KeepAlive(
            @Nullable Integer probes, @Nullable Duration time, @Nullable Duration interval) {}

    /// Of HTTP requests.
    ///
    /// @param h2UpgradePolicy `DEFAULT`, `DO_NOT_UPGRADE`, `UPGRADE`
    public record Http(
            @Nullable Integer http1MaxPendingRequests,
            @Nullable Integer http2MaxRequests,
            @Nullable Integer maxRequestsPerConnection,
            @Nullable Integer maxRetries,
            @Nullable Integer maxConcurrentStreams,
            @Nullable Duration idleTimeout,
            String h2UpgradePolicy,
            boolean useClientProtocol) {}
}
