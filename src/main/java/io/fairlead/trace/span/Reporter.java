package io.fairlead.trace.span;

import java.util.List;
import java.util.Optional;

/// Who reported a span.
public record Reporter(String service, List<Tag> tags) {

    private static final String IP = "ip";

    public Reporter {
        tags = List.copyOf(tags);
    }

    /// The address of the machine whose clock the span's times come from.
    public Optional<String> ip() {
        return tags.stream().filter(t -> t.key().equals(IP)).map(t -> t.value().text()).findFirst();
    }
}
