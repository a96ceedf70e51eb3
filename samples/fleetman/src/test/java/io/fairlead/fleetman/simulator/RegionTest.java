package io.fairlead.fleetman.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.fleetman.model.VehiclePosition;
import io.fairlead.fleetman.model.Vehicles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RegionTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Region region = Region.parse(file());

    @Test
    void everyVehicleHasItsRound() {
        assertThat(region.tracks().keySet()).containsExactlyInAnyOrderElementsOf(Vehicles.NAMES);
    }

    @Test
    void everyRoundStaysOnTheMapAndTakesMinutes() {
        region.tracks()
                .forEach((name, track) -> {
                    assertThat(track.points())
                            .as(name)
                            .allMatch(p -> p.x() > 0 && p.x() < 1440)
                            .allMatch(p -> p.y() > 0 && p.y() < 900);
                    assertThat(track.round())
                            .as(name)
                            .isBetween(Duration.ofMinutes(2), Duration.ofMinutes(15));
                });
    }

    @Test
    void aRoundLeavesNoRoad() {
        region.tracks()
                .forEach((name, track) -> {
                    for (int i = 0; i < track.points().size(); i++) {
                        Point here = track.points().get(i);
                        Point next = track.points().get((i + 1) % track.points().size());
                        assertThat(here.distanceTo(next)).as(name).isLessThan(25);
                    }
                });
    }

    @Test
    void aNeighbourThatIsNoneIsRefusedWithItsLine() {
        String text =
                """
                node a 0 0
                node b 9 0
                node c 9 9
                road street "" a b
                round "Lost" 20 a b c
                """;
        assertThatThrownBy(() -> Region.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("line 5: no road between [b, c]");
    }

    @Test
    void aboutAsMuchIsReportedAsAskedFor() {
        Simulation simulation = new Simulation(region, 2, new Random(3), START);
        List<VehiclePosition> reports = new ArrayList<>();
        for (int tick = 0; tick < 10_000; tick++) {
            simulation.tick(START.plusMillis(100L * tick)).ifPresent(reports::add);
        }
        assertThat(reports).hasSizeBetween(1850, 2150);
        Set<String> names = new HashSet<>();
        reports.forEach(report -> names.add(report.name()));
        assertThat(names).containsExactlyInAnyOrderElementsOf(Vehicles.NAMES);
    }

    @Test
    void theFirstReportsAreOfAllVehicles() {
        Simulation simulation = new Simulation(region, 2, new Random(3), START);
        assertThat(simulation.all(START))
                .extracting(VehiclePosition::name)
                .containsExactlyInAnyOrderElementsOf(Vehicles.NAMES);
    }

    private static String file() {
        String name = "/static/map/region.txt";
        try (InputStream in =
                Objects.requireNonNull(RegionTest.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
