package io.fairlead.minicluster.kubelet;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// A log that starts anew when it has grown to its limit, and keeps the piece before.
final class LogFile implements AutoCloseable {

    static final Limits LIMITS = new Limits(4L << 20, 2);

    private final Path path;
    private final Limits limits;
    private OutputStream out;
    private long size;
    private boolean lineBegun;

    /// @param bytesMax size of a piece; it is a little more, since no line is cut
    /// @param oldMax pieces kept besides the one being written: `.1` is the newest of them
    record Limits(long bytesMax, int oldMax) {}

    private LogFile(Path path, Limits limits, OutputStream out, long size) {
        this.path = path;
        this.limits = limits;
        this.out = out;
        this.size = size;
    }

    static LogFile open(Path path, Limits limits) throws IOException {
        Files.createDirectories(path.getParent());
        long size = Files.exists(path) ? Files.size(path) : 0;
        return new LogFile(path, limits, append(path), size);
    }

    /// Writes some output of a container.
    void write(byte[] bytes, int length) throws IOException {
        int from = 0;
        if (size + length > limits.bytesMax()) {
            from = lineBegun ? endOfLine(bytes, length) : 0;
            out.write(bytes, 0, from);
            size += from;
            if (from < length && size > 0) {
                rotate();
            }
        }
        out.write(bytes, from, length - from);
        size += length - from;
        lineBegun = length > 0 && bytes[length - 1] != '\n';
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    private void rotate() throws IOException {
        out.close();
        for (int i = limits.oldMax(); i >= 1; i--) {
            Path younger = i == 1 ? path : old(i - 1);
            if (Files.exists(younger)) {
                Files.move(younger, old(i), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        out = append(path);
        size = 0;
    }

    private Path old(int age) {
        return path.resolveSibling(path.getFileName() + "." + age);
    }

    /// Where the line that was begun ends in these bytes.
    private static int endOfLine(byte[] bytes, int length) {
        for (int i = 0; i < length; i++) {
            if (bytes[i] == '\n') {
                return i + 1;
            }
        }
        return length;
    }

    private static OutputStream append(Path path) throws IOException {
        return Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
