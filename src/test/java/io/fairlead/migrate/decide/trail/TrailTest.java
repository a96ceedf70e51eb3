package io.fairlead.migrate.decide.trail;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.migrate.decide.machine.Phase;
import io.fairlead.model.mtls.UnitId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrailTest {
    private static List<String> lines(int count) {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            entries.add(
                    new Entry(
                            Instant.ofEpochSecond(i),
                            "autopilot",
                            new UnitId("shop", "cart", 8080),
                            new Phase.Observing(),
                            new Phase.Ramp(i),
                            "he said \"go\"\n",
                            "",
                            ""));
        }
        return Trail.lines(Trail.BEGIN, entries);
    }

    @Test
    void aWholeChainIsWhole() {
        assertThat(Trail.BEGIN.verify(lines(5)))
                .isInstanceOfSatisfying(
                        Trail.Verdict.Whole.class,
                        whole -> assertThat(whole.end().seq()).isEqualTo(5));
        assertThat(lines(1).getFirst())
                .startsWith("{\"seq\":1,\"time\":\"1970-01-01T00:00:00Z\",\"actor\":\"autopilot\"")
                .contains("\"reason\":\"he said \\\"go\\\"\\u000a\"");
    }

    /// T21: whichever byte is flipped, the chain breaks at its record.
    @Test
    void everyFlippedByteIsFoundAtItsRecord() {
        List<String> whole = lines(3);
        for (int record = 0; record < whole.size(); record++) {
            String line = whole.get(record);
            for (int at = 0; at < line.length(); at++) {
                List<String> broken = new ArrayList<>(whole);
                char flipped = (char) (line.charAt(at) ^ 1);
                broken.set(record, line.substring(0, at) + flipped + line.substring(at + 1));
                long seq = record + 1L;
                assertThat(Trail.BEGIN.verify(broken))
                        .as("byte " + at)
                        .isInstanceOfSatisfying(
                                Trail.Verdict.Broken.class,
                                verdict -> assertThat(verdict.seq()).isEqualTo(seq));
            }
        }
    }

    @Test
    void aRecordTakenOutPutInOrMovedIsFound() {
        List<String> whole = lines(4);
        assertThat(Trail.BEGIN.verify(List.of(whole.get(0), whole.get(2))))
                .isInstanceOf(Trail.Verdict.Broken.class);
        assertThat(Trail.BEGIN.verify(List.of(whole.get(0), whole.get(0))))
                .isInstanceOf(Trail.Verdict.Broken.class);
        assertThat(Trail.BEGIN.verify(List.of(whole.get(1))))
                .isInstanceOf(Trail.Verdict.Broken.class);
    }
}
