package io.fairlead.proxy.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.clock.Clock;
import io.fairlead.proxy.meter.RequestRecord;
import io.fairlead.proxy.meter.RequestTracer;
import io.fairlead.proxy.model.Tracing;
import io.fairlead.proxy.model.Tracing.CustomTag;
import io.fairlead.proxy.model.Tracing.Sampling;
import io.fairlead.proxy.model.Tracing.Source;
import io.fairlead.proxy.model.Tracing.Tracer;
import io.fairlead.proxy.trace.span.FinishedSpan;
import io.fairlead.proxy.trace.span.FinishedSpan.Tag;
import io.fairlead.proxy.trace.span.SpanWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

class ChainTracerTest {

    private static final String ID = "00000064-0000-4000-8000-000000000000";
    private static final String TRACE = "463ac35c9f6413ad48485a3953bb6124";
    private static final String SPAN = "00000000000000aa";

    private final List<FinishedSpan> spans = new ArrayList<>();
    private final LongAdder broken = new LongAdder();
    private final SplittableRandom random = new SplittableRandom(1);
    private boolean silent;

    private RequestTracer tracer(Tracer provider, int share, boolean server, CustomTag... tags) {
        var sampling = new Sampling(Sampling.ALL, share, Sampling.ALL, true, true);
        var tracing = new Tracing(provider, sampling, List.of(tags), 16, !silent);
        return new ChainTracer(
                tracing,
                new SpanWriter(
                        tracing,
                        server,
                        new SpanWriter.Self("node", List.of()),
                        Map.of("ZONE", "z1")::get),
                new ChainTracer.Surroundings(Clock.SYSTEM, random, spans::add, broken));
    }

    @Test
    void aNewTraceBegins() {
        RequestTracer tracer = tracer(new Tracer.Jaeger("c"), Sampling.ALL, false);
        RequestRecord request = Traced.request(ID);
        Map<String, String> told = Traced.begin(tracer, request, Map.of());
        assertThat(told).containsOnlyKeys("x-b3-traceid", "x-b3-spanid", "x-b3-sampled");
        assertThat(told.get("x-b3-traceid")).hasSize(32);
        assertThat(told).containsEntry("x-b3-sampled", "1");
        assertThat(request.requestId).isEqualTo("00000064-0000-9000-8000-000000000000");
        assertThat(request.requestIdChanged).isTrue();
        tracer.end(request);
        assertThat(spans).hasSize(1);
        assertThat(spans.getFirst().parent()).isZero();
        assertThat(spans.getFirst().server()).isFalse();
        assertThat(spans.getFirst().nanos()).isEqualTo(2_500_000);
    }

    @Test
    void whereContextIsNotPropagatedSpansAreMadeAndHostsAreNotTold() {
        silent = true;
        RequestTracer tracer = tracer(new Tracer.Jaeger("c"), 0, false);
        RequestRecord request = Traced.request(ID);
        Map<String, String> told =
                Traced.begin(
                        tracer,
                        request,
                        Map.of("x-b3-traceid", TRACE, "x-b3-spanid", SPAN, "x-b3-sampled", "1"));
        assertThat(told).isEmpty();
        tracer.end(request);
        assertThat(spans).hasSize(1);
        assertThat(spans.getFirst().parent()).isEqualTo(0xaa);
    }

    @Test
    void aTraceThatIsNotWantedSaysSoAndMakesNoSpan() {
        RequestTracer tracer = tracer(new Tracer.Jaeger("c"), 0, false);
        RequestRecord request = Traced.request(ID);
        assertThat(Traced.begin(tracer, request, Map.of())).containsEntry("x-b3-sampled", "0");
        tracer.end(request);
        assertThat(spans).isEmpty();
    }

    @Test
    void aTraceGoesOnInTheFormThatCame() {
        RequestTracer tracer = tracer(new Tracer.Zipkin("c", "/", true), 0, true);
        RequestRecord multi = Traced.request(ID);
        Map<String, String> told =
                Traced.begin(
                        tracer,
                        multi,
                        Map.of("x-b3-traceid", TRACE, "x-b3-spanid", SPAN, "x-b3-sampled", "1"));
        assertThat(told)
                .containsEntry("x-b3-traceid", TRACE)
                .containsEntry("x-b3-parentspanid", SPAN)
                .containsEntry("x-b3-sampled", "1")
                .doesNotContainEntry("x-b3-spanid", SPAN)
                .hasSize(4);
        tracer.end(multi);
        assertThat(spans.getFirst().parent()).isEqualTo(0xaa);
        RequestRecord w3c = Traced.request(ID);
        told =
                Traced.begin(
                        tracer,
                        w3c,
                        Map.of(
                                "traceparent",
                                "00-" + TRACE + "-" + SPAN + "-01",
                                "tracestate",
                                "a=b"));
        assertThat(told.get("traceparent")).startsWith("00-" + TRACE).endsWith("-01");
        assertThat(told).containsEntry("tracestate", "a=b").containsEntry("x-b3-traceid", TRACE);
        RequestRecord single = Traced.request(ID);
        told = Traced.begin(tracer, single, Map.of("b3", TRACE + "-" + SPAN + "-d"));
        assertThat(told.get("b3")).startsWith(TRACE).endsWith("-d-" + SPAN);
        assertThat(told).containsEntry("x-b3-flags", "1");
    }

