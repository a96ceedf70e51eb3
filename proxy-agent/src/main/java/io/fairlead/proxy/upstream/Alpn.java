package io.fairlead.proxy.upstream;

import java.util.List;

/// What is offered to a host in ALPN. Between proxies of the mesh it says what the connection carries, so that the
/// other side knows it before the first byte; towards others it never offers what would not be spoken.
final class Alpn {

    private static final String MESH = "istio";
    private static final String H2 = "h2";
    private static final String PEER_EXCHANGE = "istio-peer-exchange";
    private static final List<String> MESH_HTTP1 = List.of("istio-http/1.1", MESH, "http/1.1");
    private static final List<String> MESH_HTTP2 = List.of("istio-h2", MESH, H2);

    private Alpn() {}

    /// @param configured what the transport says
    static List<String> offered(List<String> configured, Dialer.Speaks speaks) {
        boolean mesh = configured.contains(MESH);
        return switch (speaks) {
            case HTTP1 -> mesh ? MESH_HTTP1 : without(configured, H2);
            case HTTP2 -> mesh ? MESH_HTTP2 : List.of(H2);
            // Whoever agrees on peer exchange expects its preface at the head of the stream.
            case OPAQUE -> mesh ? List.of(MESH) : without(configured, PEER_EXCHANGE);
        };
    }

    private static List<String> without(List<String> all, String one) {
        return all.contains(one) ? all.stream().filter(name -> !name.equals(one)).toList() : all;
    }
}
