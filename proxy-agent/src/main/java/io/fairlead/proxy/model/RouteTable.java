package io.fairlead.proxy.model;

import java.util.List;

/// One route configuration (RDS, or inline in a listener).
///
/// @param hosts whether all virtual hosts stand in it
/// @param ignorePortInHost the port of the host header is not looked at
/// @param maxDirectResponseBytes bodies of direct responses longer than this were refused
public record RouteTable(
        String name,
        List<VirtualHost> virtualHosts,
        HostSource hosts,
        boolean ignorePortInHost,
        boolean mostSpecificHeaderMutationsWin,
        HeaderMutations requestHeaders,
        HeaderMutations responseHeaders,
        int maxDirectResponseBytes) {

    /// Where the virtual hosts of a table come from.
    public sealed interface HostSource {
        /// All of them stand in the table.
        record Here() implements HostSource {}

        /// More of them come as resources of their own (VHDS), named `table/…`; the last one of a full set is
        /// `table/*`.
        ///
        /// @param waitMillis how long to wait for the last one; 0 for no limit
        record Apart(long waitMillis) implements HostSource {}

        /// All of them stand in the table.
        HostSource HERE = new Here();
    }

    public RouteTable {
        virtualHosts = List.copyOf(virtualHosts);
    }

    /// A table with these hosts and no other settings.
    public static RouteTable of(String name, List<VirtualHost> hosts) {
        return new RouteTable(
                name,
                hosts,
                HostSource.HERE,
                false,
                false,
                HeaderMutations.NONE,
                HeaderMutations.NONE,
                4096);
    }

    /// A copy with other hosts.
    public RouteTable withVirtualHosts(List<VirtualHost> others) {
        return new RouteTable(
                name,
                others,
                hosts,
                ignorePortInHost,
                mostSpecificHeaderMutationsWin,
                requestHeaders,
                responseHeaders,
                maxDirectResponseBytes);
    }

    /// A copy whose hosts come from elsewhere.
    public RouteTable withHosts(HostSource source) {
        return new RouteTable(
                name,
                virtualHosts,
                source,
                ignorePortInHost,
                mostSpecificHeaderMutationsWin,
                requestHeaders,
                responseHeaders,
                maxDirectResponseBytes);
    }
}
