package io.fairlead.trace.collect;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.meter.MetricNames;
import io.fairlead.meter.OwnWork.Work;
import io.fairlead.testing.FakeClock;
import io.fairlead.trace.decode.Format;
import io.fairlead.trace.span.Span;
import io.fairlead.trace.span.Trace;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OwnSpansTest {

    private static final Duration TOOK = Duration.ofMillis(3);

    private final FakeClock clock = new FakeClock();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Intake intake =
            new Intake(
                    CollectLimits.DEFAULT,
                    new Intake.Surroundings(clock, (_, _) -> {}, new TraceMeters(registry)),
                    (_, _) -> {});
    private final OwnSpans own = new OwnSpans(intake, clock, new SplittableRandom(1), registry);

    @AfterEach
    void stop() {
        intake.close();
    }

    @Test
    void workOfOneCauseIsOneTrace() {
        intake.start();
        own.done(new Work(7, "", "webapp", "send cds", TOOK, Map.of("proxy", "webapp")));
        own.done(new Work(7, "webapp", "push", "configure", TOOK, Map.of()));
        own.done(new Work(7, "push", "", "push", TOOK, Map.of()));
        own.done(new Work(8, "push", "", "push", TOOK, Map.of()));
        own.done(Work.alone("issue certificate", TOOK, Map.of("outcome", "issued")));

        List<Trace> traces = held();
        assertThat(traces).hasSize(3);
        List<Span> spans =
                traces.stream()
                        .filter(trace -> trace.spans().size() == 3)
                        .flatMap(trace -> trace.spans().stream())
                        .sorted(Comparator.comparing(Span::operation))
                        .toList();
        Span configure = spans.get(0);
        Span push = spans.get(1);
        Span send = spans.get(2);
        assertThat(push.operation()).isEqualTo("push");
        assertThat(send.operation()).isEqualTo("send cds");
        assertThat(push.parent()).isZero();
        assertThat(configure.parent()).isEqualTo(push.id());
        assertThat(send.parent()).isEqualTo(configure.id());
        assertThat(send.service()).isEqualTo("istiod");
        assertThat(send.durationMicros()).isEqualTo(3_000);
        assertThat(send.tag("proxy")).contains("webapp");
    }

    @Test
    void whatComesTooFastIsDroppedAndCounted() {
        intake.start();
        for (int i = 1; i <= 250; i++) {
            own.done(Work.alone("issue certificate", TOOK, Map.of()));
        }
        assertThat(held()).hasSize(200);
        assertThat(dropped()).isEqualTo(50);
        clock.pass(Duration.ofSeconds(1));
        own.done(Work.alone("issue certificate", TOOK, Map.of()));
        assertThat(held()).hasSize(201);
    }

    /// Nobody reads what waits: its room is used up, and work goes on.
    @Test
    void aStoreThatIsStuckCostsNothingButACounter() {
        int all = 2 * CollectLimits.DEFAULT.waitingBytesMax() / 512;
        for (int i = 0; i < all; i++) {
            clock.pass(Duration.ofMillis(10));
            own.done(Work.alone("issue certificate", TOOK, Map.of()));
        }
        assertThat(dropped()).isEqualTo(all / 2.0);
    }

    /// What came before a request that says nothing is in the store when that is answered.
    private List<Trace> held() {
        intake.take(Format.ZIPKIN, "[]".getBytes(StandardCharsets.UTF_8)).join();
        return intake.ask(store -> store.all().toList());
    }

    private double dropped() {
        return registry.counter(MetricNames.TRACE_OWN_DROPPED).count();
    }
}
