package io.fairlead.minicluster.apply;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Reads directories of YAML again and again. A file that is broken keeps the objects that it had.
final class ManifestDirs {

    private static final long FILE_BYTES_MAX = 8L << 20;
    private static final int DEPTH_MAX = 16;
    private static final Set<String> ENDINGS = Set.of("yaml", "yml", "json");

    private final List<Path> dirs;
    private Map<Path, Cached> cache = new HashMap<>();

    private record Cached(
            FileTime modified, long size, List<Manifest> good, List<String> problems) {}

    /// @param dirs lowest first: the objects of one replace equally named ones of those before it
    ManifestDirs(List<Path> dirs) {
        this.dirs = List.copyOf(dirs);
    }

    /// What the files say now.
    Wanted read() throws IOException {
        Map<Path, Cached> next = new HashMap<>();
        List<List<Manifest>> objects = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (Path dir : dirs) {
            List<Manifest> mine = new ArrayList<>();
            for (Path file : files(dir)) {
                Cached cached = read(file);
                next.put(file, cached);
                mine.addAll(cached.good());
                problems.addAll(cached.problems());
            }
            objects.add(mine);
        }
        cache = next;
        return Wanted.of(objects, problems);
    }

    private Cached read(Path file) throws IOException {
        FileTime modified = Files.getLastModifiedTime(file);
        long size = Files.size(file);
        Cached before = cache.get(file);
        if (before != null && before.modified().equals(modified) && before.size() == size) {
            return before;
        }
        List<Manifest> kept = before == null ? List.of() : before.good();
        if (size > FILE_BYTES_MAX) {
            String problem = file + ":1: larger than " + FILE_BYTES_MAX + " bytes";
            return new Cached(modified, size, kept, List.of(problem));
        }
        ManifestFile.Content content = ManifestFile.read(file.toString(), Files.readString(file));
        return content.problems().isEmpty()
                ? new Cached(modified, size, content.objects(), List.of())
                : new Cached(modified, size, kept, content.problems());
    }

    private static List<Path> files(Path dir) throws IOException {
        if (!Files.isDirectory(dir)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(dir, DEPTH_MAX, FileVisitOption.FOLLOW_LINKS)) {
            return files.filter(ManifestDirs::isConfig).sorted().toList();
        } catch (UncheckedIOException moving) {
            // A file went away while we looked; the next look follows at once.
            throw moving.getCause();
        }
    }

    private static boolean isConfig(Path file) {
        String name = file.getFileName().toString();
        String ending = name.substring(name.lastIndexOf('.') + 1);
        return ENDINGS.contains(ending)
                && !name.startsWith(".")
                && !name.equals("images.yaml")
                && Files.isRegularFile(file);
    }
}
