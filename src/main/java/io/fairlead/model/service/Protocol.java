package io.fairlead.model.service;

import java.util.Locale;
import java.util.Set;

/// What is spoken on a port, as Istio chooses it: appProtocol, else the part of the port's name before the first dash.
public enum Protocol {
    TCP,
    UDP,
    GRPC,
    GRPC_WEB,
    HTTP,
    HTTP_PROXY,
    HTTP2,
    HTTPS,
    TLS,
    MONGO,
    REDIS,
    MYSQL,
    /// Nothing was declared: the proxy looks at the first bytes.
    AUTO;

    /// Ports on which the server speaks first or sniffing is known to fail; undeclared, they are TCP.
    private static final Set<Integer> NEVER_SNIFFED = Set.of(25, 53, 3306, 27017);

    /// The protocol of a port.
    ///
    /// @param transport `TCP`, `UDP` or `SCTP`
    public static Protocol choose(int port, String name, String transport, String appProtocol) {
        if (transport.equals("UDP")) {
            return UDP;
        }
        Protocol declared = appProtocol.isEmpty() ? ofName(name) : ofAppProtocol(appProtocol);
        return declared == AUTO && NEVER_SNIFFED.contains(port) ? TCP : declared;
    }

    /// The protocol that a word of a Gateway or a ServiceEntry means; AUTO for none.
    public static Protocol named(String word) {
        return ofWord(word);
    }

    private static Protocol ofAppProtocol(String appProtocol) {
        return switch (appProtocol.toLowerCase(Locale.ROOT)) {
            case "kubernetes.io/h2c" -> HTTP2;
            case "kubernetes.io/ws" -> HTTP;
            case "kubernetes.io/wss" -> HTTPS;
            default -> ofWord(appProtocol);
        };
    }

    private static Protocol ofName(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.equals("grpc-web") || lower.startsWith("grpc-web-")) {
            return GRPC_WEB;
        }
        int dash = name.indexOf('-');
        return ofWord(dash < 0 ? name : name.substring(0, dash));
    }

    private static Protocol ofWord(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "tcp" -> TCP;
            case "udp" -> UDP;
            case "grpc" -> GRPC;
            case "grpc-web" -> GRPC_WEB;
            case "http" -> HTTP;
            case "http_proxy" -> HTTP_PROXY;
            case "http2" -> HTTP2;
            case "https" -> HTTPS;
            case "tls" -> TLS;
            case "mongo" -> MONGO;
            case "redis" -> REDIS;
            case "mysql" -> MYSQL;
            default -> AUTO;
        };
    }

    /// Spoken in requests that routes can see.
    public boolean isHttp() {
        return this == HTTP
                || this == HTTP2
                || this == GRPC
                || this == GRPC_WEB
                || this == HTTP_PROXY;
    }

    /// Nothing of it but bytes is known: neither requests nor the name of a server.
    public boolean isOpaque() {
        return this == TCP || this == MONGO || this == REDIS || this == MYSQL;
    }

    /// TLS that the application speaks: the name of the server is all that is known.
    public boolean isEncrypted() {
        return this == HTTPS || this == TLS;
    }

    public boolean isHttp2() {
        return this == HTTP2 || this == GRPC || this == GRPC_WEB;
    }
}
