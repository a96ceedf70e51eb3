package io.fairlead.trace.span;

import java.util.List;
import java.util.Optional;

/// Who reported a span.
public record Reporter(String service, List<Tag> tags) {

    private static final String IP = "ip";

    /// What exporters say that don't know.
    private static final String NONE = "0.0.0.0";

    public Reporter {
        tags = List.copyOf(tags);
    }

    /// The address of the machine whose clock the span's times come from.
    public Optional<String> ip() {
        return tags.stream()
                .filter(tag -> tag.key().equals(IP))
                .map(tag -> tag.value().text())
                .filter(ip -> !ip.equals(NONE))
                .findFirst();
    }
}
