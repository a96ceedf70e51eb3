package io.fairlead.proxy.filterchain;

import java.nio.charset.StandardCharsets;

/// Finds out whether a connection begins with HTTP, as Envoy's http_inspector does: the HTTP/2 preface, or a request
/// line whose method is made of token characters and which ends with a version.
public final class HttpSniffer {
    /// A request line longer than this isn't waited for.
    public static final int LINE_MAX = 8192;

    private static final int METHOD_MAX = 32;
    private static final byte[] PREFACE =
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private HttpSniffer() {}

    /// @param bytes the beginning of the connection
    /// @param there how many of them there are
    public static Sniff sniff(byte[] bytes, int there) {
        int length = Math.min(there, LINE_MAX);
        if (startsLike(PREFACE, bytes, length)) {
            return length >= PREFACE.length ? new Sniff.Http2() : Sniff.NEED_MORE;
        }
        int i = 0;
        while (i < length && isToken(bytes[i])) {
            i++;
        }
        if (i > METHOD_MAX || (i < length && (i == 0 || bytes[i] != ' '))) {
            return Sniff.OPAQUE;
        }
        while (i < length && bytes[i] != '\n') {
            if (bytes[i] >= 0 && bytes[i] < ' ' && bytes[i] != '\r') {
                return Sniff.OPAQUE;
            }
            i++;
        }
        if (i == length) {
            return length >= LINE_MAX ? Sniff.OPAQUE : Sniff.NEED_MORE;
        }
        return version(bytes, i > 0 && bytes[i - 1] == '\r' ? i - 1 : i);
    }

    private static Sniff version(byte[] bytes, int end) {
        int from = end - "HTTP/1.1".length();
        if (from < 1 || bytes[from - 1] != ' ') {
            return Sniff.OPAQUE;
        }
        String version = new String(bytes, from, end - from, StandardCharsets.US_ASCII);
        return switch (version) {
            case "HTTP/1.1" -> new Sniff.Http1(false);
            case "HTTP/1.0" -> new Sniff.Http1(true);
            default -> Sniff.OPAQUE;
        };
    }

    private static boolean startsLike(byte[] wanted, byte[] bytes, int length) {
        int common = Math.min(wanted.length, length);
        for (int i = 0; i < common; i++) {
            if (wanted[i] != bytes[i]) {
                return false;
            }
        }
        return common > 0;
    }

    private static boolean isToken(byte b) {
        return (b >= 'A' && b <= 'Z')
                || (b >= 'a' && b <= 'z')
                || b == '-'
                || b == '_'
                || b == '$'
                || b == '!';
    }
}
