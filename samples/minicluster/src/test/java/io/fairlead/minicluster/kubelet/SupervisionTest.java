package io.fairlead.minicluster.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.minicluster.schema.Probe;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisionTest {

    private static final Probe.Timing TWICE =
            new Probe.Timing(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(1), 2, 3);

    @Test
    void restartsComeLaterAndLaterUpToALimit() {
        assertThat(Stream.of(1, 2, 3, 4, 7, 8, 100).map(RestartDelay::after))
                .containsExactly(
                        Duration.ZERO,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(30));
    }

    @Test
    void aContainerThatRanForAWhileIsForgiven() {
        assertThat(RestartDelay.failures(9, Duration.ofSeconds(61))).isEqualTo(1);
        assertThat(RestartDelay.failures(9, Duration.ofSeconds(59))).isEqualTo(10);
    }

    @Test
    void readinessTakesTwoYesesAndIsLostByThreeNos() {
        ProbeCount count = ProbeCount.NONE;
        List<Boolean> answers =
                List.of(true, false, true, true, false, false, true, false, false, false);
        List<Boolean> ready =
                List.of(false, false, false, true, true, true, true, true, true, false);
        for (int i = 0; i < answers.size(); i++) {
            count = count.next(answers.get(i), TWICE);
            assertThat(count.ready()).as("after answer " + i).isEqualTo(ready.get(i));
        }
    }

    @Test
    void onlyListeningSocketsAreOpenPorts() {
        assertThat(
                        Listening.ports(
                                """
                                  sl  local_address rem_address   st tx_queue
                                   0: 00000000:1F90 00000000:0000 0A 00000000:00000000
                                   1: 0200F40A:3A99 0300F40A:1F90 01 00000000:00000000
                                   2: 00000000000000000000000000000000:0050 0:0 0A 0
                                """))
                .containsExactlyInAnyOrder(8080, 80);
    }

    @Test
    void aLogStartsAnewAtItsLimitAndCutsNoLine(@TempDir Path dir) throws IOException {
        Path path = dir.resolve("pod/app.log");
        StringBuilder all = new StringBuilder();
        try (LogFile log = LogFile.open(path, new LogFile.Limits(1_000, 2))) {
            for (int i = 0; i < 60; i++) {
                String line = "line %03d of a talkative container\n".formatted(i);
                byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
                all.append(line);
                log.write(bytes, bytes.length);
            }
        }
        String kept = "";
        for (String name : List.of("app.log.2", "app.log.1", "app.log")) {
            String piece = Files.readString(path.resolveSibling(name));
            assertThat(piece.length()).isLessThan(1_100);
            assertThat(piece).startsWith("line ").endsWith("container\n");
            kept += piece;
        }
        assertThat(all.toString()).endsWith(kept);
    }

    @Test
    void aLogGoesOnWhereItEnded(@TempDir Path dir) throws IOException {
        Path path = dir.resolve("app.log");
        for (String word : List.of("one\n", "two\n")) {
            try (LogFile log = LogFile.open(path, LogFile.LIMITS)) {
                log.write(word.getBytes(StandardCharsets.UTF_8), word.length());
            }
        }
        assertThat(path).hasContent("one\ntwo\n");
    }
}
