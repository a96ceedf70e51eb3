package io.fairlead.app;

import io.fairlead.console.Api;
import io.fairlead.console.Question;
import io.fairlead.console.Reply;
import io.fairlead.migrate.view.EventView;
import io.fairlead.migrate.view.MigrationView;
import io.fairlead.migrate.view.Overview;
import java.util.List;
import java.util.function.Supplier;

/// The migration to mutual TLS for the console: `now` in short, `unit` all that is known of one.
final class MtlsApi implements Api {

    /// Under which the console has it.
    static final String PATH = "mtls/api";

    private static final int NOT_FOUND = 404;

    private final Supplier<MigrationView> view;
    private final Supplier<List<EventView>> events;

    MtlsApi(Supplier<MigrationView> view, Supplier<List<EventView>> events) {
        this.view = view;
        this.events = events;
    }

    @Override
    public Reply answer(Question question) {
        return switch (question.path()) {
            case "now" -> JsonReply.of(Overview.of(view.get(), events.get()));
            case "unit" -> unit(question.first("name").orElse(""));
            default ->
                    Reply.text(
                            NOT_FOUND,
                            "the migration has /%s/now and /%s/unit?name=".formatted(PATH, PATH));
        };
    }

    private Reply unit(String name) {
        return view.get().units().stream()
                .filter(unit -> unit.unit().equals(name))
                .findFirst()
                .map(JsonReply::of)
                .orElseGet(() ->
                        Reply.text(
                                NOT_FOUND,
                                "there is no such unit; fix: name one of /%s/now, as NAMESPACE/WORKLOAD:PORT"
                                        .formatted(PATH)));
    }
}
