package io.fairlead.minicluster.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;

/// Who calls whom, as the daemon's service graph says.
final class Edges {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Edges() {}

    /// A call that was seen in the last ten minutes.
    ///
    /// @param count requests of these minutes
    record Edge(String source, String destination, long count) {}

    static List<Edge> of(Fleet fleet) {
        List<Edge> edges = new ArrayList<>();
        try {
            for (JsonNode edge : JSON.readTree(fleet.daemon("/debug/edges")).path("edges")) {
                edges.add(
                        new Edge(
                                edge.path("source").path("workload").asText(),
                                edge.path("destination").path("workload").asText(),
                                edge.path("tenMinutes").path("count").asLong()));
            }
        } catch (JsonProcessingException _) {
            return List.of();
        }
        return edges;
    }

    /// Whether a workload with this beginning calls one with that.
    static boolean has(List<Edge> edges, String source, String destination) {
        return edges.stream()
                .anyMatch(edge ->
                        edge.source().startsWith(source)
                                && edge.destination().startsWith(destination)
                                && edge.count() > 0);
    }
}
