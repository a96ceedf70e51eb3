package io.fairlead.store.file;

import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.store.ConfigStore;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// Objects as files of YAML in a directory that is read as configuration, one for each object: whole or not at all.
///
/// Contents have one entry, [#YAML]. To write none takes the object away.
public final class PolicyFiles implements ConfigStore {
    /// The one name in the contents.
    public static final String YAML = "yaml";

    private static final long BYTES_MAX = 1024 * 1024;
    private static final FileAttribute<?> READABLE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--"));

    /// A lock on a file belongs to the process; this one keeps its threads apart.
    private static final ReentrantLock THREADS = new ReentrantLock();

    private final Path dir;

    public PolicyFiles(Path dir) {
        this.dir = dir;
    }

    @Override
    public Optional<Stored> read(ObjectKey key) throws IOException {
        Path file = file(key);
        try {
            if (Files.size(file) > BYTES_MAX) {
                throw new IOException(file + " is larger than " + BYTES_MAX + " bytes");
            }
            String text = Files.readString(file);
            return Optional.of(new Stored(Map.of(YAML, text), version(text)));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    @Override
    public Outcome write(ObjectKey key, Map<String, String> contents, String expected)
            throws IOException {
        Path file = file(key);
        String text = contents.getOrDefault(YAML, "");
        THREADS.lock();
        try {
            Files.createDirectories(dir);
            try (FileChannel channel =
                            FileChannel.open(
                                    dir.resolve(".lock"),
                                    StandardOpenOption.CREATE,
                                    StandardOpenOption.WRITE);
                    var _ = channel.lock()) {
                String current = read(key).map(Stored::version).orElse(ABSENT);
                if (!current.equals(expected)) {
                    return new Outcome.Conflict(current);
                }
                if (text.isEmpty()) {
                    Files.deleteIfExists(file);
                } else if (!version(text).equals(current)) {
                    replace(file, text);
                }
                Durable.sync(dir);
                return new Outcome.Written(text.isEmpty() ? ABSENT : version(text));
            }
        } finally {
            THREADS.unlock();
        }
    }

    private void replace(Path file, String text) throws IOException {
        Path next = dir.resolve("." + file.getFileName() + ".next");
        Durable.write(next, text, READABLE);
        Durable.move(next, file);
    }

    private Path file(ObjectKey key) {
        String name =
                "%s.%s.%s.yaml"
                        .formatted(key.kind(), key.namespace(), key.name())
                        .toLowerCase(Locale.ROOT);
        if (!name.matches("[a-z0-9][a-z0-9.-]{0,250}")) {
            throw new IllegalArgumentException("\"" + name + "\" can't be the name of a file here");
        }
        return dir.resolve(name);
    }

    /// Of exactly this text.
    private static String version(String text) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
