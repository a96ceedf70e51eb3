package io.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The Containerfile says what charts, injector and build rely on. `ImagesIT` really builds it.
class ContainerfileTest {
    private static final Path TOP = Path.of("..");
    private static final List<String> IMAGES = List.of("pilot", "proxyv2", "init");
    private static final Pattern STAGE = Pattern.compile("FROM (\\S+) AS (\\S+)");

    private final String text = Files.readString(TOP.resolve("Containerfile"));
    private final Map<String, List<String>> stages = new HashMap<>();
    private final Map<String, String> bases = new HashMap<>();

    ContainerfileTest() throws IOException {
        List<String> current = new ArrayList<>();
        String whole = text.replaceAll("(?m)^\\s*#.*\n", "").replaceAll("\\\\\n\\s*", "");
        for (String line : whole.lines().filter(line -> !line.isBlank()).toList()) {
            List<MatchResult> stage = STAGE.matcher(line).results().toList();
            if (stage.isEmpty()) {
                current.add(line);
            } else {
                current = new ArrayList<>();
                bases.put(stage.getFirst().group(2), stage.getFirst().group(1));
                stages.put(stage.getFirst().group(2), current);
            }
        }
    }

    private List<String> stage(String name) {
        return Objects.requireNonNull(stages.get(name), name);
    }

    private String said(String stage, String instruction) {
        return stage(stage).stream()
                .filter(line -> line.startsWith(instruction + " "))
                .map(line -> line.substring(instruction.length() + 1))
                .collect(Collectors.joining("\n"));
    }

    private static JsonNode values(String chart) throws IOException {
        return new YAMLMapper()
                .readTree(TOP.resolve("charts").resolve(chart).resolve("values.yaml").toFile());
    }

    @Test
    void itsImagesAreThoseOfTheCharts() throws IOException {
        JsonNode daemon = values("istiod");
        assertThat(
                        List.of(
                                daemon.at("/pilot/image").asText(),
                                daemon.at("/global/proxy/image").asText(),
                                daemon.at("/global/proxy_init/image").asText()))
                .isEqualTo(IMAGES);
        assertThat(values("gateway").at("/global/proxy/image").asText()).isEqualTo("proxyv2");
        String hub = daemon.at("/global/hub").asText();
        assertThat(IMAGES)
                .allSatisfy(image ->
                        assertThat(said(image, "LABEL"))
                                .contains(
                                        "title=%s/%s "
                                                .formatted(
                                                        hub.substring(hub.lastIndexOf('/') + 1),
                                                        image)));
    }

    @Test
    void theyAreMadeOfNothingElseThanWhatIsCopied() {
        assertThat(IMAGES)
                .allSatisfy(image -> {
                    assertThat(bases).containsEntry(image, "scratch");
                    assertThat(stage(image)).noneMatch(line -> line.startsWith("RUN"));
                });
    }

    @Test
    void theyRunAsTheUserThatTheChartsName() throws IOException {
        for (String chart : List.of("istiod", "gateway")) {
            assertThat(
                            Files.readString(
                                    TOP.resolve(
                                            "charts/%s/templates/deployment.yaml"
                                                    .formatted(chart))))
                    .contains(
                            "runAsUser: 1337", "runAsGroup: 1337", "readOnlyRootFilesystem: true");
        }
        assertThat(said("pilot", "USER")).isEqualTo("1337:1337");
        assertThat(said("proxyv2", "USER")).isEqualTo("1337:1337");
    }

    /// The injected container names the program, so it must be on the image's path.
    @Test
    void theInitImageIsOneProgramWithoutJava() throws IOException {
        assertThat(
                        Files.readString(
                                TOP.resolve(
                                        "src/main/java/io/fairlead/inject/patch/InitContainers.java")))
                .contains("\"iptables-restore\", \"--noflush\"")
                .contains("\"ip6tables-restore\", \"--noflush\"");
        assertThat(said("init", "ENTRYPOINT"))
                .isEqualTo("[\"/usr/sbin/iptables-restore\", \"--noflush\"]");
        assertThat(said("init", "ENV")).isEqualTo("PATH=/usr/sbin");
        assertThat(said("init", "COPY")).doesNotContain("--from=build");
        assertThat(text).contains("iptables-restore", "ip6tables-restore");
    }

    @Test
    void itBuildsWhatTheBuildMakes() throws Exception {
        String version = between(Files.readString(TOP.resolve("pom.xml")), "<version>", "<");
        String run = said("build", "RUN");
        assertThat(run)
                .contains("target/daemon/fairlead-%s.jar".formatted(version))
                .contains("proxy-agent/target/fairlead-proxy-agent-%s.jar".formatted(version));
        for (String options : List.of("src/jvm.options", "proxy-agent/jvm.options")) {
            assertThat(run).contains(options);
            assertThat(TOP.resolve(options)).exists();
        }
        for (Class<?> main : List.of(Main.class, io.fairlead.proxy.bootstrap.Main.class)) {
            assertThat(run).contains(" " + main.getName() + " ");
        }
    }

    @Test
    void itsProgramsHaveIstiosNamesAndAreOnThePath() {
        Map.of("pilot", "pilot-discovery", "proxyv2", "pilot-agent")
                .forEach((image, program) -> {
                    assertThat(said("build", "RUN")).contains("program " + program + " ");
                    assertThat(said(image, "ENTRYPOINT"))
                            .isEqualTo("[\"/opt/%s/bin/%s\"]".formatted(program, program));
                    assertThat(said(image, "ENV")).contains("/opt/%s/bin".formatted(program));
                    assertThat(said(image, "COPY"))
                            .contains("--from=build /opt/%s /opt/%s".formatted(program, program));
                });
    }

    /// Whoever doesn't ask for it doesn't need Envoy's image: it is last.
    @Test
    void oneMoreImageHasAStockEnvoyThatTheAgentRuns() {
        assertThat(bases)
                .containsEntry("proxyv2-envoy", "proxyv2")
                .containsEntry("envoy", "${ENVOY_IMAGE}");
        assertThat(said("proxyv2-envoy", "ENV").split(" "))
                .containsExactly("FAIRLEAD_DATA_PLANE=envoy", "ENVOY_BINARY=/usr/local/bin/envoy");
        assertThat(said("proxyv2-envoy", "COPY"))
                .isEqualTo("--from=envoy /usr/local/bin/envoy /usr/local/bin/envoy");
        assertThat(text.indexOf("FROM ${ENVOY_IMAGE}")).isGreaterThan(text.indexOf(" AS pilot"));
    }

    @Test
    void itExposesThePortsOfTheDaemon() throws IOException {
        String chart = Files.readString(TOP.resolve("charts/istiod/templates/deployment.yaml"));
        assertThat(said("pilot", "EXPOSE").split(" "))
                .allSatisfy(port -> assertThat(chart).contains("containerPort: " + port + ","));
    }

    private static String between(String text, String before, String after) {
        int start = text.indexOf(before) + before.length();
        return text.substring(start, text.indexOf(after, start));
    }
}
