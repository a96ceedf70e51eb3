package io.fairlead.proxy.telemetry.metric;

import io.fairlead.proxy.meter.RequestRecord;
import io.fairlead.proxy.meter.StatName;
import io.fairlead.proxy.meter.StatSource;
import io.fairlead.proxy.meter.WorkloadLabels;
import io.fairlead.proxy.model.MetricChanges;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Counts the requests of one event loop.
public final class RequestMeter implements StatSource {

    private static final int CHANGES_MAX = 16;

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

    private final LabelText labelText;
    private final Limits limits;
    private final LoopSeries all;
    private final ChainMeter standard;
    private final Map<MetricChanges, ChainMeter> changed = new HashMap<>();
    private final Map<String, ClusterCells> clusters = new HashMap<>();
    private final Published<ClusterCells> published = new Published<>();
    private @Nullable ClusterCells last;

    /// @param self labels of the workload that this proxy stands beside
    public RequestMeter(WorkloadLabels self, Limits limits) {
        this.labelText = new LabelText(self);
        this.limits = limits;
        this.all = new LoopSeries(labelText, limits.seriesMax());
        SeriesTable table = new SeriesTable(labelText, all, limits.seriesMax());
        this.standard = new ChainMeter(table);
    }

    /// What counts for chains with these settings.
    public ChainMeter chain(MetricChanges changes) {
        if (changes.equals(MetricChanges.STANDARD)) {
            return standard;
        }
        if (changed.size() >= CHANGES_MAX) {
            // Settings that came and went; what they counted stays.
            changed.clear();
        }
        return changed.computeIfAbsent(
                changes,
                _ -> new ChainMeter(new ChangedTable(changes, labelText, all, limits.seriesMax())));
    }

    /// An HTTP request is over: the figures of its cluster.
    public void request(RequestRecord request) {
        String cluster = request.upstreamCluster;
        if (cluster != null && request.upstreamHost != null) {
            countCluster(cluster, request.responseCode);
        }
    }

    private void countCluster(String name, int code) {
        ClusterCells before = last;
        ClusterCells cluster =
                before != null && before.cluster.equals(name) ? before : clusters.get(name);
        if (cluster == null) {
            if (clusters.size() >= limits.clustersMax()) {
                return;
            }
            cluster = new ClusterCells(name, new Cells(CLUSTER_STATS.length));
            clusters.put(name, cluster);
            published.add(cluster);
        }
        last = cluster;
        cluster.cells.add(0, 1);
        int family = code / 100;
        if (family >= 1 && family <= 5) {
            cluster.cells.add(family, 1);
            cluster.cells.add(6, 1);
        }
    }

    List<Series> series() {
        return all.all();
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
