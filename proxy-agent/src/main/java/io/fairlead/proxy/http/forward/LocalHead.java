package io.fairlead.proxy.http.forward;

import io.fairlead.proxy.http.codec.Head;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// The head of an answer that the proxy gives itself, and its body: text, or for a gRPC client, who looks at no status
/// but gRPC's, a response of a head only. Pure.
final class LocalHead {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final byte[] NONE = new byte[0];

    private LocalHead() {}

    /// @param head has the status, and what else the answer has to say
    static byte[] text(Head head, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        head.append("content-length", Integer.toString(bytes.length));
        if (bytes.length > 0) {
            head.append("content-type", "text/plain");
        }
        head.framing(bytes.length, false);
        return bytes;
    }

    /// @param head of status 200
    /// @param status that it would have for others
    /// @param http2 has no need of a length
    static byte[] grpc(Head head, int status, String message, boolean http2) {
        head.append("content-type", "application/grpc");
        head.append("grpc-status", Integer.toString(grpcStatus(status)));
        if (!message.isEmpty()) {
            head.append("grpc-message", encoded(message));
        }
        if (!http2) {
            head.append("content-length", "0");
        }
        head.framing(0, false);
        return NONE;
    }

    /// As gRPC's document on statuses of HTTP has it.
    static int grpcStatus(int status) {
        return switch (status) {
            case 400 -> 13;
            case 401 -> 16;
            case 403 -> 7;
            case 404 -> 12;
            case 429, 502, 503, 504 -> 14;
            default -> 2;
        };
    }

    /// What isn't printable ASCII, and the percent sign, is sent as `%XX`.
    static String encoded(String message) {
        var out = new StringBuilder(message.length());
        for (byte b : message.getBytes(StandardCharsets.UTF_8)) {
            if (b >= ' ' && b <= '~' && b != '%') {
                out.append((char) b);
            } else {
                out.append('%').append(HEX.toHexDigits(b));
            }
        }
        return out.toString();
    }
}
