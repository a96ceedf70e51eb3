package io.fairlead.telemetry.aggregate;

import io.fairlead.telemetry.aggregate.TrafficReport.Pod;
import io.fairlead.telemetry.aggregate.TrafficReport.Row;
import io.fairlead.telemetry.aggregate.TrafficReport.Side;
import io.fairlead.telemetry.view.EdgeView;
import io.fairlead.telemetry.view.EdgeView.Figures;
import io.fairlead.telemetry.view.GraphView;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// All edges. Belongs to one owner at a time.
public final class Graph {
    private final Limits limits;
    private final Ledger ledger;
    private final Map<EdgeKey, Edge> edges = new HashMap<>();
    private long reports;
    private long repeated;
    private long lost;
    private long overflow;

    public Graph(Limits limits) {
        this.limits = limits;
        this.ledger = new Ledger(limits);
    }

    /// Counts a report, unless it was counted before.
    ///
    /// @param nowSeconds of a clock that doesn't go back
    public void add(TrafficReport report, long nowSeconds) {
        switch (ledger.judge(report, nowSeconds)) {
            case Ledger.Verdict.Repeated() -> repeated++;
            case Ledger.Verdict.Count(long missing) -> {
                lost += missing;
                reports++;
                for (Row row : report.rows()) {
                    add(EdgeKey.of(report.pod(), row), row, nowSeconds);
                }
            }
        }
    }

    /// Counts what no report says, and so can't come twice.
    public void count(Pod reporter, List<Row> rows, long nowSeconds) {
        for (Row row : rows) {
            add(EdgeKey.of(reporter, row), row, nowSeconds);
        }
    }

    private void add(EdgeKey key, Row row, long nowSeconds) {
        Edge edge = edges.get(key);
        if (edge == null) {
            if (edges.size() >= limits.edgesMax()) {
                expire(nowSeconds);
            }
            if (edges.size() >= limits.edgesMax()) {
                overflow++;
                return;
            }
            edge = new Edge();
            edges.put(key, edge);
        }
        edge.seenSeconds = nowSeconds;
        (row.side() == Side.SOURCE ? edge.bySource : edge.byDestination).add(row, nowSeconds);
    }

    private void expire(long nowSeconds) {
        edges.values()
                .removeIf(edge -> nowSeconds - edge.seenSeconds >= limits.edgeIdle().toSeconds());
    }

    /// The graph as of now; forgets what was silent for long.
    public GraphView view(long nowSeconds) {
        expire(nowSeconds);
        List<EdgeView> all =
                edges.entrySet().stream()
                        .map(one -> view(one.getKey(), one.getValue(), nowSeconds))
                        .sorted(
                                Comparator.comparingLong((EdgeView e) -> -e.minute().count())
                                        .thenComparing(EdgeView::toString))
                        .toList();
        return new GraphView(all, reports, repeated, lost, overflow);
    }

    private static EdgeView view(EdgeKey key, Edge edge, long nowSeconds) {
        return new EdgeView(
                key.source(),
                key.service(),
                key.destination(),
                key.protocol().name().toLowerCase(Locale.ROOT),
                Math.max(0, nowSeconds - edge.seenSeconds),
                figures(edge.bySource.ten, edge.byDestination.ten, nowSeconds),
                figures(edge.bySource.minute, edge.byDestination.minute, nowSeconds),
                figures(edge.bySource.tenMinutes, edge.byDestination.tenMinutes, nowSeconds));
    }

    /// The source sees all that it asked for, also what never arrived; the destination knows for certain who came.
    private static Figures figures(Window bySource, Window byDestination, long nowSeconds) {
        Sum source = bySource.sum(nowSeconds);
        Sum destination = byDestination.sum(nowSeconds);
        Sum told = source.count > 0 || source.bytes > 0 ? source : destination;
        Sum knows = destination.count > 0 ? destination : source;
        double seconds = bySource.seconds();
        return new Figures(
                told.count,
                told.count / seconds,
                told.errors,
                share(told.errors, told.count),
                Latency.quantileMillis(told.latency, 0.5),
                Latency.quantileMillis(told.latency, 0.9),
                Latency.quantileMillis(told.latency, 0.99),
                share(knows.mutual, knows.count),
                told.bytes / seconds);
    }

    private static double share(long part, long all) {
        return all == 0 ? 0 : (double) part / all;
    }

    private static final class Edge {
        final Windows bySource = new Windows();
        final Windows byDestination = new Windows();
        long seenSeconds;
    }

    private static final class Windows {
        final Window ten = new Window(2, 5);
        final Window minute = new Window(10, 6);
        final Window tenMinutes = new Window(60, 10);

        void add(Row row, long nowSeconds) {
            ten.add(row, nowSeconds);
            minute.add(row, nowSeconds);
            tenMinutes.add(row, nowSeconds);
        }
    }
}
