package io.fairlead.cli;

import io.fairlead.ingest.decode.Decoded;
import io.fairlead.ingest.decode.Decoder;
import io.fairlead.ingest.decode.Limits;
import io.fairlead.ingest.validate.FileCheck;
import io.fairlead.ingest.validate.FileSet;
import io.fairlead.ingest.validate.FileSet.FileName;
import io.fairlead.model.config.Problem.Told;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Reads the configuration below paths once, the files that the daemon would read.
final class ConfigFiles extends SimpleFileVisitor<Path> {
    private static final int DEPTH_MAX = 24;

    private final Map<FileName, Decoded> files = new TreeMap<>();
    private final Path root;
    private final int number;

    private ConfigFiles(Path root, int number) {
        this.root = root;
        this.number = number;
    }

    /// The first path that leads nowhere: a mistyped argument, not a file that can't be read.
    static Optional<Path> absent(Collection<Path> paths) {
        return paths.stream().filter(path -> !Files.exists(path)).findFirst();
    }

    static Map<FileName, Decoded> read(Iterable<Path> paths) {
        Map<FileName, Decoded> all = new TreeMap<>();
        int number = 0;
        for (Path path : paths) {
            ConfigFiles reader = new ConfigFiles(path, number++);
            try {
                Files.walkFileTree(
                        path, EnumSet.of(FileVisitOption.FOLLOW_LINKS), DEPTH_MAX, reader);
            } catch (IOException e) {
                reader.refuse(path, e);
            }
            all.putAll(reader.files);
        }
        return all;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
        boolean hidden =
                !directory.equals(root) && directory.getFileName().toString().startsWith(".");
        return hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        boolean named = file.equals(root) || FileSet.isConfiguration(file.getFileName().toString());
        if (!named || !attributes.isRegularFile()) {
            return FileVisitResult.CONTINUE;
        }
        String name = file.toString();
        int max = Limits.DEFAULT.fileBytesMax();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(max + 1);
            Decoded decoded =
                    bytes.length > max
                            ? Decoder.refusal(name, "file-too-large", Decoder.tooLarge(max))
                            : FileCheck.check(name, bytes, Limits.DEFAULT);
            files.put(new FileName(number, name, false), decoded);
        } catch (IOException e) {
            refuse(file, e);
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
        refuse(file, e);
        return FileVisitResult.CONTINUE;
    }

    private void refuse(Path file, IOException e) {
        Told told =
                new Told(
                        "cannot be read: " + e.getMessage(),
                        "the daemon reads its files",
                        "check its rights");
        files.put(
                new FileName(number, file.toString(), false),
                Decoder.refusal(file.toString(), "unreadable-file", told));
    }
}
