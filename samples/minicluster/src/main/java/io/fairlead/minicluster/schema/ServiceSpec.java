package io.fairlead.minicluster.schema;

import java.util.List;
import java.util.Map;

/// Which pods a Service stands for, and where it is reached.
///
/// @param clusterIp empty: to be chosen; `None`: headless
/// @param externalName only with type ExternalName, else empty
public record ServiceSpec(
        Type type,
        String clusterIp,
        Map<String, String> selector,
        List<Port> ports,
        String externalName,
        boolean publishNotReady) {

    public ServiceSpec {
        selector = Map.copyOf(selector);
        ports = List.copyOf(ports);
    }

    /// True where DNS gives the pods' own addresses.
    public boolean headless() {
        return clusterIp.equals("None");
    }

    /// True where the Service has an address of its own.
    public boolean hasClusterIp() {
        return type != Type.EXTERNAL_NAME && !headless();
    }

    /// True where pods with these labels belong to the Service.
    public boolean selects(Map<String, String> labels) {
        return !selector.isEmpty() && labels.entrySet().containsAll(selector.entrySet());
    }

    /// Kinds of Service.
    public enum Type {
        CLUSTER_IP,
        NODE_PORT,
        EXTERNAL_NAME
    }

    /// A port of a Service.
    ///
    /// @param name empty when the port has none
    /// @param nodePort 0 where the port isn't reached from outside
    public record Port(
            String name,
            String protocol,
            int number,
            PortRef target,
            int nodePort,
            String appProtocol) {}
}
