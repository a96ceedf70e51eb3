package io.fairlead.parity;

import java.util.List;

/// A request of HTTP/1.1.
///
/// @param headers each as `name: value`, in their order
record Request(String method, String target, String host, List<String> headers, String body) {

    /// As it goes over the wire.
    String text(String id) {
        StringBuilder text =
                new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: " + host + "\r\n");
        headers.forEach(header -> text.append(header).append("\r\n"));
        text.append("x-test-id: ").append(id).append("\r\n");
        boolean chunked = headers.contains("Transfer-Encoding: chunked");
        if (chunked) {
            text.append("\r\n");
            if (!body.isEmpty()) {
                text.append(Integer.toHexString(body.length()))
                        .append("\r\n")
                        .append(body)
                        .append("\r\n");
            }
            return text.append("0\r\n\r\n").toString();
        }
        if (!body.isEmpty()) {
            text.append("Content-Length: ").append(body.length()).append("\r\n");
        }
        return text.append("\r\n").append(body).toString();
    }

    boolean has(String name) {
        return headers.stream()
                .anyMatch(
                        header -> header.toLowerCase(java.util.Locale.ROOT).startsWith(name + ":"));
    }
}
