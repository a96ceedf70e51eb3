package io.fairlead.perf.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/// Memory of processes, from `smaps_rollup`.
///
/// @param residentKb pages in memory, those shared with others included
/// @param anonymousKb what belongs to it alone and no file stands behind
/// @param proportionalKb pages in memory, each shared one divided by how many share it
public record Memory(long residentKb, long anonymousKb, long proportionalKb) {

    /// All these processes together.
    public static Memory of(Collection<Long> processes) {
        Memory sum = new Memory(0, 0, 0);
        for (long process : processes) {
            try {
                Memory one =
                        parse(Files.readAllLines(Path.of("/proc/" + process + "/smaps_rollup")));
                sum =
                        new Memory(
                                sum.residentKb + one.residentKb,
                                sum.anonymousKb + one.anonymousKb,
                                sum.proportionalKb + one.proportionalKb);
            } catch (IOException e) {
                throw new UncheckedIOException("memory of process " + process, e);
            }
        }
        return sum;
    }

    /// The most that was ever resident of a process.
    public static long peakKb(long process) {
        try {
            return kilobytes("VmHWM:", Files.readAllLines(Path.of("/proc/" + process + "/status")));
        } catch (IOException e) {
            throw new UncheckedIOException("memory of process " + process, e);
        }
    }

    static Memory parse(List<String> rollup) {
        return new Memory(
                kilobytes("Rss:", rollup),
                kilobytes("Anonymous:", rollup),
                kilobytes("Pss:", rollup));
    }

    private static long kilobytes(String label, List<String> rollup) {
        return rollup.stream()
                .filter(line -> line.startsWith(label))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .sum();
    }

    /// `115 / 90 MB`.
    public String text() {
        return "%d / %d MB".formatted(residentKb / 1024, anonymousKb / 1024);
    }
}
