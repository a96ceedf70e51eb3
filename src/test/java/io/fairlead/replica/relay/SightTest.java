package io.fairlead.replica.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.model.mtls.PodRef;
import io.fairlead.model.mtls.PortMode;
import io.fairlead.replica.relay.Sight.Issued;
import io.fairlead.replica.relay.Sight.Listener;
import io.fairlead.replica.relay.Sight.News;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SightTest {
    private static final PodRef WEB = new PodRef("shop", "web-1");
    private static final PodRef CART = new PodRef("shop", "cart-1");
    private static final Issued ISSUED =
            new Issued("spiffe://a/ns/b/sa/c", "web-1", Instant.EPOCH, Instant.EPOCH);

    private static Listener listener(PortMode mode) {
        return new Listener(false, new TreeMap<>(Map.of(0, PortMode.PERMISSIVE, 8080, mode)));
    }

    @Test
    void onlyWhatIsNewIsTold() {
        Sight before =
                new Sight(
                        Map.of(WEB, listener(PortMode.PERMISSIVE), CART, listener(PortMode.STRICT)),
                        Set.of(ISSUED));
        assertThat(before.since(Sight.NONE, 10))
                .containsExactly(new News(before.listeners(), Set.of(), Set.of(ISSUED)));

        Sight now = new Sight(Map.of(WEB, listener(PortMode.STRICT)), Set.of(ISSUED));
        assertThat(now.since(before, 10))
                .containsExactly(
                        new News(Map.of(WEB, listener(PortMode.STRICT)), Set.of(CART), Set.of()));
    }

    @Test
    void nothingNewIsSaidAsWell() {
        assertThat(Sight.NONE.since(Sight.NONE, 10))
                .containsExactly(new News(Map.of(), Set.of(), Set.of()));
    }

    @Test
    void aLargeOneComesInParts() {
        Map<PodRef, Listener> many = new HashMap<>();
        for (int i = 0; i < 25; i++) {
            many.put(new PodRef("shop", "web-" + i), listener(PortMode.STRICT));
        }
        List<News> parts = new Sight(many, Set.of(ISSUED)).since(Sight.NONE, 10);
        assertThat(parts).hasSize(3);
        Map<PodRef, Listener> all = new HashMap<>();
        Set<Issued> issued = new HashSet<>();
        parts.forEach(part -> {
            assertThat(part.listeners().size() + part.issued().size()).isLessThanOrEqualTo(10);
            all.putAll(part.listeners());
            issued.addAll(part.issued());
        });
        assertThat(all).isEqualTo(many);
        assertThat(issued).containsExactly(ISSUED);
    }
}
