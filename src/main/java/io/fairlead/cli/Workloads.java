package io.fairlead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What each workload answers and asks, added up from the edges of the daemon's answer.
final class Workloads {

    private final Map<String, Sum> byName = new TreeMap<>();

    /// Numbers of one workload. Quantiles can't be added: the slowest edge's is told.
    ///
    /// @param callers workloads that called it in this time
    record Line(
            String workload,
            double perSecond,
            double errorShare,
            double p50Millis,
            double p99Millis,
            double mtlsShare,
            int callers,
            double callsPerSecond,
            double callErrorShare) {}

    private static final class Sum {
        private final Set<String> callers = new LinkedHashSet<>();
        private double asked;
        private double askedPerSecond;
        private double askedErrors;
        private double mutual;
        private double p50;
        private double p99;
        private double calls;
        private double callsPerSecond;
        private double callErrors;

        Line line(String name) {
            return new Line(
                    name,
                    askedPerSecond,
                    share(askedErrors, asked),
                    p50,
                    p99,
                    share(mutual, asked),
                    callers.size(),
                    callsPerSecond,
                    share(callErrors, calls));
        }

        private static double share(double part, double all) {
            return all == 0 ? 0 : part / all;
        }
    }

    private Workloads() {}

    /// Busiest first; in the order of their names where nothing happens.
    ///
    /// @param answer of `/debug/edges`
    static List<Line> of(JsonNode answer, EdgesCommand.Over over) {
        Workloads all = new Workloads();
        for (JsonNode edge : answer.path("edges")) {
            all.add(edge, edge.path(over.name()));
        }
        List<Line> lines = new ArrayList<>();
        all.byName.forEach((name, sum) -> lines.add(sum.line(name)));
        lines.sort(
                Comparator.comparingDouble((Line one) -> -one.perSecond() - one.callsPerSecond()));
        return lines;
    }

    private void add(JsonNode edge, JsonNode told) {
        String caller = Cells.end(edge.path("source"));
        double count = told.path("count").asDouble();
        double perSecond = told.path("perSecond").asDouble();
        double errors = told.path("errorShare").asDouble() * count;
        Sum from = byName.computeIfAbsent(caller, _ -> new Sum());
        from.calls += count;
        from.callsPerSecond += perSecond;
        from.callErrors += errors;
        Sum to = byName.computeIfAbsent(Cells.end(edge.path("destination")), _ -> new Sum());
        to.asked += count;
        to.askedPerSecond += perSecond;
        to.askedErrors += errors;
        to.mutual += told.path("mtlsShare").asDouble() * count;
        to.p50 = Math.max(to.p50, told.path("p50Millis").asDouble());
        to.p99 = Math.max(to.p99, told.path("p99Millis").asDouble());
        if (count > 0) {
            to.callers.add(caller);
        }
    }
}
