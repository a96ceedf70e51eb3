package io.fairlead.proxy.telemetry.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.meter.RequestRecord;
import io.fairlead.proxy.meter.RequestRecord.Reporter;
import io.fairlead.proxy.meter.RequestRecord.RequestProtocol;
import io.fairlead.proxy.meter.ResponseFlag;
import io.fairlead.proxy.meter.ServiceLabels;
import io.fairlead.proxy.meter.StatName;
import io.fairlead.proxy.meter.Stats;
import io.fairlead.proxy.meter.TlsFacts;
import io.fairlead.proxy.meter.WorkloadLabels;
import io.fairlead.proxy.model.MetricChanges;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrometheusTextTest {

    private static final WorkloadLabels SELF =
            new WorkloadLabels(
                    "webapp-v1", "shop", "webapp", "v1", "webapp", "v1", "Kubernetes", "unknown");

    private final RequestMeter meter = new RequestMeter(SELF, Limits.DEFAULT);

    @Test
    void aRequestIsCountedUnderAllOfIstiosLabelsInTheirOrder() {
        meter.chain(MetricChanges.STANDARD).request(request(200, 7_300_000));
        assertThat(PrometheusText.istio(Sums.of(List.of(meter)), "0.1.0"))
                .startsWith(
                        """
                        # TYPE istio_requests_total counter
                        istio_requests_total{reporter="source",source_workload="webapp-v1",\
                        source_canonical_service="webapp",source_canonical_revision="v1",\
                        source_workload_namespace="shop",source_principal="unknown",\
                        source_app="webapp",source_version="v1",source_cluster="Kubernetes",\
                        destination_workload="unknown",destination_workload_namespace="unknown",\
                        destination_principal="unknown",destination_app="unknown",\
                        destination_version="unknown",\
                        destination_service="cart.shop.svc.cluster.local",\
                        destination_canonical_service="unknown",\
                        destination_canonical_revision="unknown",destination_service_name="cart",\
                        destination_service_namespace="shop",destination_cluster="unknown",\
                        request_protocol="http",response_code="200",grpc_response_status="",\
                        response_flags="-",connection_security_policy="unknown"} 1
                        """)
                .endsWith(
                        """
                        # TYPE istio_build gauge
                        istio_build{component="proxy",tag="0.1.0"} 1
                        """);
    }

    @Test
    void loopsAreSummedAndBucketsCumulate() {
        var other = new RequestMeter(SELF, Limits.DEFAULT);
        meter.chain(MetricChanges.STANDARD).request(request(200, 400_000));
        meter.chain(MetricChanges.STANDARD).request(request(200, 7_300_000));
        other.chain(MetricChanges.STANDARD).request(request(200, 4_000_000_000_000L));
        String text = PrometheusText.istio(Sums.of(List.of(meter, other)), "x");
        String all = labelsOf(text, "istio_requests_total");
        assertThat(text)
                .contains("istio_requests_total" + all + " 3\n")
                .contains(bucket(all, "0.5") + " 1\n")
                .contains(bucket(all, "5") + " 1\n")
                .contains(bucket(all, "10") + " 2\n")
                .contains(bucket(all, "3600000") + " 2\n")
                .contains(bucket(all, "+Inf") + " 3\n")
                .contains("istio_request_duration_milliseconds_count" + all + " 3\n")
                .contains("istio_request_duration_milliseconds_sum" + all + " 4000007.7\n");
    }

    @Test
    void theServersSideNamesItselfTheDestination() {
        RequestRecord request = request(503, 0);
        request.reporter = Reporter.DESTINATION;
        request.flag(ResponseFlag.UH);
        request.requestProtocol = RequestProtocol.GRPC;
        request.grpcStatus = 14;
        meter.chain(MetricChanges.STANDARD).request(request);
        assertThat(
                        labelsOf(
                                PrometheusText.istio(Sums.of(List.of(meter)), "x"),
                                "istio_requests_total"))
                .contains(
                        "source_workload=\"unknown\"",
                        "destination_workload=\"webapp-v1\"",
                        "destination_cluster=\"Kubernetes\"",
                        "request_protocol=\"grpc\",response_code=\"503\","
                                + "grpc_response_status=\"14\",response_flags=\"UH\","
                                + "connection_security_policy=\"none\"");
    }

    @Test
    void overMutualTlsBothEndsHaveTheirPrincipals() {
        RequestRecord request = request(200, 0);
        request.reporter = Reporter.DESTINATION;
        var client =
                new TlsFacts.PeerFacts(
                        List.of("spiffe://td/ns/a/sa/b"), List.of(), "", "", List.of());
        request.secured(new TlsFacts("TLSv1.3", "x", "spiffe://td/ns/shop/sa/webapp", client));
        meter.chain(MetricChanges.STANDARD).request(request);
        assertThat(
                        labelsOf(
                                PrometheusText.istio(Sums.of(List.of(meter)), "x"),
                                "istio_requests_total"))
                .contains(
                        "source_principal=\"spiffe://td/ns/a/sa/b\"",
                        "destination_principal=\"spiffe://td/ns/shop/sa/webapp\"",
                        "connection_security_policy=\"mutual_tls\"");
    }

    @Test
    void tcpHasItsOwnNamesAndNoResponseCode() {
        var tcp = new RequestRecord();
        tcp.requestProtocol = RequestProtocol.TCP;
        tcp.service = ServiceLabels.of("PassthroughCluster", "", "", "");
        meter.chain(MetricChanges.STANDARD).opened(tcp);
        meter.chain(MetricChanges.STANDARD).moved(tcp, 10, 2000);
        meter.chain(MetricChanges.STANDARD).moved(tcp, 1, 0);
        meter.chain(MetricChanges.STANDARD).closed(tcp);
        String text = PrometheusText.istio(Sums.of(List.of(meter)), "x");
        String labels = labelsOf(text, "istio_tcp_connections_opened_total");
        assertThat(labels)
                .contains(
                        "destination_service_name=\"PassthroughCluster\"",
                        "request_protocol=\"tcp\",response_flags=\"-\"")
                .doesNotContain("response_code", "grpc");
        assertThat(text)
                .contains("istio_tcp_connections_opened_total" + labels + " 1\n")
                .contains("istio_tcp_connections_closed_total" + labels + " 1\n")
                .contains("istio_tcp_received_bytes_total" + labels + " 11\n")
                .contains("istio_tcp_sent_bytes_total" + labels + " 2000\n")
                .doesNotContain("istio_requests_total");
    }

    @Test
    void tooManyLabelsAreCountedInOneOverflowSeries() {
        var small = new RequestMeter(SELF, new Limits(3, 3, Duration.ofHours(1)));
        for (int code = 100; code < 600; code++) {
            small.chain(MetricChanges.STANDARD).request(request(code, 0));
        }
        small.chain(MetricChanges.STANDARD).request(request(100, 0));
        String text = PrometheusText.istio(Sums.of(List.of(small)), "x");
        assertThat(text.lines().filter(line -> line.startsWith("istio_requests_total"))).hasSize(4);
        assertThat(text)
                .containsPattern("reporter=\"overflow\".*response_code=\"overflow\".*} 497\n")
                .containsPattern("response_code=\"100\".*} 2\n");
    }

    @Test
    void eachProtocolOverflowsUnderItsName() {
        var small = new RequestMeter(SELF, new Limits(1, 1, Duration.ofHours(1)));
        RequestRecord grpc = request(200, 0);
        grpc.requestProtocol = RequestProtocol.GRPC;
        small.chain(MetricChanges.STANDARD).request(request(200, 0));
        small.chain(MetricChanges.STANDARD).request(grpc);
        small.chain(MetricChanges.STANDARD).request(request(404, 0));
        small.chain(MetricChanges.STANDARD).request(request(500, 0));
        String text = PrometheusText.istio(Sums.of(List.of(small)), "x");
        assertThat(text)
                .containsPattern("reporter=\"overflow\".*request_protocol=\"grpc\".*} 1\n")
                .containsPattern("reporter=\"overflow\".*request_protocol=\"http\".*} 2\n");
        assertThat(text.lines().filter(line -> line.startsWith("istio_requests_total"))).hasSize(3);
    }

    @Test
    void figuresGetTheirInstanceAsALabel() {
        var stats = new Stats();
        stats.counter(StatName.of("cluster_manager", "cds.update_success")).increment();
        stats.gauge(StatName.of("server", "state"), () -> 0);
        stats.source(meter);
        RequestRecord request = request(404, 0);
        request.upstreamHost = "10.0.0.1:80";
        meter.request(request);
        assertThat(PrometheusText.stats(stats.read()))
                .contains(
                        """
                        # TYPE envoy_cluster_manager_cds_update_success counter
                        envoy_cluster_manager_cds_update_success 1
                        """,
                        """
                        # TYPE envoy_cluster_upstream_rq_4xx counter
                        envoy_cluster_upstream_rq_4xx{cluster_name="outbound|80||cart"} 1
                        """,
                        "# TYPE envoy_server_state gauge\nenvoy_server_state 0\n");
        assertThat(stats.read().keySet())
                .extracting(StatName::toString)
                .contains("cluster.outbound|80||cart.upstream_rq_total", "server.state");
    }

    @ParameterizedTest
    @CsvSource({
        "0,0.5",
        "0.5,0.5",
        "0.51,1",
        "1,1",
        "5,5",
        "5.001,10",
        "3600000,3600000",
        "3600001,+Inf"
    })
    void aBoundBelongsToItsBucket(double value, String bound) {
        assertThat(Buckets.text(Buckets.of(value))).isEqualTo(bound);
    }

    @Test
    void labelValuesAreEscaped() {
        var text = new StringBuilder();
        LabelText.label(text, "a", "x\"y\\z\n");
        assertThat(text).hasToString("a=\"x\\\"y\\\\z\\n\"");
    }

    private static String bucket(String labels, String bound) {
        return "istio_request_duration_milliseconds_bucket"
                + labels.replace("}", ",le=\"" + bound + "\"}");
    }

    private static String labelsOf(String text, String name) {
        return text.lines()
                .filter(line -> line.startsWith(name + "{"))
                .map(line -> line.substring(name.length(), line.indexOf('}') + 1))
                .findFirst()
                .orElseThrow();
    }

    private static RequestRecord request(int code, long nanos) {
        var request = new RequestRecord();
        request.responseCode = code;
        request.endNanos = nanos;
        request.upstreamCluster = "outbound|80||cart";
        request.service = new ServiceLabels("cart.shop.svc.cluster.local", "cart", "shop");
        return request;
    }
}
