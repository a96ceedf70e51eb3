package io.fairlead.minicluster.network;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Runs a small program to its end.
public final class Tool {

    private static final long SECONDS_MAX = 20;
    private static final int COMPLAINT_CHARS_MAX = 2_000;

    private Tool() {}

    /// Runs a command with this input.
    ///
    /// @throws IOException with what it said, when its exit status isn't 0
    public static String run(List<String> command, String input, Map<String, String> env)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.redirectErrorStream(true);
        builder.environment().putAll(env);
        Process process = builder.start();
        try {
            process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().close();
            String said =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(command.getFirst() + " takes too long");
            }
            if (process.exitValue() != 0) {
                String complaint = said.substring(0, Math.min(said.length(), COMPLAINT_CHARS_MAX));
                throw new IOException(
                        "%s: exit status %d: %s"
                                .formatted(
                                        String.join(" ", command),
                                        process.exitValue(),
                                        complaint.strip()));
            }
            return said;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
            throw new IOException(command.getFirst() + " was interrupted", stopped);
        }
    }
}
