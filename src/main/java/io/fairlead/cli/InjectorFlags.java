package io.fairlead.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.inject.config.ConfigTexts;
import io.fairlead.inject.config.InjectorConfigReader;
import io.fairlead.inject.config.InjectorConfigReader.Read;
import io.fairlead.inject.config.InjectorConfigReader.Sources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where the injector's configuration is read from; each file may be the ConfigMap or what stands in it.
final class InjectorFlags {
    /// Tag of images, where none is chosen.
    private static final String TAG = "0.1.0";

    @Option(
            names = "--injectConfigFile",
            paramLabel = "FILE",
            description = "Key config of the ConfigMap istio-sidecar-injector.")
    private @Nullable Path config;

    @Option(
            names = "--valuesFile",
            paramLabel = "FILE",
            description = "Key values of the ConfigMap istio-sidecar-injector.")
    private @Nullable Path values;

    @Option(
            names = "--meshConfigFile",
            paramLabel = "FILE",
            description = "Key mesh of the ConfigMap istio.")
    private @Nullable Path mesh;

    @Option(
            names = {"-r", "--revision"},
            paramLabel = "NAME",
            defaultValue = "",
            description = "Revision of the control plane. Default: that of the values")
    private String revision;

    /// For picocli, which sets the fields.
    @SuppressWarnings("NullAway.Init")
    InjectorFlags() {}

    /// @throws IOException when a file can't be read
    Read read() throws IOException {
        List<String> problems = new ArrayList<>();
        ObjectNode chosen = node(values, "values", problems);
        if (!revision.isEmpty()) {
            chosen.put("revision", revision);
        }
        Read read =
                InjectorConfigReader.read(
                        new Sources(
                                node(config, "config", problems),
                                chosen,
                                node(mesh, "mesh", problems),
                                TAG,
                                false));
        problems.addAll(read.problems());
        return new Read(read.config(), problems, read.notes());
    }

    private static ObjectNode node(@Nullable Path file, String key, List<String> problems)
            throws IOException {
        String text = file == null ? "" : Files.readString(file);
        String name = file == null ? key : file.toString();
        return ConfigTexts.read(name, text, key, problems);
    }
}
