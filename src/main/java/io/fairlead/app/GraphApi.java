package io.fairlead.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fairlead.console.Api;
import io.fairlead.console.Question;
import io.fairlead.console.Reply;
import io.fairlead.telemetry.view.GraphView;
import java.util.function.Supplier;

/// The service graph for the console: `edges` is what `/debug/edges` says.
final class GraphApi implements Api {

    /// Under which the console has it.
    static final String PATH = "graph/api";

    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    private final Supplier<GraphView> graph;

    GraphApi(Supplier<GraphView> graph) {
        this.graph = graph;
    }

    @Override
    public Reply answer(Question question) {
        if (!question.path().equals("edges")) {
            return Reply.text(NOT_FOUND, "the graph has edges only: /" + PATH + "/edges");
        }
        try {
            return Reply.json(OK, Json.MAPPER.writeValueAsBytes(graph.get()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record that is no JSON", e);
        }
    }

    /// Loaded with the first question.
    private static final class Json {
        private static final JsonMapper MAPPER = new JsonMapper();
    }
}
