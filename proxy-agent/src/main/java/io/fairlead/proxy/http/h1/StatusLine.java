package io.fairlead.proxy.http.h1;

import io.fairlead.proxy.http.codec.HeadWriter;
import io.netty.handler.codec.http.HttpResponseStatus;

/// Status lines as bytes, with the reasons that Envoy gives whatever the host said.
final class StatusLine {

    private static final byte[][] LINES = new byte[600][];

    static {
        for (int status = 100; status < LINES.length; status++) {
            LINES[status] = HeadWriter.bytes("HTTP/1.1 " + status + " " + reason(status) + "\r\n");
        }
    }

    private StatusLine() {}

    static byte[] of(int status) {
        return LINES[status];
    }

    private static String reason(int status) {
        return switch (status) {
            case 203 -> "Non-Authoritative Information";
            case 302 -> "Found";
            case 413 -> "Payload Too Large";
            case 414 -> "URI Too Long";
            case 416 -> "Range Not Satisfiable";
            default -> {
                String known = HttpResponseStatus.valueOf(status).reasonPhrase();
                yield known.endsWith(")") ? "Unknown" : known;
            }
        };
    }
}
