package io.fairlead.proxy.model;

import java.time.Duration;
import java.util.List;

/// What a filter chain does with the bytes of its connections.
public sealed interface Handler {
    /// HTTP of any version.
    record HttpHandler(HttpConnection settings) implements Handler {}

    /// Forwards bytes as they are.
    ///
    /// @param destinations one, or several by weight
    /// @param idleTimeout zero = never
    /// @param metrics how what is counted differs from Istio's standard metrics
    record TcpHandler(
            String statPrefix,
            List<TcpDestination> destinations,
            Duration idleTimeout,
            int maxConnectAttempts,
            List<AccessLog> accessLogs,
            MetricChanges metrics)
            implements Handler {
        public TcpHandler {
            destinations = List.copyOf(destinations);
            accessLogs = List.copyOf(accessLogs);
        }
    }

    /// Closes the connection; the reason is for the log.
    record Refuse(String reason) implements Handler {}

    /// A cluster and its share of the connections.
    record TcpDestination(String cluster, int weight) {}
}
