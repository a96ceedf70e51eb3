package io.fairlead.minicluster.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReportTest {

    private static final Row.Check UNASKED = fleet -> new Outcome.NotShown("never asked: " + fleet);

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final Report report =
            new Report(new PrintStream(printed, true, StandardCharsets.UTF_8));

    @Test
    void oneLineForEachRowAndACountAtTheEnd() {
        // Given
        report.add(new Row("45", "canary", UNASKED), new Outcome.Passed("97 of 1000", "65..135"));
        report.add(new Row("43-gateway", "ids", UNASKED), new Outcome.NotShown("no gateway"));

        // When
        int status = report.close();

        // Then
        assertThat(status).isZero();
        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "passed  45            canary: 97 of 1000  [65..135]",
                        "skipped 43-gateway    ids: no gateway  [not shown]",
                        "1 passed, 0 failed, 1 skipped");
    }

    @Test
    void oneFailedRowFailsTheWhole() {
        report.add(new Row("1", "page", UNASKED), new Outcome.Failed("0", "200"));
        assertThat(report.close()).isEqualTo(1);
    }

    @Test
    void theFirstPartThatFailsIsTheOutcome() {
        Outcome outcome =
                new Outcome.Passed("a", "b")
                        .and(new Outcome.Failed("c", "d"))
                        .and(new Outcome.Passed("e", "f"));
        assertThat(outcome).isEqualTo(new Outcome.Failed("a; c", "b; d"));
    }

    @Test
    void noFailureAmongNIsBoundedByThreeInN() {
        assertThat(new Fleet.Seen(1500, 0, "").bound())
                .isEqualTo("0 failed of 1500 (at most 0.0020)");
        assertThat(Fleet.Seen.of(List.of("200", "503", "200", "000")).bound())
                .isEqualTo("2 of 4 failed, 503 as number 2 to 000 as number 4");
    }

    @Test
    void rowsAreNamedOnceAndFoundByName() {
        assertThat(Rows.all()).extracting(Row::id).doesNotHaveDuplicates();
        assertThat(Rows.only(Set.of("45", "1"))).extracting(Row::id).isEqualTo(List.of("1", "45"));
        assertThatThrownBy(() -> Rows.only(Set.of("450"))).hasMessageContaining("no row 450");
    }

    /// They fill two cores for minutes.
    @Test
    void thatOfHalfAFleetOfEnvoysIsAskedByNameOnly() {
        for (Row row : MigrateRow.byName()) {
            assertThat(Rows.all()).extracting(Row::id).doesNotContain(row.id());
            assertThat(Rows.only(Set.of(row.id()))).hasSize(1);
        }
    }

    @Test
    void everySabotageBelongsToARow() {
        assertThat(Rows.all())
                .extracting(Row::id)
                .containsAll(
                        List.of(Sabotage.values()).stream()
                                .filter(s -> s != Sabotage.NONE)
                                .map(Sabotage::row)
                                .toList());
        assertThatThrownBy(() -> Sabotage.named("wrong")).hasMessageContaining("wrong-weight");
    }
}
