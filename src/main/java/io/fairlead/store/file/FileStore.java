package io.fairlead.store.file;

import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.store.ConfigStore;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// One directory for the objects of one namespace:
///
/// ```
/// DIR/                                 0700
///   NAME -> .NAME.VERSION              renamed over the old link: a reader sees the old object or the new one
///   .NAME.VERSION/                     0700
///     ca-cert.pem …                    0600
/// ```
public final class FileStore implements ConfigStore {

    private static final long FILE_BYTES_MAX = 1024 * 1024;
    private static final int FILES_MAX = 64;
    private static final int READS_MAX = 100;
    private static final int VERSION_DIGITS = 16;
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");
    private static final Pattern FILE = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,252}");
    private static final Set<PosixFilePermission> OWNER_DIR =
            PosixFilePermissions.fromString("rwx------");
    private static final FileAttribute<?> OWNER_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    /// A lock on a file belongs to the process; this one keeps its threads apart.
    private static final ReentrantLock THREADS = new ReentrantLock();

    private final Path dir;

    public FileStore(Path dir) {
        this.dir = dir;
    }

    @Override
    public Optional<Stored> read(ObjectKey key) throws IOException {
        Path at = dir.resolve(checked(key.name(), NAME));
        if (!Files.isDirectory(at)) {
            return Optional.empty();
        }
        // A writer leads the link elsewhere and then removes what it led to: a reading counts if
        // the link led to the
        // same object before and after.
        for (int i = 0; i < READS_MAX; i++) {
            Path object = at.toRealPath();
            try {
                Map<String, String> contents = readAll(object);
                if (at.toRealPath().equals(object)) {
                    return Optional.of(new Stored(contents, version(contents)));
                }
            } catch (NoSuchFileException _) {
                // It was being removed.
            }
        }
        throw new IOException(at + " changes faster than it can be read");
    }

    private static Map<String, String> readAll(Path object) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.list(object)) {
            for (Path file : files.filter(Files::isRegularFile).limit(FILES_MAX).toList()) {
                if (Files.size(file) > FILE_BYTES_MAX) {
                    throw new IOException(file + " is larger than " + FILE_BYTES_MAX + " bytes");
                }
                contents.put(String.valueOf(file.getFileName()), Files.readString(file));
            }
        }
        return contents;
    }

    /// What a directory holds that somebody else writes, a mounted Secret for example; empty when there is none.
    public static Optional<Stored> contents(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return Optional.empty();
        }
        Map<String, String> contents = readAll(directory);
        return Optional.of(new Stored(contents, version(contents)));
    }

    /// Writes a file beside the objects, for everybody who may look into the directory; whole or not at all. One that
    /// says so already stays as it is: that needs no room on the disk.
    public void publish(String name, String text) throws IOException {
        Path file = dir.resolve(checked(name, FILE));
        if (Files.isRegularFile(file)
                && Files.size(file) <= FILE_BYTES_MAX
                && Files.readString(file).equals(text)) {
            return;
        }
        makeOwn(dir);
        Path next = dir.resolve("." + name + ".next");
        Durable.write(next, text, OWNER_FILE);
        Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("rw-r--r--"));
        Durable.move(next, file);
        Durable.sync(dir);
    }

    @Override
    public Outcome write(ObjectKey key, Map<String, String> contents, String expected)
            throws IOException {
        String name = checked(key.name(), NAME);
        contents.keySet().forEach(file -> checked(file, FILE));
        THREADS.lock();
        try {
            makeOwn(dir);
            try (FileChannel channel = FileChannel.open(lockFile(), StandardOpenOption.WRITE);
                    var _ = channel.lock()) {
                String current = read(key).map(Stored::version).orElse(ABSENT);
                if (!current.equals(expected)) {
                    return new Outcome.Conflict(current);
                }
                String version = version(contents);
                if (!version.equals(current)) {
                    replace(name, contents, version);
                }
                return new Outcome.Written(version);
            }
        } finally {
            THREADS.unlock();
        }
    }

    private Path lockFile() throws IOException {
        Path file = dir.resolve(".lock");
        if (!Files.exists(file)) {
            Files.createFile(file, OWNER_FILE);
        }
        return file;
    }

    private void replace(String name, Map<String, String> contents, String version)
            throws IOException {
        Path link = dir.resolve(name);
        if (Files.isDirectory(link, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(
                    link + " was not written by the daemon and will not be replaced; move it away");
        }
        Path before = Files.isSymbolicLink(link) ? Files.readSymbolicLink(link) : null;
        Path object = dir.resolve("." + name + "." + version);
        makeOwn(object);
        for (Map.Entry<String, String> file : contents.entrySet()) {
            Durable.write(object.resolve(file.getKey()), file.getValue(), OWNER_FILE);
        }
        Durable.sync(object);
        Path next = dir.resolve("." + name + ".next");
        Files.deleteIfExists(next);
        Files.createSymbolicLink(next, object.getFileName());
        Durable.move(next, link);
        Durable.sync(dir);
        if (before != null && !dir.resolve(before).equals(object)) {
            remove(dir.resolve(before));
        }
    }

    private static void makeOwn(Path directory) throws IOException {
        Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(OWNER_DIR));
        Set<PosixFilePermission> has = Files.getPosixFilePermissions(directory);
        if (has.contains(PosixFilePermission.GROUP_WRITE)
                || has.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new IOException(
                    "others may write to %s (%s), so that keys would not be safe there; fix: chmod 700 %s"
                            .formatted(directory, PosixFilePermissions.toString(has), directory));
        }
    }

    private static void remove(Path object) throws IOException {
        try (Stream<Path> files = Files.list(object)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(object);
    }

    private static String checked(String name, Pattern allowed) {
        if (!allowed.matcher(name).matches()) {
            throw new IllegalArgumentException("\"" + name + "\" can't be the name of a file here");
        }
        return name;
    }

    private static String version(Map<String, String> contents) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            new TreeMap<>(contents)
                    .forEach((name, text) -> {
                        digest.update(
                                (name + "\0" + text.length() + "\0")
                                        .getBytes(StandardCharsets.UTF_8));
                        digest.update(text.getBytes(StandardCharsets.UTF_8));
                    });
            return HexFormat.of().formatHex(digest.digest()).substring(0, VERSION_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
