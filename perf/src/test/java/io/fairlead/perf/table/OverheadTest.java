package io.fairlead.perf.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OverheadTest {

    @Test
    void eachIsHeldAgainstItsOwnQuietOneOfTheSameRound() {
        List<Overhead> all =
                Overhead.of(
                        List.of(
                                sample("ours-quiet", 0, 100),
                                sample("ours-usual", 0, 104),
                                sample("ours-traced", 0, 130),
                                sample("envoy-quiet", 0, 50),
                                sample("envoy-usual", 0, 60),
                                sample("ours-usual", 1, 900)));
        assertThat(all)
                .extracting(Overhead::peer)
                .containsExactly("ours-usual", "ours-traced", "envoy-usual");
        assertThat(all)
                .extracting(one -> Math.round(100 * one.ratio().mean()))
                .containsExactly(104L, 130L, 120L);
        assertThat(all).extracting(Overhead::isMet).containsExactly(true, false, true);
        assertThat(Overhead.text(all)).contains("+4.0 %", "+5.0 %", "| no ");
    }

    @Test
    void ofOtherFamiliesThereIsNone() {
        assertThat(
                        Overhead.text(
                                Overhead.of(
                                        List.of(
                                                sample("ours", 0, 1),
                                                sample("envoy-sidecar", 0, 2)))))
                .isEmpty();
    }

    private static Sample sample(String peer, int round, long cpu) {
        return new Sample(peer, "some load", round, 10, 0, 10, 1_000, cpu * 10, Map.of(), "");
    }
}
