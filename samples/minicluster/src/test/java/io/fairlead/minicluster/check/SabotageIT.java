package io.fairlead.minicluster.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fairlead.testing.RealParts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A check that can't fail shows nothing: each thing broken on purpose makes its row fail, in a whole demo.
class SabotageIT {

    /// Rows of telemetry wait for long before they say that something never comes: asked with `-Pextended`.
    private static final Set<Sabotage> LONG =
            EnumSet.of(Sabotage.LOST_CONTEXT, Sabotage.HIDDEN_RULE, Sabotage.UNCOUNTED);

    private static final int MINUTES_MAX = 4;

    @TempDir private Path dir;

    static Set<Sabotage> sabotages() {
        boolean all = "all".equals(System.getenv("FAIRLEAD_CHECK_SABOTAGES"));
        Set<Sabotage> some = EnumSet.complementOf(EnumSet.of(Sabotage.NONE));
        if (!all) {
            some.removeAll(LONG);
        }
        return some;
    }

    @ParameterizedTest
    @MethodSource("sabotages")
    void theRightRowFails(Sabotage sabotage) throws IOException, InterruptedException {
        RealParts.root("pods are network namespaces");
        RealParts.program("iptables-restore", "apt-get install iptables");
        Path report = dir.resolve("report.json");
        Path home = Path.of("").toAbsolutePath().resolve("../..").normalize();
        Process demo =
                new ProcessBuilder(
                                home.resolve("fairlead").toString(),
                                "demo",
                                "--check",
                                "--only",
                                sabotage.row(),
                                "--sabotage",
                                sabotage.word(),
                                "--report",
                                report.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(dir.resolve("output").toFile())
                        .start();
        try {
            assertThat(demo.waitFor(MINUTES_MAX, TimeUnit.MINUTES)).as("the check ended").isTrue();
        } finally {
            demo.destroy();
        }
        JsonNode row = new ObjectMapper().readTree(report.toFile()).path(0);
        assertThat(row.path("id").asText() + " " + row.path("verdict").asText())
                .as("row of sabotage %s: %s", sabotage.word(), row)
                .isEqualTo(sabotage.row() + " failed");
        assertThat(demo.exitValue()).isEqualTo(1);
    }
}
