package io.fairlead.minicluster.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.minicluster.Until;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerLogTest {

    private static final Instant TEN = Instant.parse("2026-11-27T10:00:00Z");

    @TempDir private Path dir;
    private Instant now = TEN;
    private final InstantSource clock = () -> now;

    private ContainerLog log(long bytesMax) throws IOException {
        return ContainerLog.create(
                dir.resolve("pod/app.log"), new ContainerLog.Limits(bytesMax, 2));
    }

    private static void print(ContainerLog.Run run, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        run.write(bytes, bytes.length);
    }

    private static String read(ContainerLog log, int run, LogOptions options) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        log.reader(run).writeTo(out, options, () -> false);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void itStartsAnewAtItsLimitAndCutsNoLine() throws Exception {
        ContainerLog log = log(1_000);
        StringBuilder all = new StringBuilder();
        try (ContainerLog.Run run = log.begin(0, clock)) {
            for (int i = 0; i < 60; i++) {
                String line = "line %03d of a talkative container\n".formatted(i);
                all.append(line);
                print(run, line);
            }
        }
        StringBuilder kept = new StringBuilder();
        for (String name : List.of("app.log.2", "app.log.1", "app.log")) {
            String piece = Files.readString(dir.resolve("pod").resolve(name));
            assertThat(piece.length()).isLessThan(1_100);
            assertThat(piece).startsWith("line ").endsWith("container\n");
            kept.append(piece);
        }
        assertThat(all.toString()).endsWith(kept.toString());
        assertThat(read(log, 0, LogOptions.ALL)).isEqualTo(kept.toString());
    }

    @Test
    void eachRunIsReadForItself() throws Exception {
        ContainerLog log = log(1_000);
        try (ContainerLog.Run run = log.begin(0, clock)) {
            print(run, "first\nhalf a line");
        }
        try (ContainerLog.Run run = log.begin(1, clock)) {
            print(run, "second\n");
        }
        assertThat(read(log, 0, LogOptions.ALL)).isEqualTo("first\nhalf a line");
        assertThat(read(log, 1, LogOptions.ALL)).isEqualTo("second\n");
        assertThat(dir.resolve("pod/app.log")).hasContent("first\nhalf a linesecond\n");
    }

    @Test
    void linesHaveTheTimeOfTheirBegin() throws Exception {
        ContainerLog log = log(1_000);
        try (ContainerLog.Run run = log.begin(0, clock)) {
            print(run, "a\nb");
            now = TEN.plusMillis(1_500);
            print(run, "b\nc\n");
        }
        assertThat(read(log, 0, new LogOptions(Instant.MIN, -1, -1, true, false)))
                .isEqualTo(
                        """
                        2026-11-27T10:00:00.000000000Z a
                        2026-11-27T10:00:00.000000000Z bb
                        2026-11-27T10:00:01.500000000Z c
                        """);
        assertThat(read(log, 0, new LogOptions(TEN.plusSeconds(1), -1, -1, false, false)))
                .isEqualTo("c\n");
    }

    @Test
    void theLastLinesAndTheFirstBytes() throws Exception {
        ContainerLog log = log(50);
        try (ContainerLog.Run run = log.begin(0, clock)) {
            for (int i = 10; i < 40; i++) {
                print(run, "line " + i + "\n");
            }
        }
        assertThat(read(log, 0, new LogOptions(Instant.MIN, 8, -1, false, false)))
                .startsWith("line 32\n")
                .endsWith("line 39\n");
        assertThat(read(log, 0, new LogOptions(Instant.MIN, 0, -1, false, false))).isEmpty();
        assertThat(read(log, 0, new LogOptions(Instant.MIN, 2, 10, false, false)))
                .isEqualTo("line 38\nli");
    }

    @Test
    void whoFollowsReadsAcrossNewPiecesUntilTheRunIsOver() throws Exception {
        ContainerLog log = log(100);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StringBuilder all = new StringBuilder();
        CompletableFuture<Void> reader;
        try (ContainerLog.Run run = log.begin(0, clock)) {
            reader =
                    CompletableFuture.runAsync(() -> {
                        try {
                            log.reader(0)
                                    .writeTo(
                                            out,
                                            new LogOptions(Instant.MIN, -1, -1, false, true),
                                            () -> false);
                        } catch (IOException | InterruptedException failed) {
                            throw new AssertionError(failed);
                        }
                    });
            for (int i = 0; i < 100; i++) {
                String line = "line " + i + "\n";
                all.append(line);
                print(run, line);
                Until.holds(
                        line,
                        Duration.ofSeconds(20),
                        () -> out.toString(StandardCharsets.UTF_8).endsWith(line));
            }
        }
        reader.get(20, TimeUnit.SECONDS);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(all.toString());
    }

    @Test
    void whoIsGoneFollowsNoMore() throws Exception {
        ContainerLog log = log(100);
        try (ContainerLog.Run run = log.begin(0, clock)) {
            print(run, "one\n");
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            log.reader(0)
                    .writeTo(out, new LogOptions(Instant.MIN, -1, -1, false, true), () -> true);
            assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("one\n");
        }
    }
}
