package io.fairlead.minicluster.streaming;

import java.nio.charset.StandardCharsets;

/// Why a request isn't served, in words for whoever asked.
final class Refused extends Exception {

    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final String text;

    /// The kinds, with the status codes that they have.
    enum Reason {
        BAD_REQUEST(400),
        FORBIDDEN(403),
        NOT_FOUND(404),
        TOO_MANY(429);

        private final int code;

        Reason(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }
    }

    Refused(Reason reason, String text) {
        super(text);
        this.reason = reason;
        this.text = text;
    }

    static Refused tooMany(int max) {
        return new Refused(
                Reason.TOO_MANY,
                "%d commands and forwarded connections run on this node already. Fix: end some"
                        .formatted(max));
    }

    Reason reason() {
        return reason;
    }

    String text() {
        return text;
    }

    /// An answer of HTTP, for a connection that doesn't leave it after all.
    byte[] answer() {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        String head =
                """
                HTTP/1.1 %d %s\r
                Content-Type: text/plain; charset=utf-8\r
                Content-Length: %d\r
                Connection: close\r
                \r
                """
                        .formatted(reason.code(), reason, body.length);
        return (head + text).getBytes(StandardCharsets.UTF_8);
    }
}
