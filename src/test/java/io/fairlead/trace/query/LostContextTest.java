package io.fairlead.trace.query;

import static io.fairlead.trace.query.Spans.span;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.trace.span.Span;
import io.fairlead.trace.span.Trace;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LostContextTest {

    @Test
    void aCallThatBelongsToNothingWhileARequestIsAnswered() {
        List<LostContext.Finding> found =
                in(
                        span(1, 11, 10, "staff server", 100, 50),
                        span(2, 20, 0, "staff client", 110, 20));

        assertThat(found).hasSize(1);
        assertThat(found.getFirst().sentence())
                .isEqualTo("context lost at staff: its outbound calls carry no trace headers");
        assertThat(found.getFirst().examples().getFirst().inbound().low()).isEqualTo(1);
        assertThat(found.getFirst().examples().getFirst().outbound().low()).isEqualTo(2);
    }

    @Test
    void aCallThatIsPartOfTheTraceIsNotLost() {
        assertThat(
                        in(
                                span(1, 11, 10, "staff server", 100, 50),
                                span(1, 12, 11, "staff client", 110, 20)))
                .isEmpty();
    }

    @Test
    void aJobOfAServiceThatPassesHeadersOnIsNoLoss() {
        assertThat(
                        in(
                                span(1, 11, 10, "staff server", 100, 50),
                                span(1, 12, 11, "staff client", 110, 20),
                                span(2, 20, 0, "staff client", 115, 20)))
                .isEmpty();
    }

    @Test
    void aJobThatRunsDuringARequestByChanceIsNoLoss() {
        Stream<Span> jobs =
                Stream.iterate(1L, i -> i + 1)
                        .limit(5)
                        .map(i -> span(100 + i, i, 0, "staff client", 1_000 * i, 20));
        Stream<Span> request = Stream.of(span(1, 11, 10, "staff server", 1_990, 50));
        assertThat(in(Stream.concat(request, jobs).toArray(Span[]::new))).isEmpty();
    }

    @Test
    void aLossIsNotHiddenByAJobThatCallsSomethingElse() {
        Stream<Span> jobs =
                Stream.iterate(1L, i -> i + 1)
                        .limit(50)
                        .map(i -> span(100 + i, i, 0, "staff client", 1_000 * i, 20));
        Stream<Span> request =
                Stream.of(
                        span(1, 11, 10, "staff server", 100, 50),
                        span(2, 20, 0, "staff client photos", 110, 20));

        List<LostContext.Finding> found = in(Stream.concat(request, jobs).toArray(Span[]::new));

        assertThat(found)
                .singleElement()
                .satisfies(finding -> assertThat(finding.lone()).isEqualTo(1));
    }

    @Test
    void theNewestExamplesAreTold() {
        Stream<Span> spans =
                Stream.iterate(1L, i -> i + 1)
                        .limit(30)
                        .flatMap(i ->
                                Stream.of(
                                        span(i, 1, 9, "staff server", 1_000 * i, 50),
                                        span(100 + i, 2, 0, "staff client", 1_000 * i + 1, 20)));

        List<LostContext.Example> examples = in(spans.toArray(Span[]::new)).getFirst().examples();

        assertThat(examples).hasSize(20);
        assertThat(examples.getFirst().inbound().low()).isEqualTo(30);
        assertThat(examples.getLast().inbound().low()).isEqualTo(11);
    }

    @Test
    void aCallThatOutlivesTheRequestDoesNotFit() {
        assertThat(
                        in(
                                span(1, 11, 10, "staff server", 100, 50),
                                span(2, 20, 0, "staff client", 140, 20)))
                .isEmpty();
    }

    @Test
    void aCallOfAnotherServiceDoesNotFit() {
        assertThat(
                        in(
                                span(1, 11, 10, "staff server", 100, 50),
                                span(2, 20, 0, "cart client", 110, 20)))
                .isEmpty();
    }

    private static List<LostContext.Finding> in(Span... spans) {
        return LostContext.in(
                Stream.of(spans).collect(Collectors.groupingBy(Span::trace)).entrySet().stream()
                        .sorted(Map.Entry.comparingByKey((a, b) -> Long.compare(a.low(), b.low())))
                        .map(e -> new Trace(e.getKey(), e.getValue(), List.of()))
                        .toList());
    }
}
