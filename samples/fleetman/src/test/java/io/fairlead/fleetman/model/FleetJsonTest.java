package io.fairlead.fleetman.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FleetJsonTest {

    private static final VehiclePosition REPORT =
            new VehiclePosition(
                    "City Truck",
                    new Place(54.039235, -4.931478),
                    Instant.parse("2021-06-04T03:04:58.429Z"),
                    28.5);

    private static final String TEXT =
            """
            {"name":"City Truck","lat":54.039235,"lng":-4.931478,\
            "timestamp":"2021-06-04T03:04:58.429+0000","speed":28.5}\
            """;

    @Test
    void aPositionHasTheFieldsThatTheCourseKnows() {
        assertThat(FleetJson.write(REPORT)).isEqualTo(TEXT);
    }

    @Test
    void anUnknownSpeedIsNull() {
        assertThat(FleetJson.write(REPORT.withSpeed(null))).endsWith(",\"speed\":null}");
    }

    @Test
    void whatIsWrittenCanBeRead() {
        List<VehiclePosition> positions = List.of(REPORT, REPORT.withSpeed(null));
        assertThat(FleetJson.readPositions(FleetJson.write(positions))).isEqualTo(positions);
        assertThat(FleetJson.readPosition(TEXT)).isEqualTo(REPORT);
    }

    @Test
    void unknownFieldsAreSkipped() {
        String more = TEXT.replace("{\"name\"", "{\"id\":{\"a\":[1,{}]},\"name\"");
        assertThat(FleetJson.readPosition(more)).isEqualTo(REPORT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "7", "{}", "{\"name\":\"x\"}", "{\"name\":\"x\",\"lat\":1,"})
    void whatIsNoPositionIsRefused(String text) {
        assertThatThrownBy(() -> FleetJson.readPosition(text))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anUnknownDriverIsNulls() {
        assertThat(FleetJson.object("name", null, "photo", null))
                .isEqualTo("{\"name\":null,\"photo\":null}");
    }
}
