package io.fairlead.model.config;

import io.fairlead.model.route.HttpRoute;
import io.fairlead.model.route.L4Match;
import io.fairlead.model.route.TcpRoute;
import io.fairlead.model.route.TlsRoute;
import java.util.List;
import java.util.stream.Stream;

/// Routes for hosts.
///
/// @param hosts as written; [io.fairlead.model.route.Hosts#fqdn] resolves short names in the object's namespace
/// @param gateways as written; never empty, `mesh` when nothing was written
/// @param exportTo empty means the mesh's default
public record VirtualService(
        Meta meta,
        List<String> hosts,
        List<String> gateways,
        List<String> exportTo,
        List<HttpRoute> http,
        List<TlsRoute> tls,
        List<TcpRoute> tcp)
        implements MeshObject {

    /// The gateway that stands for all sidecars.
    public static final String MESH = "mesh";

    public VirtualService {
        hosts = List.copyOf(hosts);
        gateways = gateways.isEmpty() ? List.of(MESH) : List.copyOf(gateways);
        exportTo = List.copyOf(exportTo);
        http = List.copyOf(http);
        tls = List.copyOf(tls);
        tcp = List.copyOf(tcp);
    }

    public boolean appliesToSidecars() {
        return gateways.contains(MESH);
    }

    /// True when it is for a gateway.
    ///
    /// @param path `NAMESPACE/NAME`
    public boolean appliesTo(String path) {
        return gateways.stream()
                .anyMatch(written ->
                        !written.equals(MESH) && Gateway.path(written, namespace()).equals(path));
    }

    /// Conditions of its `tls` and `tcp` routes.
    public Stream<L4Match> opaqueMatches() {
        return Stream.concat(
                tls.stream().flatMap(route -> route.match().stream()),
                tcp.stream().flatMap(route -> route.match().stream()));
    }
}
