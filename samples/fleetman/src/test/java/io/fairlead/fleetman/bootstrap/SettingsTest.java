package io.fairlead.fleetman.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.fleetman.webapp.Edition;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

    private static final Map<String, String> PRODUCTION =
            Map.of("SPRING_PROFILES_ACTIVE", "production-microservice");

    @ParameterizedTest
    @CsvSource({
        "tracker, 8080, 8090",
        "telemetry, 8080, 8100",
        "staff, 8080, 8110",
        "photo, 8080, 8120",
        "gateway, 8080, 8080",
        "webapp, 80, 8000",
    })
    void theProfilePicksThePort(String role, int production, int standalone) {
        assertThat(Settings.parse(role, PRODUCTION).port()).isEqualTo(production);
        assertThat(Settings.parse(role, Map.of()).port()).isEqualTo(standalone);
    }

    @Test
    void inProductionOthersAreFoundByTheNamesOfTheCourse() {
        assertThat(Settings.parse("tracker", PRODUCTION).urls().staff())
                .isEqualTo("http://fleetman-staff-service.default.svc.cluster.local:8080");
        assertThat(Settings.parse("tracker", PRODUCTION).urls().telemetry())
                .isEqualTo("http://fleetman-vehicle-telemetry:8080");
        assertThat(Settings.parse("simulator", PRODUCTION).urls().tracker())
                .isEqualTo("http://fleetman-position-tracker:8080");
        assertThat(Settings.parse("gateway", PRODUCTION).urls().tracker())
                .isEqualTo("http://fleetman-position-tracker.default.svc.cluster.local:8080");
        assertThat(Settings.parse("webapp", PRODUCTION).urls().gateway())
                .isEqualTo("http://fleetman-api-gateway:8080");
    }

    @Test
    void flagsHaveTheirDefaults() {
        Settings staff = Settings.parse("", Map.of("FLEETMAN_ROLE", "staff"));
        assertThat(staff.staffMode()).isEqualTo("photo");
        assertThat(staff.staffDelay()).isEqualTo(Duration.ofSeconds(3));
        assertThat(staff.propagateHeaders()).isTrue();
        assertThat(staff.edition()).isEqualTo(Edition.ORIGINAL);
    }

    @ParameterizedTest
    @CsvSource({"3s, 3000", "250ms, 250", "1.5, 1500", "0, 0"})
    void delaysAreSecondsUnlessTheySayOtherwise(String text, long millis) {
        assertThat(Settings.parse("staff", Map.of("STAFF_DELAY", text)).staffDelay())
                .isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @CsvSource({
        "STAFF_MODE, worse, 'STAFF_MODE=worse: expected one of'",
        "STAFF_DELAY, soon, 'STAFF_DELAY=soon: '",
        "REPORTS_PER_SECOND, 0, 'REPORTS_PER_SECOND=0: expected more than 0'",
        "EDITION, deluxe, 'EDITION=deluxe: '",
        "FLEETMAN_PORT, http, 'FLEETMAN_PORT=http: '",
    })
    void whatIsWrongIsNamed(String key, String value, String message) {
        assertThatThrownBy(() -> Settings.parse("staff", Map.of(key, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void anUnknownRoleIsToldTheOnesThereAre() {
        assertThatThrownBy(() -> Settings.parse("driver", Map.of()))
                .hasMessage(
                        "role \"driver\" is none of simulator, tracker, telemetry, staff, photo,"
                                + " legacy-monitor, gateway, webapp, greeter, echo");
    }
}
