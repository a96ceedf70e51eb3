package io.fairlead.model.config;

import io.fairlead.model.route.GatewayServer;
import java.util.List;
import java.util.Map;

/// What proxies at the edge of the mesh listen on.
///
/// @param selector labels of the pods that it concerns, in whichever namespace; empty for all routers
/// @param servers in the order of writing
public record Gateway(Meta meta, Map<String, String> selector, List<GatewayServer> servers)
        implements MeshObject {
    public Gateway {
        selector = Map.copyOf(selector);
        servers = List.copyOf(servers);
    }

    /// `NAMESPACE/NAME`, as a VirtualService may write it.
    public String path() {
        return namespace() + "/" + name();
    }

    /// True for pods with these labels.
    public boolean selects(Map<String, String> labels) {
        return labels.entrySet().containsAll(selector.entrySet());
    }

    /// The full path of a gateway that an object of this namespace names.
    ///
    /// @param written `NAME` or `NAMESPACE/NAME`
    public static String path(String written, String namespace) {
        return written.indexOf('/') < 0 ? namespace + "/" + written : written;
    }
}
