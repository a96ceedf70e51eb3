package io.fairlead.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What `fairlead mtls verify` makes of what was seen of a port.
class MtlsVerifyCommandTest {
    private static final String ORDERED = "2026-11-26T09:00:00Z";

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "LOCKED; 2026-11-26T09:00:00.5Z; ''; 0; as it has to be",
                "LOCKED; 2026-11-26T08:59:59.5Z; ''; 3; not looked at in time",
                "LOCKED; 2026-11-26T08:59:59.5Z; clear text was let in; 3; not looked at in time",
                "LOCKED; ''; ''; 3; not looked at in time",
                "LOCKED; 2026-11-26T09:00:01Z; clear text was let in; 2; clear text was let in",
                "SOAK; 2026-11-26T09:00:01Z; ''; 3; not LOCKED"
            })
    void onlyWhatWasSeenAfterTheOrderCounts(
            String phase, String proven, String wrong, int status, String says) throws IOException {
        String answer =
                """
                {"units": [{"unit": "a/b:1", "phase": "%s", "proven": "%s", "disproved": "%s"}]}
                """
                        .formatted(phase, proven, wrong);
        List<MtlsVerifyCommand.Line> lines =
                MtlsVerifyCommand.lines(
                        new JsonMapper().readTree(answer), List.of("a/b:1"), ORDERED);
        assertThat(MtlsVerifyCommand.status(lines)).isEqualTo(status);
        assertThat(MtlsVerifyCommand.table(lines).getLast()).contains(says);
    }
}
