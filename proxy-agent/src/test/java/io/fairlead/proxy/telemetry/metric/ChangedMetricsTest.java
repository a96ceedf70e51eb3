package io.fairlead.proxy.telemetry.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.meter.RequestRecord;
import io.fairlead.proxy.meter.RequestRecord.RequestProtocol;
import io.fairlead.proxy.meter.ServiceLabels;
import io.fairlead.proxy.meter.WorkloadLabels;
import io.fairlead.proxy.model.MetricChanges;
import io.fairlead.proxy.model.MetricChanges.Change;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ChangedMetricsTest {
    private final RequestMeter meter = new RequestMeter(WorkloadLabels.UNKNOWN, Limits.DEFAULT);

    @Test
    void aMetricThatIsDroppedIsNotThere() {
        ChainMeter chain = chain("request_duration_milliseconds", true, Map.of(), Set.of());
        chain.request(request("/a", 200));

        assertThat(text())
                .contains("istio_requests_total{")
                .contains("istio_request_bytes_bucket{")
                .doesNotContain("istio_request_duration");
    }

    @Test
    void aLabelThatIsRemovedAddsUpWhatItTold() {
        ChainMeter chain =
                chain("requests_total", false, Map.of(), Set.of("response_code", "response_flags"));
        chain.request(request("/a", 200));
        chain.request(request("/a", 404));
        chain.request(request("/a", 503));

        assertThat(lines("istio_requests_total{"))
                .singleElement()
                .asString()
                .endsWith(" 3")
                .doesNotContain("response_code", "response_flags")
                .contains("grpc_response_status");
        assertThat(lines("istio_response_bytes_count{"))
                .hasSize(3)
                .allMatch(line -> line.contains("response_code"));
    }

    @Test
    void aLabelIsSetOrAddedByAnExpression() {
        ChainMeter chain =
                chain(
                        "requests_total",
                        false,
                        Map.of("request_host", "request.host", "response_code", "'all'"),
                        Set.of());
        chain.request(request("/a", 200));
        chain.request(request("/b", 404));
        RequestRecord hostless = request("/a", 200);
        hostless.authority = null;
        chain.request(hostless);

        assertThat(lines("istio_requests_total{"))
                .hasSize(2)
                .allMatch(line -> line.contains("response_code=\"all\""))
                .anyMatch(line -> line.contains("request_host=\"shop\"") && line.endsWith(" 2"))
                .anyMatch(line -> line.contains("request_host=\"unknown\""));
    }

    @Test
    void aChainWithoutChangesCountsIntoTheSameSeries() {
        ChainMeter drops = chain("request_bytes", true, Map.of(), Set.of());
        drops.request(request("/a", 200));
        meter.chain(MetricChanges.STANDARD).request(request("/a", 200));

        assertThat(lines("istio_requests_total{")).singleElement().asString().endsWith(" 2");
        assertThat(lines("istio_request_bytes_count{")).singleElement().asString().endsWith(" 1");
    }

    @Test
    void allThatIsDroppedLeavesNothing() {
        TreeMap<String, Change> all = new TreeMap<>();
        for (Family family : Family.values()) {
            all.put(family.id(), Change.NONE.with(true, Map.of(), Set.of()));
        }
        ChainMeter chain = meter.chain(new MetricChanges(all, MetricChanges.TCP_EVERY));
        chain.request(request("/a", 200));
        RequestRecord tcp = new RequestRecord();
        tcp.requestProtocol = RequestProtocol.TCP;
        chain.opened(tcp);
        chain.moved(tcp, 1, 2);
        chain.closed(tcp);

        assertThat(text()).startsWith("# TYPE istio_build");
    }

    @Test
    void valuesOfAnExpressionAreBoundedInNumberAndLength() {
        RequestMeter small =
                new RequestMeter(WorkloadLabels.UNKNOWN, new Limits(10, 10, Duration.ofHours(1)));
        ChainMeter chain =
                small.chain(
                        changes("requests_total", false, Map.of("path", "request.path"), Set.of()));
        for (int i = 0; i < 1000; i++) {
            chain.request(request("/" + i, 200));
        }
        chain.request(request("/" + "x".repeat(10_000), 200));

        String text = PrometheusText.istio(Sums.of(List.of(small)), "x");
        assertThat(text.lines().filter(line -> line.startsWith("istio_requests_total{")))
                .hasSizeLessThanOrEqualTo(11)
                .anyMatch(line -> line.contains("overflow"))
                .allMatch(line -> line.length() < 3000);
    }

    @Test
    void messagesOfGrpcAreCounted() {
        RequestRecord call = request("/a", 200);
        call.requestProtocol = RequestProtocol.GRPC;
        call.requestMessages = 3;
        call.responseMessages = 70;
        meter.chain(MetricChanges.STANDARD).request(call);
        meter.chain(MetricChanges.STANDARD).request(request("/a", 200));

        assertThat(lines("istio_request_messages_total{"))
                .singleElement()
                .asString()
                .contains("request_protocol=\"grpc\"")
                .endsWith(" 3");
        assertThat(lines("istio_response_messages_total{"))
                .singleElement()
                .asString()
                .endsWith(" 70");
    }

    private ChainMeter chain(
            String metric, boolean drop, Map<String, String> labels, Set<String> removed) {
        return meter.chain(changes(metric, drop, labels, removed));
    }

    private static MetricChanges changes(
            String metric, boolean drop, Map<String, String> labels, Set<String> removed) {
        return new MetricChanges(
                new TreeMap<>(Map.of(metric, Change.NONE.with(drop, labels, removed))),
                MetricChanges.TCP_EVERY);
    }

    private String text() {
        return PrometheusText.istio(Sums.of(List.of(meter)), "x");
    }

    private List<String> lines(String begin) {
        return text().lines().filter(line -> line.startsWith(begin)).toList();
    }

    private static RequestRecord request(String path, int code) {
        RequestRecord request = new RequestRecord();
        request.path = path;
        request.authority = "shop";
        request.responseCode = code;
        request.service = new ServiceLabels("cart.shop.svc.cluster.local", "cart", "shop");
        return request;
    }
}
