package io.fairlead.translate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fairlead.model.service.ContainerPort;
import io.fairlead.testing.EnvoyJson;
import io.fairlead.testing.Golden;
import io.fairlead.testing.Meshes;
import io.fairlead.translate.input.MeshView;
import io.fairlead.translate.input.ProxyView;
import io.fairlead.translate.input.ResourceType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One folder of `golden/translate`: a mesh (with the rules of a lesson, where `proxy.yaml` names its file), a proxy, and
/// what the proxy is sent.
record GoldenCase(Path folder, MeshView mesh, ProxyView proxy) {

    static List<GoldenCase> all() {
        try (Stream<Path> folders = Files.list(Golden.folder("translate"))) {
            List<GoldenCase> cases = new ArrayList<>();
            for (Path folder : folders.sorted().toList()) {
                cases.add(read(folder));
            }
            return cases;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static GoldenCase read(Path folder) throws IOException {
        JsonNode written = new YAMLMapper().readTree(folder.resolve("proxy.yaml").toFile());
        String mesh = Files.readString(folder.resolve("mesh.yaml"));
        String rules = written.path("rules").asText();
        String lesson = rules.isEmpty() ? "" : Files.readString(Golden.top().resolve(rules));
        return new GoldenCase(folder, MeshView.of(Meshes.of(mesh, lesson)), proxy(written));
    }

    private static ProxyView proxy(JsonNode written) {
        TreeMap<String, String> labels = new TreeMap<>();
        written.path("labels")
                .properties()
                .forEach(e -> labels.put(e.getKey(), e.getValue().asText()));
        List<ContainerPort> ports = new ArrayList<>();
        written.path("ports")
                .properties()
                .forEach(
                        e -> ports.add(new ContainerPort(e.getKey(), e.getValue().asInt(), "TCP")));
        List<String> extensions = new ArrayList<>();
        written.path("extensions").forEach(name -> extensions.add(name.asText()));
        String namespace = written.path("namespace").asText("default");
        ProxyView view =
                new ProxyView(
                        namespace,
                        namespace + ".svc.cluster.local",
                        labels,
                        ports,
                        ProxyView.extensions(extensions),
                        written.path("ipv6").asBoolean());
        return written.path("role").asText().equals("router") ? view.asRouter() : view;
    }

    String name() {
        return folder.getFileName().toString();
    }

    List<Resource> resources(ResourceType type) {
        return Translator.resources(proxy, type, List.of(), mesh);
    }

    /// The resources of a type as a JSON list.
    String json(ResourceType type) {
        return resources(type).stream()
                .map(resource -> EnvoyJson.of(resource.body()))
                .collect(Collectors.joining(",\n", "[\n", "\n]\n"));
    }
}
