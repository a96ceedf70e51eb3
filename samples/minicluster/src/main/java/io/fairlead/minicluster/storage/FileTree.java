package io.fairlead.minicluster.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/// A directory that shows some objects, one file each. Files are replaced whole, and only when they change.
public final class FileTree {

    private static final ObjectWriter WRITER =
            YAMLMapper.builder()
                    .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                    .build()
                    .writer();

    private final Path dir;
    private Map<String, JsonNode> shown = Map.of();

    /// @param dir an empty directory that nobody else writes to
    public FileTree(Path dir) {
        this.dir = dir;
    }

    /// From now on the directory shows these objects.
    public void show(Map<String, JsonNode> next) throws IOException {
        for (Map.Entry<String, JsonNode> file : next.entrySet()) {
            if (!file.getValue().equals(shown.get(file.getKey()))) {
                replace(dir.resolve(file.getKey()), WRITER.writeValueAsBytes(file.getValue()));
            }
        }
        for (String name : shown.keySet()) {
            if (!next.containsKey(name)) {
                Files.deleteIfExists(dir.resolve(name));
            }
        }
        shown = Map.copyOf(next);
    }

    /// Writes a file so that a reader sees the old content or the new one, never a part.
    public static void replace(Path file, byte[] content) throws IOException {
        Path half = file.resolveSibling("." + file.getFileName() + ".new");
        Files.write(half, content);
        // Readers may be other users, whatever this one's umask is; the directory above keeps
        // strangers out.
        Files.setPosixFilePermissions(half, PosixFilePermissions.fromString("rw-r--r--"));
        Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
