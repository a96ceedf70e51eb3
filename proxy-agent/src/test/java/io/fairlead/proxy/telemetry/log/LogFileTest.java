package io.fairlead.proxy.telemetry.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class LogFileTest {

    private static final LogFile.Limits SMALL =
            new LogFile.Limits(64, Duration.ofMillis(1), Duration.ofSeconds(5));

    @Test
    void linesOfSeveralLoopsArriveWholeAndInTheOrderOfEach() throws Exception {
        // Given
        int lines = 20_000;
        var out = new ByteArrayOutputStream();
        var file = new LogFile("test", out, LogFile.Limits.DEFAULT).start();
        List<Thread> loops = new ArrayList<>();
        for (String loop : List.of("a", "b")) {
            LogFile.Appender appender = file.appender();
            loops.add(
                    Thread.ofPlatform()
                            .start(() -> {
                                for (int i = 0; i < lines; i++) {
                                    append(appender, loop + " " + i);
                                }
                            }));
        }
        // When
        for (Thread loop : loops) {
            loop.join();
        }
        file.close();
        // Then
        List<String> written = out.toString(StandardCharsets.US_ASCII).lines().toList();
        assertThat(written.size() + file.dropped()).isEqualTo(2L * lines);
        for (String loop : List.of("a", "b")) {
            assertThat(
                            written.stream()
                                    .filter(line -> line.startsWith(loop + " "))
                                    .map(line -> Integer.parseInt(line.substring(2))))
                    .isSorted();
        }
        assertThat(written).allMatch(line -> line.matches("[ab] \\d+"));
    }

    @Test
    void aReaderThatDoesNotReadCostsLinesNotTime() throws Exception {
        var mayWrite = new CountDownLatch(1);
        var out =
                new OutputStream() {
                    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

                    @Override
                    public void write(int b) throws IOException {
                        write(new byte[] {(byte) b}, 0, 1);
                    }

                    @Override
                    public void write(byte[] bytes, int from, int length) throws IOException {
                        try {
                            mayWrite.await();
                        } catch (InterruptedException e) {
                            throw new IOException(e);
                        }
                        kept.write(bytes, from, length);
                    }
                };
        var file = new LogFile("test", out, SMALL).start();
        LogFile.Appender appender = file.appender();
        for (int i = 0; i < 100; i++) {
            append(appender, "0123456789");
        }
        long dropped = file.dropped();
        assertThat(dropped).isBetween(80L, 100L);
        mayWrite.countDown();
        file.close();
        assertThat(out.kept.toString(StandardCharsets.US_ASCII).lines().count())
                .isEqualTo(100 - dropped);
    }

    @Test
    void aLineAfterSilenceIsWrittenWithoutWaitingForAnother(@TempDir Path dir) throws Exception {
        Path path = dir.resolve("access.log");
        try (LogFile file = LogFile.open(path.toString(), SMALL).start()) {
            LogFile.Appender appender = file.appender();
            for (int i = 0; i < 20; i++) {
                append(appender, "line " + i);
                String expected = "line " + i;
                while (!Files.readString(path).contains(expected + "\n")) {
                    Thread.onSpinWait();
                }
            }
            assertThat(file.dropped()).isZero();
        }
    }

    @Test
    void whenMuchWaitsTheWriterDoesNotSleepOn() throws Exception {
        var out = new ByteArrayOutputStream();
        var written = new CountDownLatch(1);
        var watched =
                new OutputStream() {
                    @Override
                    public void write(int b) {
                        out.write(b);
                    }

                    @Override
                    public void write(byte[] bytes, int from, int length) {
                        out.write(bytes, from, length);
                        written.countDown();
                    }
                };
        var patient = new LogFile.Limits(1024, Duration.ofHours(1), Duration.ofSeconds(5));
        try (var file = new LogFile("test", watched, patient).start()) {
            LogFile.Appender appender = file.appender();
            append(appender, "a line that may wait an hour");
            for (int i = 0; i < 1_000 && written.getCount() > 0; i++) {
                append(appender, "0123456789".repeat(10));
                boolean _ = written.await(10, TimeUnit.MILLISECONDS);
            }
            assertThat(written.getCount()).isZero();
        }
    }

    @Test
    void afterAFullDiskLinesAreWholeAgainAndTheLostOnesAreCounted() throws Exception {
        var disk = new SmallDisk();
        var patient = new LogFile.Limits(4096, Duration.ofMillis(1), Duration.ofSeconds(5));
        var file = new LogFile("test", disk, patient).start();
        LogFile.Appender appender = file.appender();
        int appended = 0;
        for (int fullDisk = 0; fullDisk < 3; fullDisk++) {
            disk.free.set(25);
            long failures = file.failures();
            while (file.failures() < failures + 2) {
                append(appender, "line " + 100_000 + appended++);
                LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
            }
            disk.free.set(1_000_000);
            String last = "line " + 100_000 + appended++;
            append(appender, last);
            while (!disk.text().endsWith(last + "\n")) {
                Thread.onSpinWait();
            }
        }
        file.close();
        List<String> lines = disk.text().lines().filter(line -> !line.isEmpty()).toList();
        long whole = lines.stream().filter(line -> line.matches("line 100000\\d+")).count();
        // Of each time that the disk was full, at most one line was cut, and none runs into
        // another.
        assertThat(lines.size() - whole).isLessThanOrEqualTo(3);
        assertThat(lines).allMatch(line -> line.indexOf("line") <= 0);
        assertThat(whole + file.dropped()).isBetween((long) appended, appended + 3L * 4096 / 12);
    }

    /// Takes what there is room for, as a disk does.
    private static final class SmallDisk extends OutputStream {
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private final AtomicInteger free = new AtomicInteger();

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            int taken = Math.min(length, free.get());
            kept.write(bytes, from, taken);
            free.addAndGet(-taken);
            if (taken < length) {
                throw new IOException("No space left on device");
            }
        }

        String text() {
            return kept.toString(StandardCharsets.US_ASCII);
        }
    }

    private static void append(LogFile.Appender appender, String line) {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.US_ASCII);
        appender.append(bytes, bytes.length);
    }
}
