package io.fairlead.migrate.drive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/// Trail and records in two files of a directory that is this daemon's alone.
record FileArchive(Path dir) implements Archive {
    /// The trail's name in the directory.
    static final String TRAIL = "mtls-audit.jsonl";

    /// The records' name in the directory.
    static final String RECORDS = "mtls-units";

    private static final int PROBE_BYTES = 4096;

    private Path file() {
        return dir.resolve(TRAIL);
    }

    @Override
    public String name() {
        return file().toString();
    }

    @Override
    public String remedy() {
        return "make room";
    }

    @Override
    public void begin() throws IOException {
        Path file = file();
        Files.createDirectories(dir);
        if (!Files.exists(file)) {
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-r-----")));
        }
    }

    @Override
    public long length() throws IOException {
        return Files.size(file());
    }

    @Override
    public List<String> trail() throws IOException {
        return Files.readAllLines(file(), StandardCharsets.UTF_8);
    }

    @Override
    public void append(List<String> lines) throws IOException {
        String text = String.join("\n", lines) + "\n";
        try (FileChannel channel =
                FileChannel.open(
                        file(), Set.of(StandardOpenOption.WRITE, StandardOpenOption.APPEND))) {
            long before = channel.size();
            try {
                write(channel, text);
            } catch (IOException e) {
                cut(channel, before);
                throw e;
            }
        }
    }

    private static void write(FileChannel channel, String text) throws IOException {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        channel.force(true);
    }

    /// Half a line may stand there now: the chain would be broken for whoever goes on.
    private static void cut(FileChannel channel, long length) throws Unsure {
        try {
            channel.truncate(length);
            channel.force(true);
        } catch (IOException e) {
            throw new Unsure("what was written in part can't be taken back: " + e, e);
        }
    }

    @Override
    public void probe() throws IOException {
        Path beside = dir.resolve("." + TRAIL + ".probe");
        try {
            Files.write(beside, new byte[PROBE_BYTES]);
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    @Override
    public String records() throws IOException {
        Path from = dir.resolve(RECORDS);
        return Files.exists(from) ? Files.readString(from) : "";
    }

    @Override
    public void records(String text) throws IOException {
        Path next = dir.resolve("." + RECORDS + ".next");
        try (FileChannel channel =
                FileChannel.open(
                        next,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            write(channel, text);
        }
        Files.move(
                next,
                dir.resolve(RECORDS),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }
}
