package io.fairlead.app;

import io.fairlead.console.Api;
import io.fairlead.console.Question;
import io.fairlead.console.Reply;
import io.fairlead.telemetry.view.GraphView;
import java.util.function.Supplier;

/// The service graph for the console: `edges` is what `/debug/edges` says, `replica` what this daemon is to the others.
final class GraphApi implements Api {

    /// Under which the console has it.
    static final String PATH = "graph/api";

    /// What each daemon has to say of itself.
    static final String REPLICA = "replica";

    private static final int NOT_FOUND = 404;

    private final Supplier<GraphView> graph;
    private final Supplier<ReplicaView> replica;

    GraphApi(Supplier<GraphView> graph, Supplier<ReplicaView> replica) {
        this.graph = graph;
        this.replica = replica;
    }

    @Override
    public Reply answer(Question question) {
        return switch (question.path()) {
            case "edges" -> JsonReply.of(graph.get());
            case REPLICA -> JsonReply.of(replica.get());
            default ->
                    Reply.text(
                            NOT_FOUND,
                            "the graph has /%s/edges and /%s/replica".formatted(PATH, PATH));
        };
    }
}
