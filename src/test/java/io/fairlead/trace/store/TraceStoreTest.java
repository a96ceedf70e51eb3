package io.fairlead.trace.store;

import static io.fairlead.trace.query.Spans.span;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.trace.span.Span;
import io.fairlead.trace.span.Tag;
import io.fairlead.trace.span.TraceId;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceStoreTest {

    @Test
    void theOldestTracesMakeRoomAndLeaveNoIndexBehind() {
        TraceStore store = new TraceStore(new StoreLimits(10_000, 100));
        store.add(span(1, 1, 0, "old server", 0, 1));
        for (int i = 2; i < 1_000; i++) {
            store.add(span(i, 1, 0, "new server", i, 1));
            assertThat(store.bytes()).isLessThanOrEqualTo(10_000);
        }
        assertThat(store.find(new TraceId(0, 1))).isEmpty();
        assertThat(store.services()).containsExactly("new");
        assertThat(store.operations("old")).isEmpty();
        assertThat(store.operations("new")).containsExactly(new Operation("GET /new", "server"));
        assertThat(store.evicted()).isEqualTo(999 - store.size());
        assertThat(store.ofService("new").findFirst().orElseThrow().id().low()).isEqualTo(999);
    }

    /// Whatever comes, the store holds what it says, never more than it may, and knows the names of that only.
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whateverComesItStaysWithinItsBudget(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int bytesMax = random.nextInt(300, 40_000);
        TraceStore store = new TraceStore(new StoreLimits(bytesMax, random.nextInt(1, 30)));
        for (int i = 0; i < 1_500; i++) {
            store.add(any(random));
            assertThat(store.bytes())
                    .as("seed %d, span %d", seed, i)
                    .isBetween(0L, (long) bytesMax);
        }
        List<Span> held = store.all().flatMap(trace -> trace.spans().stream()).toList();
        assertThat(store.bytes()).isEqualTo(held.stream().mapToLong(Sizes::of).sum());
        assertThat(store.services())
                .containsExactlyElementsOf(
                        held.stream().map(Span::service).distinct().sorted().toList());
        assertThat(store.size()).isEqualTo((int) store.all().count());
    }

    private static Span any(SplittableRandom random) {
        Span plain =
                span(
                        random.nextLong(1, 200),
                        random.nextLong(1, 9),
                        random.nextLong(0, 9),
                        "service-" + random.nextInt(12) + " server",
                        random.nextLong(1_000_000),
                        random.nextLong(1_000));
        String text = "x".repeat(random.nextInt(10) == 0 ? random.nextInt(60_000) : 20);
        return new Span(
                plain.trace(),
                plain.id(),
                plain.references(),
                plain.operation(),
                plain.flags(),
                plain.startMicros(),
                plain.durationMicros(),
                List.of(Tag.of("span.kind", "server"), Tag.of("note", text)),
                List.of(),
                plain.process(),
                List.of());
    }

    @Test
    void aTraceHasSoManySpansAndSaysSo() {
        TraceStore store = new TraceStore(new StoreLimits(1_000_000, 2));
        for (int i = 1; i <= 5; i++) {
            store.add(span(1, i, 0, "a server", i, 1));
        }
        assertThat(store.find(new TraceId(0, 1)).orElseThrow().warnings())
                .containsExactly("3 more spans were left out");
        assertThat(store.dropped()).isEqualTo(3);
    }
}
