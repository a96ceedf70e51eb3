package io.fairlead.fleetman.simulator;

import io.fairlead.fleetman.model.VehiclePosition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Who reports, and from where: at every tick, with a certain chance, one vehicle chosen at random.
final class Simulation {

    /// Time between ticks.
    static final Duration TICK = Duration.ofMillis(100);

    private final Map<String, Track> tracks;
    private final List<String> names;
    private final double chancePerTick;
    private final RandomGenerator chance;
    private final Instant started;

    /// @param reportsPerSecond of all vehicles together, at most ten
    Simulation(Region region, double reportsPerSecond, RandomGenerator chance, Instant started) {
        this.tracks = region.tracks();
        this.names = List.copyOf(tracks.keySet());
        this.chancePerTick = reportsPerSecond * TICK.toMillis() / 1000.0;
        this.chance = chance;
        this.started = started;
    }

    /// What is reported at this tick, if anything.
    Optional<VehiclePosition> tick(Instant now) {
        return chance.nextDouble() < chancePerTick
                ? Optional.of(position(names.get(chance.nextInt(names.size())), now))
                : Optional.empty();
    }

    /// Where all vehicles are now.
    List<VehiclePosition> all(Instant now) {
        List<VehiclePosition> positions = new ArrayList<>();
        names.forEach(name -> positions.add(position(name, now)));
        return positions;
    }

    private VehiclePosition position(String name, Instant now) {
        Track track = tracks.get(name);
        if (track == null) {
            throw new IllegalArgumentException("no vehicle " + name);
        }
        return new VehiclePosition(
                name, track.after(Duration.between(started, now)).place(), now, null);
    }
}
