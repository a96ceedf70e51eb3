package io.fairlead.fleetman.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fairlead.fleetman.http.Body;
import io.fairlead.fleetman.http.Headers;
import io.fairlead.fleetman.http.Request;
import io.fairlead.fleetman.model.FleetJson;
import io.fairlead.fleetman.model.Place;
import io.fairlead.fleetman.model.VehiclePosition;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SpeedTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final double DEGREES_PER_MILE = 1609.344 / 111_302;

    private final Random chance = new Random(7);

    @Test
    void oneReportSaysNothing() {
        assertThat(Speed.mph(List.of(northAfter(0, 0)), chance)).isEmpty();
        assertThat(Speed.mph(List.of(), chance)).isEmpty();
    }

    @Test
    void twoReportsAtOneMomentSayNothing() {
        assertThat(Speed.mph(List.of(northAfter(0, 0), northAfter(1, 0)), chance)).isEmpty();
    }

    @Test
    void aMileInTwoMinutesIsThirtyMilesAnHour() {
        assertThat(mph(northAfter(0, 0), northAfter(1, 120))).isCloseTo(30, within(0.05));
    }

    @Test
    void onlyTheFirstAndTheLastReportCount() {
        assertThat(mph(northAfter(0, 0), northAfter(9, 60), northAfter(1, 120)))
                .isCloseTo(30, within(0.05));
    }

    @Test
    void moreThanSeventyIsReplacedByAnInventedFigure() {
        List<VehiclePosition> fast = List.of(northAfter(0, 0), northAfter(2, 60));
        List<Double> invented =
                IntStream.range(0, 1000)
                        .mapToObj(_ -> Speed.mph(fast, chance).orElseThrow())
                        .toList();
        assertThat(invented).allSatisfy(mph -> assertThat(mph).isBetween(30.0, 110.0));
        assertThat(invented).doesNotHaveDuplicates();
    }

    @Test
    void theServiceRemembersTenReports() {
        TelemetryService service = new TelemetryService(chance);
        service.answer(post(northAfter(-5, -600)));
        IntStream.range(0, Speed.REPORTS_KEPT)
                .forEach(i -> service.answer(post(northAfter(i / 2.0, i * 60))));
        String mph = service.answer(request("GET", "/vehicles/City%20Truck", "")).body().text();
        assertThat(Double.parseDouble(mph)).isCloseTo(30, within(0.05));
    }

    @Test
    void theServiceSaysNothingOfAVehicleThatItDoesNotKnow() {
        assertThat(
                        new TelemetryService(chance)
                                .answer(request("GET", "/vehicles/Nobody", ""))
                                .body()
                                .isEmpty())
                .isTrue();
    }

    private double mph(VehiclePosition... reports) {
        OptionalDouble mph = Speed.mph(List.of(reports), chance);
        return mph.orElseThrow();
    }

    private static VehiclePosition northAfter(double miles, int seconds) {
        return new VehiclePosition(
                "City Truck",
                new Place(54 + miles * DEGREES_PER_MILE, -4.9),
                START.plusSeconds(seconds),
                null);
    }

    private static Request post(VehiclePosition report) {
        return request("POST", "/vehicles/", FleetJson.write(report));
    }

    private static Request request(String method, String path, String body) {
        return new Request(method, path, "", Headers.EMPTY, Body.of(body), "127.0.0.1");
    }
}
