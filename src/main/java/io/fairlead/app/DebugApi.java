package io.fairlead.app;

import io.fairlead.console.Api;
import io.fairlead.console.Question;
import io.fairlead.console.Reply;
import io.fairlead.migrate.view.MigrationView;
import io.fairlead.telemetry.view.GraphView;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;

/// What is below `/debug` of a leader and true for all daemons, for those that follow it.
///
/// @param trail the last records of the audit trail, a line each
record DebugApi(
        Supplier<GraphView> graph, Supplier<MigrationView> migration, Supplier<List<String>> trail)
        implements Api {

    /// Under which the leader has it.
    static final String PATH = "debug";

    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final String LINES = "application/jsonl; charset=utf-8";

    @Override
    public Reply answer(Question question) {
        return switch (question.path()) {
            case "edges" -> JsonReply.of(graph.get());
            case "mtls" -> JsonReply.of(migration.get());
            case "mtls/trail" -> new Reply(OK, LINES, lines(trail.get()));
            default -> Reply.text(NOT_FOUND, "a leader is asked for edges, mtls and mtls/trail");
        };
    }

    private static byte[] lines(List<String> lines) {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line).append('\n'));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
