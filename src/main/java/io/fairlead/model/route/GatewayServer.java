package io.fairlead.model.route;

import io.fairlead.model.service.Protocol;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One server of a Gateway: a port, what is spoken there, for which hosts.
///
/// @param number of the port, as the Service before the proxies has it
/// @param portName names the routes of a server whose TLS ends at the proxy
/// @param bind address to listen on; empty for all
/// @param hosts as written: `HOST` or `NAMESPACE/HOST`
/// @param tls null where none was written
public record GatewayServer(
        int number,
        String portName,
        Protocol protocol,
        String bind,
        List<String> hosts,
        @Nullable GatewayTls tls) {
    public GatewayServer {
        hosts = List.copyOf(hosts);
    }

    /// What a proxy does with the connections of a server.
    public enum Way {
        /// Requests in clear.
        HTTP,
        /// TLS ends at the proxy, requests are inside.
        HTTPS,
        /// TLS goes on to the server that its name leads to.
        PASSTHROUGH,
        /// Bytes.
        TCP,
        /// TLS ends at the proxy, bytes are inside.
        TLS;

        /// True where servers of one port are told apart by the name that TLS brings.
        public boolean isByServerName() {
            return this == HTTPS || this == PASSTHROUGH || this == TLS;
        }
    }

    /// What becomes of connections.
    public Way way() {
        if (protocol.isHttp()) {
            return Way.HTTP;
        }
        boolean encrypted = protocol == Protocol.HTTPS || protocol == Protocol.TLS;
        if (!encrypted) {
            return tls == null || !tls.ends() ? Way.TCP : Way.TLS;
        }
        if (tls == null || !tls.ends()) {
            return Way.PASSTHROUGH;
        }
        return protocol == Protocol.HTTPS ? Way.HTTPS : Way.TLS;
    }

    /// True when requests in clear are sent to `https`.
    public boolean redirectsToHttps() {
        return tls != null && tls.httpsRedirect();
    }

    /// True when two servers can share a port.
    public boolean canStandBeside(GatewayServer other) {
        return way() == Way.HTTP
                ? other.way() == Way.HTTP
                : way().isByServerName() && other.way().isByServerName();
    }

    /// The name of a host without its namespace.
    public static String nameOf(String host) {
        return host.substring(host.indexOf('/') + 1);
    }

    /// The hosts of this server for which a VirtualService speaks: each the narrower of the two that meet. Empty when
    /// it isn't meant for the namespace.
    ///
    /// @param host of the VirtualService, its full name
    /// @param namespace of the VirtualService
    /// @param own namespace of the Gateway
    public List<String> meeting(String host, String namespace, String own) {
        return hosts.stream()
                .filter(written -> isFor(written, namespace, own))
                .map(GatewayServer::nameOf)
                .map(name -> Hosts.narrower(name, host))
                .filter(met -> !met.isEmpty())
                .distinct()
                .toList();
    }

    private static boolean isFor(String written, String namespace, String own) {
        int slash = written.indexOf('/');
        String wanted = slash < 0 ? "*" : written.substring(0, slash);
        return switch (wanted) {
            case "*" -> true;
            case "." -> namespace.equals(own);
            default -> namespace.equals(wanted);
        };
    }
}
