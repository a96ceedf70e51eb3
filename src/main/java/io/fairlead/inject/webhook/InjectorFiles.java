package io.fairlead.inject.webhook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.inject.config.ConfigTexts;
import io.fairlead.inject.config.InjectorConfig;
import io.fairlead.inject.config.InjectorConfigReader;
import io.fairlead.inject.config.InjectorConfigReader.Read;
import io.fairlead.inject.config.InjectorConfigReader.Sources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The injector's configuration in files, as a kubelet mounts the ConfigMaps: read again when a text has changed. A
/// text that can't be read leaves the last good configuration in use.
public final class InjectorFiles {
    private static final Logger LOG = LoggerFactory.getLogger(InjectorFiles.class);
    private static final int BYTES_MAX = 4 << 20;

    private final @Nullable Path directory;
    private final @Nullable Path mesh;
    private final String tag;
    private volatile Known known;

    /// @param texts as they were read
    /// @param config of the last texts that were good
    private record Known(List<String> texts, InjectorConfig config) {}

    /// @param directory with the files `config` and `values`; null when nothing is configured
    /// @param mesh file with the mesh's settings; null when there are none
    /// @param tag of images, where none is chosen
    public InjectorFiles(@Nullable Path directory, @Nullable Path mesh, String tag) {
        this.directory = directory;
        this.mesh = mesh;
        this.tag = tag;
        this.known = new Known(List.of(), InjectorConfigReader.read(Sources.none(tag)).config());
    }

    /// The configuration now.
    public InjectorConfig config() {
        Known before = known;
        try {
            Path files = directory;
            List<String> texts =
                    List.of(
                            text(files == null ? null : files.resolve("config")),
                            text(files == null ? null : files.resolve("values")),
                            text(mesh));
            if (texts.equals(before.texts())) {
                return before.config();
            }
            Known next = new Known(texts, read(texts, before.config()));
            known = next;
            return next.config();
        } catch (IOException e) {
            LOG.atWarn()
                    .setMessage("injector configuration not read")
                    .addKeyValue("reason", e)
                    .log();
            return before.config();
        }
    }

    private InjectorConfig read(List<String> texts, InjectorConfig before) {
        List<String> problems = new ArrayList<>();
        ObjectNode config = ConfigTexts.read("config", texts.get(0), "config", problems);
        ObjectNode values = ConfigTexts.read("values", texts.get(1), "values", problems);
        ObjectNode settings = ConfigTexts.read("mesh", texts.get(2), "mesh", problems);
        Read read = InjectorConfigReader.read(new Sources(config, values, settings, tag, false));
        problems.addAll(read.problems());
        problems.forEach(problem -> LOG.error("injector configuration refused: {}", problem));
        read.notes().forEach(note -> LOG.warn("injector configuration: {}", note));
        return problems.isEmpty() ? read.config() : before;
    }

    private static String text(@Nullable Path file) throws IOException {
        if (file == null) {
            return "";
        }
        try {
            if (Files.size(file) > BYTES_MAX) {
                throw new IOException("%s is larger than %d bytes".formatted(file, BYTES_MAX));
            }
            return Files.readString(file);
        } catch (NoSuchFileException _) {
            return "";
        }
    }
}
