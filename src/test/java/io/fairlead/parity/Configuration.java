package io.fairlead.parity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fairlead.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A mesh, the proxy that is asked, and the words by which requests may meet its rules.
///
/// @param yaml all its objects
record Configuration(
        String name, List<String> yaml, String namespace, Map<String, String> labels, Words words) {

    /// What the rules speak of.
    ///
    /// @param hosts of services and of rules
    /// @param strangers other names, which nobody may know as a host
    /// @param headers each as `name: value`
    record Words(
            List<String> hosts, List<String> strangers, List<String> paths, List<String> headers) {}

    private static final Pattern PATH = Pattern.compile("(?<![\\w.:*/])/[\\w./-]*");
    private static final Pattern NAME = Pattern.compile("name: ([\\w-]+)");
    private static final Pattern SERVICE = Pattern.compile("kind: Service\\s[^-]*?name: ([\\w-]+)");
    private static final Pattern HOSTS =
            Pattern.compile("hosts: \\[([^]]+)]|(?m)^ +- ([\\w.*-]+)$");
    private static final Pattern HEADER =
            Pattern.compile("([\\w-]+): \\{?\\s*(?:exact|prefix|regex): \"?([^}\"\\n]+)");

    /// Those of the goldens and of the lessons.
    static List<Configuration> written() throws IOException {
        List<Configuration> all = new ArrayList<>();
        for (Path folder : folders("translate")) {
            JsonNode proxy = new YAMLMapper().readTree(folder.resolve("proxy.yaml").toFile());
            List<String> yaml = new ArrayList<>();
            yaml.add(Files.readString(folder.resolve("mesh.yaml")));
            String rules = proxy.path("rules").asText();
            if (!rules.isEmpty()) {
                yaml.add(Files.readString(Golden.top().resolve(rules)));
            }
            Map<String, String> labels = new TreeMap<>();
            proxy.path("labels")
                    .properties()
                    .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
            String namespace = proxy.path("namespace").asText("default");
            all.add(of(folder.getFileName().toString(), yaml, namespace, labels));
        }
        for (Path folder : folders("simulation")) {
            all.add(
                    of(
                            "simulation/" + folder.getFileName(),
                            List.of(Files.readString(folder.resolve("mesh.yaml"))),
                            "default",
                            Map.of()));
        }
        return all;
    }

    /// Made up, each from a seed of its own.
    static Stream<Configuration> random(int seeds, int count) {
        return IntStream.range(seeds * 1000, seeds * 1000 + count)
                .mapToObj(seed ->
                        of(
                                "seed " + seed,
                                List.of(RandomRules.yaml(seed)),
                                "default",
                                Map.of("app", "web")));
    }

    private static List<Path> folders(String golden) throws IOException {
        try (Stream<Path> folders = Files.list(Golden.folder(golden))) {
            return folders.sorted().toList();
        }
    }

    private static Configuration of(
            String name, List<String> yaml, String namespace, Map<String, String> labels) {
        String text = String.join("\n", yaml);
        Set<String> strangers = new LinkedHashSet<>(names(found(NAME, text), namespace));
        Set<String> hosts = new LinkedHashSet<>(names(found(SERVICE, text), namespace));
        for (String list : found(HOSTS, text)) {
            for (String host : list.split(",", -1)) {
                hosts.add(host.strip().replaceAll("[\"']", "").replace("*", "any"));
            }
        }
        strangers.removeAll(hosts);
        List<String> headers = new ArrayList<>();
        Matcher header = HEADER.matcher(text);
        while (header.find()) {
            if (!Set.of("uri", "method", "scheme", "authority").contains(header.group(1))) {
                headers.add(header.group(1) + ": " + header.group(2).strip());
            }
        }
        Set<String> paths = new LinkedHashSet<>(found(PATH, text));
        paths.add("/");
        return new Configuration(
                name,
                yaml,
                namespace,
                labels,
                new Words(List.copyOf(hosts), List.copyOf(strangers), List.copyOf(paths), headers));
    }

    private static List<String> names(List<String> words, String namespace) {
        return words.stream()
                .flatMap(word -> Stream.of(word, word + "." + namespace + ".svc.cluster.local"))
                .toList();
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(result ->
                        result.groupCount() == 0
                                ? result.group()
                                : IntStream.rangeClosed(1, result.groupCount())
                                        .mapToObj(result::group)
                                        .filter(group -> group != null)
                                        .findFirst()
                                        .orElse(""))
                .distinct()
                .toList();
    }
}
