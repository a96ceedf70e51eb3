package io.fairlead.cli;

import io.fairlead.install.files.ChartFiles;
import io.fairlead.install.profile.Installation;
import io.fairlead.install.profile.Request;
import io.fairlead.install.profile.Request.NamedText;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What is to be installed.
final class InstallFlags {
    private static final int BYTES_MAX = 4 << 20;
    private static final String STANDARD = "-";

    @Option(
            names = {"-f", "--filename"},
            paramLabel = "FILE",
            description = "A file of kind IstioOperator; - reads standard input. Repeatable.")
    private List<String> files = List.of();

    @Option(
            names = {"-s", "--set"},
            paramLabel = "PATH=VALUE",
            description = "One setting, for example profile=demo. Repeatable.")
    private List<String> sets = List.of();

    @Option(
            names = "--set-string",
            paramLabel = "PATH=VALUE",
            description = "The same; the value is a text. Repeatable.")
    private List<String> texts = List.of();

    @Option(
            names = {"-r", "--revision"},
            paramLabel = "NAME",
            defaultValue = "",
            description = "Name of the control plane. Default: it has none")
    private String revision;

    @Option(
            names = {"-i", "--istioNamespace"},
            paramLabel = "NAME",
            defaultValue = "",
            description = "Where it is installed. Default: istio-system")
    private String namespace;

    @Option(
            names = {"-d", "--manifests"},
            paramLabel = "DIR",
            description = "Directory of the charts. Default: charts of the distribution")
    private @Nullable Path charts;

    /// For picocli, which sets the fields.
    @SuppressWarnings("NullAway.Init")
    InstallFlags() {}

    /// @throws IOException when charts or files can't be read
    Installation installation() throws IOException {
        return new Installation(ChartFiles.read(directory()));
    }

    private Path directory() throws IOException {
        if (charts != null) {
            return charts;
        }
        String home = System.getProperty("fairlead.home");
        if (home == null) {
            throw new IOException("the charts are not found; fix: --manifests DIR");
        }
        return Path.of(home, "charts");
    }

    /// @throws IOException when a file can't be read
    Request request() throws IOException {
        List<NamedText> read = new ArrayList<>();
        for (String file : files) {
            try (InputStream in =
                    file.equals(STANDARD) ? System.in : Files.newInputStream(Path.of(file))) {
                byte[] bytes = in.readNBytes(BYTES_MAX + 1);
                if (bytes.length > BYTES_MAX) {
                    throw new IOException("%s is larger than %d bytes".formatted(file, BYTES_MAX));
                }
                String name = file.equals(STANDARD) ? "standard input" : file;
                read.add(new NamedText(name, new String(bytes, StandardCharsets.UTF_8)));
            }
        }
        return new Request(read, sets, texts, revision, namespace);
    }

    /// The request for a profile by name, over what else is said.
    Request request(String profile) throws IOException {
        Request asked = request();
        List<String> all = new ArrayList<>(asked.sets());
        all.add("profile=" + profile);
        return new Request(asked.files(), all, asked.texts(), asked.revision(), asked.namespace());
    }

    /// One line each.
    static void print(List<String> problems, PrintWriter err) {
        problems.forEach(problem -> err.println("error: " + problem));
        err.flush();
    }
}