    @Test
    void whatWasDecidedBeforeCountsMoreThanTheShare() {
        RequestTracer all = tracer(new Tracer.Jaeger("c"), Sampling.ALL, false);
        RequestRecord not = Traced.request(ID);
        assertThat(
                        Traced.begin(
                                all,
                                not,
                                Map.of(
                                        "x-b3-traceid", TRACE,
                                        "x-b3-spanid", SPAN,
                                        "x-b3-sampled", "0")))
                .isEmpty();
        assertThat(Traced.begin(all, Traced.request(ID), Map.of("x-b3-sampled", "0"))).isEmpty();
        RequestTracer none = tracer(new Tracer.Jaeger("c"), 0, false);
        assertThat(Traced.begin(none, Traced.request(ID), Map.of("x-b3-sampled", "1")))
                .containsEntry("x-b3-sampled", "1");
        assertThat(Traced.begin(none, Traced.request(ID), Map.of("x-envoy-force-trace", "true")))
                .containsEntry("x-b3-sampled", "1");
        assertThat(Traced.begin(none, Traced.request(ID), Map.of("x-client-trace-id", "me")))
                .containsEntry("x-b3-sampled", "1");
    }

    @Test
    void brokenHeadersBeginANewTraceAndAreCounted() {
        RequestTracer tracer = tracer(new Tracer.Jaeger("c"), Sampling.ALL, false);
        Map<String, String> told =
                Traced.begin(tracer, Traced.request(ID), Map.of("traceparent", "00-x-y-01"));
        assertThat(broken.sum()).isOne();
        assertThat(told).containsKeys("x-b3-traceid", "traceparent");
        assertThat(told.get("traceparent")).contains(told.get("x-b3-traceid"));
    }

    @Test
    void openTelemetrySpeaksW3cAndZipkinMayHaveShortIds() {
        RequestTracer otel = tracer(new Tracer.OpenTelemetry("c", "", ""), Sampling.ALL, false);
        assertThat(Traced.begin(otel, Traced.request(ID), Map.of()))
                .containsOnlyKeys("traceparent");
        RequestTracer zipkin = tracer(new Tracer.Zipkin("c", "/", false), Sampling.ALL, false);
        assertThat(Traced.begin(zipkin, Traced.request(ID), Map.of()).get("x-b3-traceid"))
                .hasSize(16);
    }

    @Test
    void withoutAProviderOnlyTheIdSaysIt() {
        RequestTracer tracer = tracer(new Tracer.None(), Sampling.ALL, false);
        RequestRecord request = Traced.request(ID);
        assertThat(Traced.begin(tracer, request, Map.of())).isEmpty();
        assertThat(request.requestId).isEqualTo("00000064-0000-9000-8000-000000000000");
        assertThat(request.trace).isNull();
    }

    @Test
    void aSpanHasEnvoysTagsAndThoseOfTheUser() {
        RequestTracer tracer =
                tracer(
                        new Tracer.Jaeger("c"),
                        Sampling.ALL,
                        true,
                        new CustomTag("istio.namespace", new Source.Literal("default")),
                        new CustomTag("zone", new Source.Environment("ZONE", "?")),
                        new CustomTag("none", new Source.Environment("NONE", "")),
                        new CustomTag("user", new Source.Header("x-user", "nobody")));
        RequestRecord request = Traced.request(ID);
        Traced.begin(tracer, request, Map.of("x-user", "me"));
        request.responseCode = 503;
        request.responseCodeDetails = "no_healthy_upstream";
        tracer.end(request);
        FinishedSpan span = spans.getFirst();
        assertThat(span.name()).isEqualTo("staff.default.svc.cluster.local:8080/*");
        assertThat(span.failure()).isEqualTo("status 503, no_healthy_upstream");
        assertThat(span.tags())
                .contains(
                        new Tag("component", "proxy"),
                        new Tag("node_id", "node"),
                        new Tag("guid:x-request-id", "00000064-0000-9000-8000-000000000000"),
                        new Tag("http.url", "http://staff:8080/driver/City%20T"),
                        new Tag("http.method", "GET"),
                        new Tag("http.status_code", "503"),
                        new Tag("peer.address", "10.0.0.7"),
                        new Tag(
                                "upstream_cluster.name",
                                "outbound|8080||staff.default.svc.cluster.local"),
                        new Tag("istio.namespace", "default"),
                        new Tag("zone", "z1"),
                        new Tag("user", "me"));
        assertThat(span.tags()).noneMatch(tag -> tag.name().equals("none"));
    }

    @Test
    void aTagThatSomebodyWroteCountsInPlaceOfOurs() {
        RequestTracer tracer =
                tracer(
                        new Tracer.Jaeger("c"),
                        Sampling.ALL,
                        true,
                        new CustomTag("http.method", new Source.Literal("hidden")),
                        new CustomTag("user_agent", new Source.Header("x-agent", "")),
                        new CustomTag("request_size", new Source.Header("x-size", "")),
                        new CustomTag("", new Source.Literal("nameless")));
        RequestRecord request = Traced.request(ID);
        Traced.begin(tracer, request, Map.of("x-agent", "robot"));
        tracer.end(request);
        List<Tag> tags = spans.getFirst().tags();
        assertThat(tags)
                .contains(
                        new Tag("http.method", "hidden"),
                        new Tag("user_agent", "robot"),
                        new Tag("request_size", "0"));
        assertThat(tags).extracting(Tag::name).doesNotHaveDuplicates().doesNotContain("");
    }
}
