package io.fairlead.proxy.bootstrap.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DataPlaneTest {

    @Test
    void oursIsTheDefault() {
        assertThat(DataPlane.of(Map.of())).isEqualTo(new DataPlane.Own());
        assertThat(DataPlane.of(Map.of("FAIRLEAD_DATA_PLANE", "fairlead")))
                .isEqualTo(new DataPlane.Own());
    }

    @Test
    void anEnvoyIsToldWhatTheEnvironmentSays() {
        assertThat(DataPlane.of(Map.of("FAIRLEAD_DATA_PLANE", "envoy")))
                .isEqualTo(new DataPlane.Envoy("", Duration.ofSeconds(45), false));
        assertThat(
                        DataPlane.of(
                                Map.of(
                                        "FAIRLEAD_DATA_PLANE",
                                        "envoy",
                                        "ENVOY_BINARY",
                                        "/usr/local/bin/envoy",
                                        "EXIT_ON_ZERO_ACTIVE_CONNECTIONS",
                                        "true",
                                        "PROXY_CONFIG",
                                        "{\"drainDuration\": \"1m30s\"}")))
                .isEqualTo(
                        new DataPlane.Envoy("/usr/local/bin/envoy", Duration.ofSeconds(90), true));
    }

    @Test
    void anUnknownDataPlaneIsRefusedByName() {
        assertThatThrownBy(() -> DataPlane.of(Map.of("FAIRLEAD_DATA_PLANE", "nginx")))
                .isInstanceOf(BadConfig.class)
                .hasMessageContaining("FAIRLEAD_DATA_PLANE is neither fairlead nor envoy: nginx");
        assertThatThrownBy(() ->
                        DataPlane.of(
                                Map.of(
                                        "FAIRLEAD_DATA_PLANE",
                                        "envoy",
                                        "PROXY_CONFIG",
                                        "{\"drainDuration\": \"soon\"}")))
                .hasMessageContaining("drainDuration is not a duration: soon");
    }
}
