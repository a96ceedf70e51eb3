package io.fairlead.trace.decode;

import io.fairlead.trace.span.Reporter;
import io.fairlead.trace.span.Tag;
import java.util.ArrayList;
import java.util.List;

/// What OpenTelemetry's fields are called where Jaeger has tags; both ways of writing OTLP use it.
final class Otel {

    private static final String NOBODY = "OTLPResourceNoServiceName";
    private static final int STATUS_OK = 1;
    private static final int STATUS_ERROR = 2;
    private static final List<String> KINDS =
            List.of("", "internal", "server", "client", "producer", "consumer");

    private Otel() {}

    /// Who reports: the service has a place of its own, the rest are tags.
    static Reporter process(List<Tag> resource) {
        String service =
                resource.stream()
                        .filter(tag -> tag.key().equals("service.name"))
                        .map(tag -> tag.value().text())
                        .findFirst()
                        .orElse(NOBODY);
        List<Tag> rest = new ArrayList<>(resource);
        rest.removeIf(tag -> tag.key().equals("service.name"));
        return new Reporter(service, rest);
    }

    static void kind(Draft draft, long kind) {
        String name = kind < 0 || kind >= KINDS.size() ? "" : KINDS.get((int) kind);
        if (!name.isEmpty()) {
            draft.tag(Tag.of("span.kind", name));
        }
    }

    static void status(Draft draft, long code, String message) {
        if (code == STATUS_ERROR) {
            draft.tag(Tag.of("otel.status_code", "ERROR"));
            draft.tag(Tag.of("error", true));
        } else if (code == STATUS_OK) {
            draft.tag(Tag.of("otel.status_code", "OK"));
        }
        if (!message.isEmpty()) {
            draft.tag(Tag.of("otel.status_description", message));
        }
    }

    static void scope(Draft draft, String name, String version) {
        if (!name.isEmpty()) {
            draft.tag(Tag.of("otel.scope.name", name));
        }
        if (!version.isEmpty()) {
            draft.tag(Tag.of("otel.scope.version", version));
        }
    }
}
