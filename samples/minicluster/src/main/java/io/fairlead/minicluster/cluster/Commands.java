package io.fairlead.minicluster.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Collectors;

/// Programs of the mesh by the names that they have in its images: files that start them, in a directory for the
/// `PATH`.
///
/// @param dir as seen by every user inside the cluster
record Commands(Path dir) {

    /// Writes the file.
    ///
    /// @param words first words of the command; what the file is called with follows them
    /// @return the file
    Path add(String name, List<String> words) throws IOException {
        Files.createDirectories(dir);
        Path file = dir.resolve(name);
        Files.writeString(
                file,
                "#!/bin/sh\nexec %s \"$@\"\n"
                        .formatted(
                                words.stream()
                                        .map(Commands::quoted)
                                        .collect(Collectors.joining(" "))));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return file;
    }

    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }
}
