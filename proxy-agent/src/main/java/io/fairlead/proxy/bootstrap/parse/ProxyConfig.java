package io.fairlead.proxy.bootstrap.parse;

import io.fairlead.proxy.meter.WorkloadLabels;
import java.time.Duration;

/// Everything that a proxy has to know before it is told anything.
///
/// @param nodeId `sidecar~IP~POD.NS~NS.svc.cluster.local`
/// @param nodeCluster `APP.NS`
/// @param metadataJson node metadata as a JSON object
/// @param discoveryHost where the control plane is
/// @param concurrency event loops
/// @param self labels of the workload beside this proxy
/// @param podIp where the application is reached by Prometheus
/// @param drain how long connections go on after the end was asked for
public record ProxyConfig(
        String nodeId,
        String nodeCluster,
        String metadataJson,
        String discoveryHost,
        int discoveryPort,
        int concurrency,
        WorkloadLabels self,
        String podIp,
        Duration drain,
        Ports ports) {

    /// Where the proxy itself listens; Istio's numbers by default.
    public record Ports(int admin, int agent, int readiness, int metrics) {
        public static final Ports DEFAULT = new Ports(15000, 15020, 15021, 15090);
    }

    /// A copy with other ports.
    public ProxyConfig withPorts(Ports others) {
        return new ProxyConfig(
                nodeId,
                nodeCluster,
                metadataJson,
                discoveryHost,
                discoveryPort,
                concurrency,
                self,
                podIp,
                drain,
                others);
    }
}
