package io.fairlead.fleetman.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlaceTest {

    /// Lengths of a hundredth of a degree on the WGS84 ellipsoid.
    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, 0.01, 1113.195",
        "0, 0, 0.01, 0, 1105.743",
        "54, -4.9, 54.01, -4.9, 1113.02",
        "54, -4.9, 54, -4.89, 655.78",
    })
    void aHundredthOfADegreeIsAsLongAsTheEllipsoidSays(
            double lat, double lng, double otherLat, double otherLng, double metres) {
        assertThat(new Place(lat, lng).metresTo(new Place(otherLat, otherLng)))
                .isCloseTo(metres, within(0.25));
    }
}
