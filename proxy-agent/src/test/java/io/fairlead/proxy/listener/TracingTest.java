package io.fairlead.proxy.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.clock.Clock;
import io.fairlead.proxy.meter.StatName;
import io.fairlead.proxy.meter.Stats;
import io.fairlead.proxy.model.Tracing;
import io.fairlead.proxy.model.Tracing.Sampling;
import io.fairlead.proxy.model.Tracing.Tracer;
import io.fairlead.proxy.trace.Tracers;
import io.fairlead.proxy.trace.export.ExportLimits;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What a host hears of a trace, through the whole proxy.
class TracingTest {

    private static final String TRACE = "463ac35c9f6413ad48485a3953bb6124";

    private final Stats stats = new Stats();
    private boolean silent;
    private final Tracers tracers =
            new Tracers(
                    new Tracers.Self("node", "staff.default", "", List.of()),
                    Clock.SYSTEM,
                    stats,
                    new ExportLimits(8, 4, Duration.ofMillis(20), Duration.ofMillis(100), 10),
                    _ -> Optional.empty());

    @Test
    void aTracedRequestTellsTheHostAndKeepsAllElse() throws Exception {
        String heard =
                heard(
                        Sampling.ALL,
                        "x-b3-traceid: " + TRACE,
                        "x-b3-spanid: 00000000000000aa",
                        "X-B3-Sampled: 1",
                        "x-request-id: 00000064-0000-4000-8000-000000000000",
                        "x-myval: 1");
        assertThat(heard)
                .contains("x-b3-traceid: " + TRACE)
                .contains("x-b3-parentspanid: 00000000000000aa")
                .contains("x-b3-sampled: 1")
                .contains("x-request-id: 00000064-0000-9000-8000-000000000000")
                .contains("x-myval: 1")
                .doesNotContain("x-b3-spanid: 00000000000000aa")
                .doesNotContain("-4000-8000");
        assertThat(heard.toLowerCase(java.util.Locale.ROOT).split("x-b3-sampled:", -1)).hasSize(2);
        tracers.close();
        assertThat(stats.counter(new StatName("tracing", "jaeger", "spans_failed")).sum())
                .as("the collector's cluster has no host")
                .isOne();
    }

    @Test
    void aNewRequestGetsAnIdAndATrace() throws Exception {
        assertThat(heard(Sampling.ALL))
                .containsPattern("x-request-id: [0-9a-f]{8}-[0-9a-f]{4}-9[0-9a-f]{3}-")
                .containsPattern("x-b3-traceid: [0-9a-f]{32}\r")
                .containsPattern("x-b3-spanid: [0-9a-f]{16}\r")
                .doesNotContain("x-b3-parentspanid");
        assertThat(heard(0))
                .containsPattern("x-request-id: [0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-")
                .contains("x-b3-sampled: 0");
    }

    @Test
    void aRequestThatIsNotTracedKeepsItsHeaders() throws Exception {
        assertThat(heard(Sampling.ALL, "b3: 0", "traceparent: 00-x"))
                .contains("b3: 0")
                .contains("traceparent: 00-x")
                .doesNotContain("x-b3-traceid");
    }

    @Test
    void aTraceThatHostsAreNotToldOfLeavesHeadersAsTheyCame() throws Exception {
        silent = true;
        assertThat(heard(Sampling.ALL, "traceparent: 00-x"))
                .contains("traceparent: 00-x")
                .doesNotContain("x-b3-");
        assertThat(heard(Sampling.ALL)).doesNotContain("x-b3-", "traceparent");
    }

    private String heard(int share, String... headers) throws Exception {
        var tracing =
                new Tracing(
                        new Tracer.Jaeger("nowhere"),
                        new Sampling(Sampling.ALL, share, Sampling.ALL, true, true),
                        List.of(),
                        Tracing.PATH_CHARS_MAX,
                        !silent);
        try (var backend = Backend.echo();
                var proxy =
                        new Proxy()
                                .traced(tracers)
                                .settings(http -> http.withTracing(tracing))
                                .cluster("a", backend.port())
                                .route("/", "a")
                                .start()) {
            String lines = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
            return proxy.ask("GET / HTTP/1.1\r\nHost: a\r\n" + lines + "Connection: close\r\n\r\n");
        }
    }
}
