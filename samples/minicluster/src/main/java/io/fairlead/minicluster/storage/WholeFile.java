package io.fairlead.minicluster.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/// A file that a reader sees as it was or as it is, never in part.
public final class WholeFile {

    private WholeFile() {}

    /// Replaces it. Every user may read it.
    public static void replace(Path file, byte[] content) throws IOException {
        Path half = file.resolveSibling("." + file.getFileName() + ".new");
        Files.write(half, content);
        // Readers may be other users, whatever this one's umask is; the directory above keeps
        // strangers out.
        Files.setPosixFilePermissions(half, PosixFilePermissions.fromString("rw-r--r--"));
        Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
