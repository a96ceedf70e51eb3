package io.fairlead.app;

import io.fairlead.app.http.Sources;
import io.fairlead.console.Api;
import io.fairlead.console.Question;
import io.fairlead.console.Reply;
import io.fairlead.telemetry.view.GraphView;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;

/// What is below `/debug` of a leader and true for all daemons, for those that follow it.
///
/// @param graph who calls whom
record DebugApi(Supplier<GraphView> graph, Sources.Migration migration) implements Api {

    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final String LINES = "application/jsonl; charset=utf-8";

    @Override
    public Reply answer(Question question) {
        return switch (question.path()) {
            case "edges" -> JsonReply.of(graph.get());
            case "mtls" -> JsonReply.of(migration.view().get());
            case "mtls/trail" -> new Reply(OK, LINES, lines(migration.trail().get()));
            default -> Reply.text(NOT_FOUND, "a leader is asked for edges, mtls and mtls/trail");
        };
    }

    private static byte[] lines(List<String> lines) {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line).append('\n'));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
