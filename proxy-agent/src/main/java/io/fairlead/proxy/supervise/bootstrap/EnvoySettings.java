package io.fairlead.proxy.supervise.bootstrap;

import java.time.Duration;

/// Everything that Envoy is told before the control plane tells it the rest.
///
/// @param nodeId as our own sidecar sends it, so that the daemon sees the same pod
/// @param metadataJson node metadata as a JSON object
/// @param sdsSocket Unix socket where this agent serves certificates
/// @param concurrency worker threads
/// @param drain how long a listener that is on its way out answers with `Connection: close`
public record EnvoySettings(
        String nodeId,
        String nodeCluster,
        String metadataJson,
        ControlPlane controlPlane,
        String sdsSocket,
        Ports ports,
        int concurrency,
        Duration drain) {

    /// Where ADS is.
    public sealed interface ControlPlane {
        String host();

        int port();

        /// Without encryption.
        record Plain(String host, int port) implements ControlPlane {}

        /// With this workload's certificate, from the agent's socket.
        ///
        /// @param serverName that the control plane's certificate has to be for
        record Secured(String host, int port, String serverName) implements ControlPlane {}
    }

    /// Ports of Envoy itself and of the agent beside it.
    public record Ports(int admin, int agent, int readiness, int metrics) {}
}
