package io.fairlead.proxy.http.forward;

/// Methods that may be sent twice (RFC 9110 9.2.2).
final class Idempotent {

    private Idempotent() {}

    static boolean is(String method) {
        return switch (method) {
            case "GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE" -> true;
            default -> false;
        };
    }
}
