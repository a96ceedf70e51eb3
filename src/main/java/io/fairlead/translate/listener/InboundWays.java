package io.fairlead.translate.listener;

import io.fairlead.model.policy.MtlsMode;
import io.fairlead.model.service.Protocol;
import java.util.List;

/// The ways into a port, by what it speaks and what it accepts from peers: Istio's table.
///
/// Clients of the mesh say by ALPN that they are of the mesh, and whether they speak HTTP inside; TLS without such a
/// word is the application's own.
final class InboundWays {
    static final String TLS = "tls";

    private static final List<String> MESH =
            List.of("istio", "istio-peer-exchange", "istio-http/1.0", "istio-http/1.1", "istio-h2");
    private static final List<String> MESH_HTTP =
            List.of("istio-http/1.0", "istio-http/1.1", "istio-h2");
    private static final List<String> MESH_TCP = List.of("istio-peer-exchange", "istio");

    private static final Way HTTP_IN_CLEAR = Way.inClear(true, List.of());
    private static final Way SNIFFED_HTTP = Way.inClear(true, Listeners.PLAIN_HTTP);
    private static final Way BYTES_IN_CLEAR = Way.inClear(false, List.of());
    private static final Way FOREIGN_TLS = new Way(false, TLS, false, List.of());

    /// One way in.
    ///
    /// @param http requests are seen; else bytes are passed on
    /// @param transport that connections must have
    /// @param mutualTls TLS ends here
    /// @param protocols of which the client must offer one; empty for any
    record Way(boolean http, String transport, boolean mutualTls, List<String> protocols) {

        private static Way inClear(boolean http, List<String> protocols) {
            return new Way(http, Listeners.RAW, false, protocols);
        }

        private static Way mutual(boolean http, List<String> protocols) {
            return new Way(http, TLS, true, protocols);
        }

        /// True for TLS that the application ends.
        boolean isForeignTls() {
            return transport.equals(TLS) && !mutualTls;
        }

        /// True when the first bytes of a clear connection decide.
        boolean sniffsHttp() {
            return transport.equals(Listeners.RAW) && !protocols.isEmpty();
        }
    }

    private InboundWays() {}

    static List<Way> of(MtlsMode mode, Protocol protocol) {
        return switch (mode) {
            case UNSET, PERMISSIVE -> permissive(protocol);
            case STRICT -> strict(protocol);
            case DISABLE -> disabled(protocol);
        };
    }

    private static List<Way> permissive(Protocol protocol) {
        if (protocol == Protocol.AUTO) {
            return List.of(
                    Way.mutual(true, MESH_HTTP),
                    SNIFFED_HTTP,
                    Way.mutual(false, MESH_TCP),
                    BYTES_IN_CLEAR,
                    FOREIGN_TLS);
        }
        return protocol.isHttp()
                ? List.of(Way.mutual(true, MESH), HTTP_IN_CLEAR)
                : List.of(Way.mutual(false, MESH), FOREIGN_TLS, BYTES_IN_CLEAR);
    }

    private static List<Way> strict(Protocol protocol) {
        return protocol == Protocol.AUTO
                ? List.of(Way.mutual(true, MESH_HTTP), Way.mutual(false, List.of()))
                : List.of(Way.mutual(protocol.isHttp(), List.of()));
    }

    private static List<Way> disabled(Protocol protocol) {
        if (protocol == Protocol.AUTO) {
            return List.of(SNIFFED_HTTP, BYTES_IN_CLEAR);
        }
        return List.of(protocol.isHttp() ? HTTP_IN_CLEAR : BYTES_IN_CLEAR);
    }
}
