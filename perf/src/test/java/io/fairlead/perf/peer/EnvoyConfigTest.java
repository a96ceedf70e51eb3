package io.fairlead.perf.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.perf.control.ControlPlane;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EnvoyConfigTest {
    private static final KeyFiles.Pair PAIR =
            new KeyFiles.Pair(Path.of("/c.pem"), Path.of("/c.key"), Path.of("/c.both"));
    private static final KeyFiles KEYS = new KeyFiles(Path.of("/root.pem"), PAIR, PAIR);

    static Stream<Arguments> configurations() {
        Telemetry log = Telemetry.logged(Path.of("/tmp/log"));
        Telemetry quiet = new Telemetry(null, false, 0, 0, true);
        Telemetry traced = new Telemetry(Path.of("/tmp/log"), true, 100, 4, true);
        return Stream.of(
                Arguments.of("plain", new EnvoyConfig(Family.HTTP1, 1, 2, null, null)),
                Arguments.of("sidecar", new EnvoyConfig(Family.HTTP1, 1, 2, log, null)),
                Arguments.of("HTTP/2", new EnvoyConfig(Family.HTTP2, 1, 2, log, null)),
                Arguments.of("TCP", new EnvoyConfig(Family.TCP, 1, 2, log, null)),
                Arguments.of("quiet", new EnvoyConfig(Family.TELEMETRY, 1, 2, quiet, null)),
                Arguments.of("traced", new EnvoyConfig(Family.TELEMETRY, 1, 2, traced, null)),
                Arguments.of("client", tls(new EnvoyConfig.Tls(KEYS, 3, true))),
                Arguments.of("server", tls(new EnvoyConfig.Tls(KEYS, 0, false))));
    }

    private static EnvoyConfig tls(EnvoyConfig.@Nullable Tls tls) {
        return new EnvoyConfig(Family.MTLS, 1, 2, Telemetry.logged(Path.of("/tmp/log")), tls);
    }

    /// The parser knows every field and type of Envoy's API, and refuses what it doesn't.
    @ParameterizedTest(name = "{0}")
    @MethodSource("configurations")
    void itIsAnEnvoyBootstrap(String name, EnvoyConfig config) throws Exception {
        try (ControlPlane control = ControlPlane.serving(config.json())) {
            assertThat(control.port()).as(name).isPositive();
        }
    }
}
