package io.fairlead.fleetman.simulator;

import io.fairlead.fleetman.clock.Ticker;
import io.fairlead.fleetman.http.Headers;
import io.fairlead.fleetman.http.RemoteFailure;
import io.fairlead.fleetman.http.Upstream;
import io.fairlead.fleetman.http.Upstream.Call;
import io.fairlead.fleetman.model.FleetJson;
import io.fairlead.fleetman.model.VehiclePosition;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;

/// Has the tracker forget what was, then reports: every vehicle once, and from then on as the simulation says. A report
/// that fails is lost, as on the road.
public final class Simulator {

    private static final System.Logger LOG = System.getLogger(Simulator.class.getName());

    private final Upstream tracker;
    private final Ticker ticker;
    private final Simulation simulation;
    private boolean begun;
    private boolean failing;

    public Simulator(
            Upstream tracker, Ticker ticker, double reportsPerSecond, RandomGenerator chance) {
        this.tracker = tracker;
        this.ticker = ticker;
        this.simulation =
                new Simulation(
                        Region.parse(resource("/static/map/region.txt")),
                        reportsPerSecond,
                        chance,
                        ticker.now());
    }

    /// Starts to drive.
    public void start() {
        ticker.every(Simulation.TICK, this::tick);
    }

    private void tick() {
        if (begun) {
            simulation.tick(ticker.now()).ifPresent(this::report);
            return;
        }
        begun = sent(new Call("DELETE", "/vehicles/", "clearAllPositions()", ""));
        if (!begun) {
            ticker.pause(Duration.ofSeconds(1)); // the tracker is not there yet
            return;
        }
        List<VehiclePosition> all = simulation.all(ticker.now());
        all.forEach(this::report);
    }

    private void report(VehiclePosition position) {
        var _ =
                sent(
                        new Call(
                                "POST",
                                "/vehicles/",
                                "receiveUpdate(VehiclePosition)",
                                FleetJson.write(position)));
    }

    private boolean sent(Call call) {
        try {
            tracker.call(call, Headers.EMPTY);
            if (failing) {
                failing = false;
                LOG.log(System.Logger.Level.INFO, "event=tracker_takes_reports_again");
            }
            return true;
        } catch (RemoteFailure e) {
            if (!failing) {
                failing = true;
                LOG.log(
                        System.Logger.Level.WARNING,
                        "event=report_lost reason=\"" + e.getMessage() + "\"");
            }
            return false;
        }
    }

    private static String resource(String name) {
        try (InputStream in =
                Objects.requireNonNull(Simulator.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
