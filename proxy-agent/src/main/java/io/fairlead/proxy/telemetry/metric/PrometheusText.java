package io.fairlead.proxy.telemetry.metric;

import io.fairlead.proxy.meter.StatName;
import io.fairlead.proxy.meter.Stats;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Prometheus' text format 0.0.4 of everything that this proxy counts.
public final class PrometheusText {

    /// The media type of the text.
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private PrometheusText() {}

    /// Istio's metrics, summed over the event loops.
    static String istio(Sums sums, String version) {
        var text = new StringBuilder(16 * 1024);
        for (Family family : Family.values()) {
            SortedMap<String, long[]> all = sums.of(family);
            if (!all.isEmpty()) {
                String name = "istio_" + family.id();
                text.append("# TYPE ")
                        .append(name)
                        .append(family.isHistogram() ? " histogram\n" : " counter\n");
                if (family.isHistogram()) {
                    histogram(text, name, all, family == Family.DURATION);
                } else {
                    all.forEach((labels, cells) -> line(text, name, labels, cells[0]));
                }
            }
        }
        var build = new StringBuilder();
        LabelText.label(build, "component", "proxy");
        LabelText.label(build, "tag", version);
        text.append("# TYPE istio_build gauge\nistio_build{").append(build).append("} 1\n");
        return text.toString();
    }

    private static void histogram(
            StringBuilder text, String name, SortedMap<String, long[]> all, boolean micros) {
        all.forEach((labels, cells) -> {
            String begun = labels.isEmpty() ? "" : labels + ",";
            long below = 0;
            for (int i = 0; i < Buckets.COUNT; i++) {
                below += cells[i];
                line(text, name + "_bucket", begun + "le=\"" + Buckets.text(i) + "\"", below);
            }
            long sum = cells[Buckets.COUNT];
            text.append(name).append("_sum{").append(labels).append("} ");
            if (micros) {
                text.append(sum / 1000.0);
            } else {
                text.append(sum);
            }
            text.append('\n');
            line(text, name + "_count", labels, below);
        });
    }

    private static void line(StringBuilder text, String name, String labels, long value) {
        text.append(name).append('{').append(labels).append("} ").append(value).append('\n');
    }

    /// The figures of `/stats`, with cluster, listener and connection manager as labels, as Envoy's tags do it.
    public static String stats(SortedMap<StatName, Stats.Figure> figures) {
        SortedMap<String, List<String>> families = new TreeMap<>();
        for (Map.Entry<StatName, Stats.Figure> figure : figures.entrySet()) {
            StatName name = figure.getKey();
            String family = familyOf(name);
            String type = figure.getValue().counter() ? " counter" : " gauge";
            List<String> lines =
                    families.computeIfAbsent(
                            family,
                            _ -> new ArrayList<>(List.of("# TYPE " + family + type + "\n")));
            var line = new StringBuilder(family);
            if (!name.instance().isEmpty()) {
                var labels = new StringBuilder();
                LabelText.label(labels, labelOf(name), name.instance());
                line.append('{').append(labels).append('}');
            }
            lines.add(line.append(' ').append(figure.getValue().value()).append('\n').toString());
        }
        var text = new StringBuilder(16 * 1024);
        families.values().forEach(lines -> lines.forEach(text::append));
        return text.toString();
    }

    private static String familyOf(StatName name) {
        String plain = (name.scope() + "_" + name.stat()).replaceAll("[^a-zA-Z0-9_]", "_");
        boolean plainly = name.scope().equals("fairlead") || name.scope().equals("istio_agent");
        return plainly ? plain : "envoy_" + plain;
    }

    private static String labelOf(StatName name) {
        return switch (name.scope()) {
            case "cluster" -> "cluster_name";
            case "listener" -> "listener_address";
            case "http" -> "http_conn_manager_prefix";
            case "tcp" -> "tcp_prefix";
            case "istio_agent" -> name.instance().equals("csr") ? "request_type" : "resource_name";
            case "fairlead" -> "reason";
            default -> "name";
        };
    }
}
