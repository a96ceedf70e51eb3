package io.fairlead.proxy.warmup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/// The processor time of this process with all its threads, compilers included, which the JVM's own beans leave out.
final class ProcessorTime {

    private static final Path STAT = Path.of("/proc/self/stat");
    // USER_HZ, the same on all architectures that the JDK runs on.
    private static final long MILLIS_PER_TICK = 10;
    private static final int USER_FIELD = 11;
    private static final int SYSTEM_FIELD = 12;

    private ProcessorTime() {}

    /// Milliseconds so far, in steps of ten; none where the system doesn't tell.
    static OptionalLong millis() {
        try {
            return parse(Files.readString(STAT));
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    /// Reads a line of `/proc/PID/stat`. The program's name, in parentheses, may hold spaces and parentheses itself.
    static OptionalLong parse(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
        if (fields.length <= SYSTEM_FIELD) {
            return OptionalLong.empty();
        }
        try {
            long ticks = Long.parseLong(fields[USER_FIELD]) + Long.parseLong(fields[SYSTEM_FIELD]);
            return OptionalLong.of(ticks * MILLIS_PER_TICK);
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
