package io.fairlead.perf.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the kernel says of a process, below `/proc`.
public final class ProcessFile {

    private ProcessFile() {}

    /// A file of it, for example `cmdline`, where Java's own is empty when the class path is longer than a page. Empty
    /// where the process has ended meanwhile.
    public static String text(ProcessHandle process, String file) throws IOException {
        try {
            return Files.readString(
                    Path.of("/proc", Long.toString(process.pid()), file),
                    StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            if (process.isAlive()) {
                throw e;
            }
            return "";
        }
    }
}
