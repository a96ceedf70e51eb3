package io.fairlead.minicluster.storage;

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
public final class ConfigDirs {

    private static final long FILE_BYTES_MAX = 8L << 20;
    private static final int DEPTH_MAX = 16;
    private static final Set<String> ENDINGS = Set.of("yaml", "yml", "json");

    private final List<Layer> layers;
    private Map<Path, Cached> cache = new HashMap<>();

    /// Directories whose objects stand side by side.
    public record Layer(List<Path> dirs) {
        public Layer {
            dirs = List.copyOf(dirs);
        }
    }

    private record Cached(FileTime modified, long size, List<Loaded> good, List<String> problems) {}

    /// @param layers lowest first: a layer's objects replace equally named ones of the layers before it
    public ConfigDirs(List<Layer> layers) {
        this.layers = List.copyOf(layers);
    }

    /// Every directory, of all layers.
    public List<Path> dirs() {
        return layers.stream().flatMap(layer -> layer.dirs().stream()).toList();
    }

    /// What the files say now.
    public Desired read() throws IOException {
        Map<Path, Cached> next = new HashMap<>();
        List<List<Loaded>> objects = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (Layer layer : layers) {
            List<Loaded> mine = new ArrayList<>();
            for (Path dir : layer.dirs()) {
                for (Path file : files(dir)) {
                    Cached cached = read(file);
                    next.put(file, cached);
                    mine.addAll(cached.good());
                    problems.addAll(cached.problems());
                }
            }
            objects.add(mine);
        }
        cache = next;
        return Desired.of(objects, problems);
    }

    private Cached read(Path file) throws IOException {
        FileTime modified = Files.getLastModifiedTime(file);
        long size = Files.size(file);
        Cached before = cache.get(file);
        if (before != null && before.modified().equals(modified) && before.size() == size) {
            return before;
        }
        List<Loaded> kept = before == null ? List.of() : before.good();
        if (size > FILE_BYTES_MAX) {
            String problem = file + ":1: larger than " + FILE_BYTES_MAX + " bytes";
            return new Cached(modified, size, kept, List.of(problem));
        }
        YamlFile.Content content = YamlFile.read(file, Files.readString(file));
        boolean good = content.problems().isEmpty();
        return new Cached(modified, size, good ? content.objects() : kept, content.problems());
    }

    private static List<Path> files(Path dir) throws IOException {
        if (!Files.isDirectory(dir)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(dir, DEPTH_MAX, FileVisitOption.FOLLOW_LINKS)) {
            return files.filter(ConfigDirs::isConfig).sorted().toList();
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
