package io.fairlead.proxy.endpoint;

/// The answer of an endpoint.
public record Reply(int status, String contentType, String body) {

    /// Plain text.
    public static Reply text(int status, String body) {
        return new Reply(status, "text/plain; charset=utf-8", body);
    }

    /// JSON.
    public static Reply json(String body) {
        return new Reply(200, "application/json", body);
    }

    /// Yes.
    public static Reply ok(String body) {
        return text(200, body);
    }
}
