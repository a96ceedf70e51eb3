package io.fairlead.fleetman.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What a client asks.
///
/// @param path as it came, not decoded, double slashes kept
/// @param query as it came, without the question mark; empty when there is none
/// @param peer address at the other end of the connection
public record Request(
        String method, String path, String query, Headers headers, Body body, String peer) {

    /// The parts of the path, decoded; empty ones don't count.
    public List<String> segments() {
        return Arrays.stream(path.split("/"))
                .filter(part -> !part.isEmpty())
                .map(part -> URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8))
                .toList();
    }

    /// The first value of this query parameter, decoded.
    public Optional<String> parameter(String name) {
        return Arrays.stream(query.split("&"))
                .filter(pair -> pair.startsWith(name + "="))
                .map(pair ->
                        URLDecoder.decode(
                                pair.substring(name.length() + 1), StandardCharsets.UTF_8))
                .findFirst();
    }

    /// The body as text.
    public String text() {
        return body.text();
    }

    /// What went over the wire: path and query.
    public String target() {
        return query.isEmpty() ? path : path + "?" + query;
    }
}
