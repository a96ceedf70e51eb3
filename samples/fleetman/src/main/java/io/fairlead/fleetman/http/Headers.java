package io.fairlead.fleetman.http;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Header lines in their order; names compare without regard to case.
public record Headers(List<Header> lines) {

    /// No headers.
    public static final Headers EMPTY = new Headers(List.of());

    /// Of one connection, never of the message: a proxy does not pass them on (RFC 9110, 7.6.1).
    private static final Set<String> HOP_BY_HOP =
            Set.of(
                    "connection",
                    "keep-alive",
                    "proxy-connection",
                    "te",
                    "trailer",
                    "transfer-encoding",
                    "upgrade",
                    "content-length",
                    "expect",
                    "http2-settings");

    public Headers {
        lines = List.copyOf(lines);
    }

    /// The first value of this header.
    public Optional<String> first(String name) {
        return lines.stream()
                .filter(line -> line.name().equalsIgnoreCase(name))
                .map(Header::value)
                .findFirst();
    }

    /// What services of this fleet hand on to the calls that a request causes: every header whose name starts with
    /// `x-`, so request id, B3 trace headers, and any that a release is steered by.
    public Headers propagated() {
        return new Headers(
                lines.stream()
                        .filter(line -> line.name().toLowerCase(Locale.ROOT).startsWith("x-"))
                        .toList());
    }

    /// What a proxy hands on: all but the headers of the connection and those named.
    public Headers endToEndWithout(Set<String> others) {
        return new Headers(
                lines.stream()
                        .filter(line -> {
                            String name = line.name().toLowerCase(Locale.ROOT);
                            return !HOP_BY_HOP.contains(name) && !others.contains(name);
                        })
                        .toList());
    }
}
