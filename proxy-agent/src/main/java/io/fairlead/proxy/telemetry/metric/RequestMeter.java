package io.fairlead.proxy.telemetry.metric;

import io.fairlead.proxy.meter.RequestRecord;
import io.fairlead.proxy.meter.StatName;
import io.fairlead.proxy.meter.StatSource;
import io.fairlead.proxy.meter.WorkloadLabels;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Counts the requests of one event loop.
public final class RequestMeter implements StatSource {

    /// @param seriesMax different label sets of one loop; one more is counted as `overflow`
    /// @param clustersMax clusters of one loop that have figures of their own in `/stats`
    public record Limits(int seriesMax, int clustersMax) {
        public static final Limits DEFAULT = new Limits(2000, 2000);
    }

    private static final String[] CLUSTER_STATS = {
        "upstream_rq_total",
        "upstream_rq_1xx",
        "upstream_rq_2xx",
        "upstream_rq_3xx",
        "upstream_rq_4xx",
        "upstream_rq_5xx",
        "upstream_rq_completed"
    };

    private record ClusterCells(String cluster, Cells cells) {}

    private final SeriesTable table;
    private final Limits limits;
    private final Map<String, ClusterCells> clusters = new HashMap<>();
    private final Published<ClusterCells> published = new Published<>();

    /// @param self labels of the workload that this proxy stands beside
    public RequestMeter(WorkloadLabels self, Limits limits) {
        this.table = new SeriesTable(new LabelText(self), limits.seriesMax());
        this.limits = limits;
    }

    /// An HTTP request is over.
    public void request(RequestRecord request) {
        Series series = table.of(request);
        long micros = Math.max(0, request.endNanos - request.startNanos) / 1000;
        series.cells.add(Series.REQUESTS, 1);
        series.observe(Series.DURATION, micros / 1000.0, micros);
        series.observe(Series.REQUEST_BYTES, (double) request.bytesReceived, request.bytesReceived);
        series.observe(Series.RESPONSE_BYTES, (double) request.bytesSent, request.bytesSent);
        String cluster = request.upstreamCluster;
        if (cluster != null && request.upstreamHost != null) {
            countCluster(cluster, request.responseCode);
        }
    }

    /// A TCP connection is open.
    public void opened(RequestRecord connection) {
        table.of(connection).cells.add(Series.OPENED, 1);
    }

    /// Bytes of a TCP connection since the last call.
    public void moved(RequestRecord connection, long received, long sent) {
        Cells cells = table.of(connection).cells;
        cells.add(Series.RECEIVED, received);
        cells.add(Series.SENT, sent);
    }

    /// A TCP connection is closed.
    public void closed(RequestRecord connection) {
        table.of(connection).cells.add(Series.CLOSED, 1);
    }

    private void countCluster(String name, int code) {
        ClusterCells cluster = clusters.get(name);
        if (cluster == null) {
            if (clusters.size() >= limits.clustersMax()) {
                return;
            }
            cluster = new ClusterCells(name, new Cells(CLUSTER_STATS.length));
            clusters.put(name, cluster);
            published.add(cluster);
        }
        cluster.cells.add(0, 1);
        int family = code / 100;
        if (family >= 1 && family <= 5) {
            cluster.cells.add(family, 1);
            cluster.cells.add(6, 1);
        }
    }

    List<Series> series() {
        return table.all();
    }

    @Override
    public void collect(Sink sink) {
        for (ClusterCells cluster : published.all()) {
            for (int i = 0; i < CLUSTER_STATS.length; i++) {
                sink.counter(
                        StatName.cluster(cluster.cluster, CLUSTER_STATS[i]), cluster.cells.read(i));
            }
        }
    }
}
