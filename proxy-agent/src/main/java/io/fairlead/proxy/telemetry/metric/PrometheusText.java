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
    public static String istio(List<RequestMeter> loops, String version) {
        SortedMap<String, long[]> http = new TreeMap<>();
        SortedMap<String, long[]> tcp = new TreeMap<>();
        for (RequestMeter loop : loops) {
            for (Series series : loop.series()) {
                long[] sums =
                        (series.isTcp() ? tcp : http)
                                .computeIfAbsent(series.labels, _ -> new long[series.cells.size()]);
                series.cells.addTo(sums);
            }
        }
        var text = new StringBuilder(16 * 1024);
        counter(text, "istio_requests_total", http, Series.REQUESTS);
        histogram(text, "istio_request_duration_milliseconds", http, Series.DURATION);
        histogram(text, "istio_request_bytes", http, Series.REQUEST_BYTES);
        histogram(text, "istio_response_bytes", http, Series.RESPONSE_BYTES);
        counter(text, "istio_tcp_connections_opened_total", tcp, Series.OPENED);
        counter(text, "istio_tcp_connections_closed_total", tcp, Series.CLOSED);
        counter(text, "istio_tcp_sent_bytes_total", tcp, Series.SENT);
        counter(text, "istio_tcp_received_bytes_total", tcp, Series.RECEIVED);
        var build = new StringBuilder();
        LabelText.label(build, "component", "proxy");
        LabelText.label(build, "tag", version);
        text.append("# TYPE istio_build gauge\nistio_build{").append(build).append("} 1\n");
        return text.toString();
    }

    private static void counter(
            StringBuilder text, String name, SortedMap<String, long[]> all, int cell) {
        if (all.isEmpty()) {
            return;
        }
        text.append("# TYPE ").append(name).append(" counter\n");
        all.forEach((labels, sums) -> line(text, name, labels, sums[cell]));
    }

    private static void histogram(
            StringBuilder text, String name, SortedMap<String, long[]> all, int cell) {
        if (all.isEmpty()) {
            return;
        }
        text.append("# TYPE ").append(name).append(" histogram\n");
        boolean micros = cell == Series.DURATION;
        all.forEach((labels, sums) -> {
            long below = 0;
            for (int i = 0; i < Buckets.COUNT; i++) {
                below += sums[cell + i];
                String bound = labels + ",le=\"" + Buckets.text(i) + "\"";
                line(text, name + "_bucket", bound, below);
            }
            long sum = sums[cell + Buckets.COUNT];
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
