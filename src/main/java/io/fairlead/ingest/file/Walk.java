package io.fairlead.ingest.file;

import io.fairlead.ingest.validate.FileSet;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
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
record Walk(SortedMap<Path, Stamp> files, Map<Path, Object> directories, boolean truncated) {
    private static final int DEPTH_MAX = 24;

    /// Looks at all below a root.
    ///
    /// @param filesMax more files than that are not looked at
    static Walk of(Path root, int filesMax) {
        SortedMap<Path, Stamp> files = new TreeMap<>();
        Map<Path, Object> directories = new LinkedHashMap<>();
        Visitor visitor = new Visitor(root, filesMax, files, directories);
        try {
            Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), DEPTH_MAX, visitor);
        } catch (IOException _) {
            // The visitor swallows what vanishes meanwhile; a root that is not there has no files.
        }
        return new Walk(files, directories, files.size() >= filesMax);
    }

    private static final class Visitor extends SimpleFileVisitor<Path> {
        private final Path root;
        private final int filesMax;
        private final Map<Path, Stamp> files;
        private final Map<Path, Object> directories;

        Visitor(Path root, int filesMax, Map<Path, Stamp> files, Map<Path, Object> directories) {
            this.root = root;
            this.filesMax = filesMax;
            this.files = files;
            this.directories = directories;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            boolean hidden =
                    !directory.equals(root) && directory.getFileName().toString().startsWith(".");
            if (hidden) {
                return FileVisitResult.SKIP_SUBTREE;
            }
            Object inode = attributes.fileKey();
            directories.put(directory, inode == null ? directory : inode);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile()
                    && FileSet.isConfiguration(file.getFileName().toString())) {
                files.put(file, Stamp.of(attributes));
            }
            return files.size() < filesMax ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) {
            return FileVisitResult.CONTINUE;
        }
    }
}
