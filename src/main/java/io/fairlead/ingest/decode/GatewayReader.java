package io.fairlead.ingest.decode;

import io.fairlead.model.config.Gateway;
import io.fairlead.model.config.Meta;
import io.fairlead.model.config.Problem.Told;
import io.fairlead.model.route.GatewayServer;
import io.fairlead.model.route.GatewayTls;
import io.fairlead.model.service.Protocol;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads a Gateway.
record GatewayReader(Complaints complaints) {
    private static final Set<Protocol> SPOKEN =
            Set.of(
                    Protocol.HTTP,
                    Protocol.HTTP2,
                    Protocol.GRPC,
                    Protocol.GRPC_WEB,
                    Protocol.HTTPS,
                    Protocol.TLS,
                    Protocol.TCP,
                    Protocol.MONGO,
                    Protocol.REDIS,
                    Protocol.MYSQL);

    Gateway read(Meta meta, Cursor object) {
        Cursor spec = object.child("spec");
        if (spec == null) {
            return new Gateway(meta, Map.of(), List.of());
        }
        return new Gateway(
                meta,
                spec.textMap("selector"),
                spec.list("servers").stream().map(this::server).toList());
    }

    private GatewayServer server(Cursor server) {
        Cursor port = server.child("port");
        Cursor tls = server.child("tls");
        return new GatewayServer(
                port == null ? 0 : port.integer("number", 0),
                port == null ? "" : port.text("name"),
                port == null ? Protocol.AUTO : protocol(port),
                server.text("bind"),
                server.texts("hosts"),
                tls == null ? null : tls(tls));
    }

    private Protocol protocol(Cursor port) {
        String word = port.text("protocol");
        Protocol protocol = Protocol.named(word);
        if (!word.isEmpty() && !SPOKEN.contains(protocol)) {
            Told told =
                    new Told(
                            "\"" + word + "\" is no protocol of a gateway",
                            "protocols: HTTP, HTTP2, GRPC, GRPC-WEB, HTTPS, TLS, TCP, MONGO, REDIS, MYSQL",
                            "write one of them");
            complaints.error("bad-protocol", port.lineOf("protocol"), port.at("protocol"), told);
        }
        return protocol;
    }

    private GatewayTls tls(Cursor tls) {
        refuseUnkept(tls);
        return new GatewayTls(
                mode(tls.text("mode")),
                tls.flag("httpsRedirect"),
                tls.text("credentialName"),
                tls.text("caCertCredentialName"),
                tls.text("serverCertificate"),
                tls.text("privateKey"),
                tls.text("caCertificates"),
                tls.texts("subjectAltNames"),
                tls.text("minProtocolVersion").equals("TLSV1_3"),
                tls.text("maxProtocolVersion").matches("TLSV1_[012]"));
    }

    /// What would let in more than is written must not be passed over.
    private void refuseUnkept(Cursor tls) {
        for (String field : List.of("verifyCertificateHash", "verifyCertificateSpki")) {
            if (!tls.texts(field).isEmpty()) {
                Told told =
                        new Told(
                                field + " isn't carried: every certificate would be let in",
                                "clients are told by the authority of their certificates and by their names",
                                "write mode: MUTUAL with subjectAltNames");
                complaints.error("not-carried", tls.lineOf(field), tls.at(field), told);
            }
        }
    }

    /// An unknown word was told of already; its object is refused.
    private static GatewayTls.Mode mode(String word) {
        return switch (word) {
            case "SIMPLE" -> GatewayTls.Mode.SIMPLE;
            case "MUTUAL" -> GatewayTls.Mode.MUTUAL;
            case "AUTO_PASSTHROUGH" -> GatewayTls.Mode.AUTO_PASSTHROUGH;
            case "ISTIO_MUTUAL" -> GatewayTls.Mode.ISTIO_MUTUAL;
            case "OPTIONAL_MUTUAL" -> GatewayTls.Mode.OPTIONAL_MUTUAL;
            default -> GatewayTls.Mode.PASSTHROUGH;
        };
    }
}
