package io.fairlead.trace.query;

import static io.fairlead.trace.query.Spans.span;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.trace.query.CriticalPath.Stretch;
import io.fairlead.trace.span.Span;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Durations, clocks that disagree, the critical path.
class TimesTest {

    @ParameterizedTest
    @CsvSource({
        "1s, 1000000",
        "1.5ms, 1500",
        "100us, 100",
        "1h1m, 3660000000",
        "0, 0",
        "250ns, 0",
        "5, -1",
        "ms, -1",
        "1.5, -1",
        "1x, -1",
        "9999999999999999h, -1",
    })
    void durationsAreReadAsGoWritesThem(String text, long micros) {
        assertThat(GoDuration.parse(text).orElse(-1L)).isEqualTo(micros);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0s",
        "12, 12µs",
        "1500, 1.5ms",
        "-2000000, -2s",
        "61000000, 1m1s",
        "3600000000, 1h0m0s"
    })
    void andWrittenSo(long micros, String text) {
        assertThat(GoDuration.format(micros)).isEqualTo(text);
    }

    @Test
    void aCalleeIsMovedIntoTheMiddleOfItsCall() {
        List<Span> adjusted =
                new ClockSkew(1_000)
                        .adjust(
                                List.of(
                                        span(1, 1, 0, "a client", 1_000, 100),
                                        span(1, 2, 1, "b server", 900, 60),
                                        span(1, 3, 2, "b client", 920, 20)));

        assertThat(adjusted).extracting(Span::startMicros).containsExactly(1_000L, 1_020L, 1_040L);
        assertThat(adjusted.get(2).warnings())
                .containsExactly("This span's timestamps were adjusted by 120µs");
    }

    @Test
    void aLargeDifferenceIsOnlySaid() {
        List<Span> adjusted =
                new ClockSkew(100)
                        .adjust(
                                List.of(
                                        span(1, 1, 0, "a client", 1_000, 100),
                                        span(1, 2, 1, "b server", 500, 60)));

        assertThat(adjusted.get(1).startMicros()).isEqualTo(500);
        assertThat(adjusted.get(1).warnings().getFirst())
                .contains("100µs exceeded", "not applying calculated delta of 520µs");
    }

    @Test
    void spansThatFitStay() {
        List<Span> spans =
                List.of(
                        span(1, 1, 0, "a client", 1_000, 100),
                        span(1, 2, 1, "b server", 1_010, 60),
                        span(1, 4, 9, "c server", 5, 60));
        List<Span> adjusted = new ClockSkew(1_000).adjust(spans);

        assertThat(adjusted).extracting(Span::startMicros).containsExactly(1_000L, 1_010L, 5L);
        assertThat(adjusted.get(2).warnings().getFirst()).startsWith("invalid parent span IDs=");
    }

    @Test
    void spansThatAreTheirOwnAncestorsEnd() {
        List<Span> spans =
                List.of(
                        span(1, 1, 2, "a client", 1_000, 100),
                        span(1, 2, 1, "b server", 1_010, 60),
                        span(1, 3, 3, "c server", 5, 60),
                        span(1, 3, 0, "c server", 5, 60));

        assertThat(new ClockSkew(1_000).adjust(spans)).hasSize(4);
        assertThat(CriticalPath.of(spans)).isNotEmpty();
        assertThat(SharedIds.split(spans)).hasSize(4);
    }

    @Test
    void aSharedIdIsSplit() {
        List<Span> split =
                SharedIds.split(
                        List.of(
                                span(1, 5, 0, "a client", 0, 10),
                                span(1, 5, 0, "b server", 2, 6),
                                span(1, 6, 5, "b client", 3, 3)));

        assertThat(split.get(1).parent()).isEqualTo(5);
        assertThat(split.get(2).parent()).isEqualTo(split.get(1).id()).isNotEqualTo(5);
    }

    @Test
    void theCriticalPathIsWhatTheEndWaitedFor() {
        List<Stretch> path =
                CriticalPath.of(
                        List.of(
                                span(1, 1, 0, "a server", 0, 100),
                                span(1, 2, 1, "a client", 10, 30),
                                span(1, 3, 1, "b client", 20, 60),
                                span(1, 4, 3, "b server", 30, 40)));

        assertThat(path)
                .containsExactly(
                        new Stretch(1, 0, 20),
                        new Stretch(3, 20, 30),
                        new Stretch(4, 30, 70),
                        new Stretch(3, 70, 80),
                        new Stretch(1, 80, 100));
    }
}
