package io.fairlead.ingest.file;

import io.fairlead.ingest.validate.FileSet;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a directory holds at one moment: configuration files with their stamps, and directories to watch. Links are
/// followed. Names that begin with a dot are not read (Kubernetes' `..data`, editors' swap files), but watched.
///
/// @param unseen files and directories that may be there but can't be looked at, and why
record Walk(
        SortedMap<Path, Stamp> files,
        Map<Path, Object> directories,
        SortedMap<Path, String> unseen) {
    private static final int DEPTH_MAX = 24;

    /// Belongs to the file system, and nobody but root may look into it.
    private static final String RESCUED = "lost+found";

    /// Looks at all below a root.
    ///
    /// @param filesMax more files than that are not looked at
    static Walk of(Path root, int filesMax) {
        SortedMap<Path, Stamp> files = new TreeMap<>();
        Map<Path, Object> directories = new LinkedHashMap<>();
        SortedMap<Path, String> unseen = new TreeMap<>();
        Visitor visitor = new Visitor(root, filesMax, new Walk(files, directories, unseen));
        try {
            Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), DEPTH_MAX, visitor);
        } catch (IOException e) {
            unseen.put(root, why(e));
        }
        if (files.size() >= filesMax) {
            unseen.put(root, "has more than " + filesMax + " files, and those beyond are not read");
        }
        return new Walk(files, directories, unseen);
    }

    /// Whether the root itself could be looked at.
    boolean isThere(Path root) {
        return directories.containsKey(root) || files.containsKey(root);
    }

    private static String why(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "is not there";
            case AccessDeniedException _ -> "can't be looked at: permission denied";
            default -> "can't be looked at: " + e;
        };
    }

    private static boolean isHidden(Path path) {
        return path.getFileName().toString().startsWith(".");
    }

    /// The stamp of one configuration file; null when there is none.
    static @Nullable Stamp stamp(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.isRegularFile() ? Stamp.of(attributes) : null;
        } catch (IOException _) {
            return null;
        }
    }

    /// True for an editor's own file, there or gone: it is not read, and nothing that is read depends on it. Not for
    /// what may be a directory or a link; Kubernetes' begin with two dots.
    static boolean isIrrelevant(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith(".")
                && !name.startsWith("..")
                && (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                        || Files.notExists(file, LinkOption.NOFOLLOW_LINKS));
    }

    private static final class Visitor extends SimpleFileVisitor<Path> {
        private final Path root;
        private final int filesMax;
        private final Walk found;

        Visitor(Path root, int filesMax, Walk found) {
            this.root = root;
            this.filesMax = filesMax;
            this.found = found;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            if (!directory.equals(root) && isHidden(directory)) {
                return FileVisitResult.SKIP_SUBTREE;
            }
            Object inode = attributes.fileKey();
            found.directories.put(directory, inode == null ? directory : inode);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile()
                    && FileSet.isConfiguration(file.getFileName().toString())) {
                found.files.put(file, Stamp.of(attributes));
            } else if (attributes.isSymbolicLink() && !isHidden(file)) {
                // Links are followed, so this one leads nowhere.
                found.unseen.put(file, "is a link to something that is not there");
            }
            return found.files.size() < filesMax
                    ? FileVisitResult.CONTINUE
                    : FileVisitResult.TERMINATE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            boolean root = file.equals(this.root);
            boolean vanished = e instanceof NoSuchFileException;
            boolean known = vanished || e instanceof FileSystemLoopException;
            boolean matters = !known && !isHidden(file) && !file.endsWith(RESCUED);
            if (root || matters) {
                found.unseen.put(file, why(e));
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) {
            if (e != null) {
                found.unseen.put(directory, why(e));
            }
            return FileVisitResult.CONTINUE;
        }
    }
}
