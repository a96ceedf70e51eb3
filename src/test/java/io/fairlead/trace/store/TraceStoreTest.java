package io.fairlead.trace.store;

import static io.fairlead.trace.query.Spans.span;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.trace.span.TraceId;
import org.junit.jupiter.api.Test;

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
