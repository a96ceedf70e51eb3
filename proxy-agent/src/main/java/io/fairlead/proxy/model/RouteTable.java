package io.fairlead.proxy.model;

import java.util.List;

/// One route configuration (RDS, or inline in a listener).
///
/// @param ignorePortInHost the port of the host header is not looked at
/// @param maxDirectResponseBytes bodies of direct responses longer than this were refused
public record RouteTable(
        String name,
        List<VirtualHost> virtualHosts,
        boolean ignorePortInHost,
        boolean mostSpecificHeaderMutationsWin,
        HeaderMutations requestHeaders,
        HeaderMutations responseHeaders,
        int maxDirectResponseBytes) {

    public RouteTable {
        virtualHosts = List.copyOf(virtualHosts);
    }

    /// A table with these hosts and no other settings.
    public static RouteTable of(String name, List<VirtualHost> hosts) {
        return new RouteTable(
                name, hosts, false, false, HeaderMutations.NONE, HeaderMutations.NONE, 4096);
    }

    /// A copy with other hosts.
    public RouteTable withVirtualHosts(List<VirtualHost> hosts) {
        return new RouteTable(
                name,
                hosts,
                ignorePortInHost,
                mostSpecificHeaderMutationsWin,
                requestHeaders,
                responseHeaders,
                maxDirectResponseBytes);
    }
}
