package io.fairlead.minicluster.check;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A caller without a sidecar comes while the fleet goes to STRICT: its target alone stays PERMISSIVE. Once the caller
/// has a sidecar, the target goes on without a person.
///
/// @param legacy name of the caller; another one in each row, as calls are counted as long as the daemon runs
record PlantedRow(String legacy) {
    private static final String FILE = "check-planted.yaml";
    private static final String TARGET = "default/position-tracker:8080";
    private static final String URL = "http://fleetman-position-tracker:8080/vehicles/City%20Truck";
    private static final Duration STARTED = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration LOAD = Duration.ofSeconds(110);

    Outcome ask(Fleet fleet) throws InterruptedException {
        Migrating migrating = new Migrating(fleet, _ -> {});
        Caller caller = new Caller(fleet, legacy);
        fleet.apply(FILE, TestPod.idle(legacy).outside().yaml());
        boolean lifted;
        Outcome held;
        Outcome gone;
        Outcome load;
        try {
            if (!caller.awaitStarted("")) {
                return Outcome.of(false, legacy + " did not start", "a ready pod");
            }
            Migrating.Load going = migrating.load(1, LOAD);
            migrating.begin();
            held = held(migrating, caller);
            gone = gone(migrating, caller);
            Migrating.Done done = going.end();
            load = Outcome.of(done.seen().failed() == 0, done.toString(), "0 failed");
        } finally {
            fleet.withdraw(FILE);
            lifted = migrating.lift(PATIENCE);
        }
        return held.and(gone)
                .and(load)
                .and(Outcome.of(lifted, "locks " + (lifted ? "off" : "NOT off"), "off"));
    }

    /// All others are locked; the target is not, and who holds it is named.
    private Outcome held(Migrating migrating, Caller caller) throws InterruptedException {
        Optional<Duration> others =
                migrating.await(
                        PATIENCE,
                        view -> {
                            caller.call();
                            return view.fleet().size() >= Migrating.UNITS
                                    && view.fleet().stream()
                                            .allMatch(unit ->
                                                    unit.name().equals(TARGET) != unit.isLocked());
                        });
        String address = caller.fleet.address(legacy);
        boolean counted =
                migrating
                        .await(
                                STARTED,
                                view ->
                                        view.inClear(TARGET, address).path("connections").asLong()
                                                == caller.called)
                        .isPresent();
        MtlsView view = MtlsView.of(caller.fleet);
        String who = MtlsView.told(view.inClear(TARGET, address));
        String wanted = caller.called + " PLAIN_HTTP NO_SIDECAR default/" + legacy + " sa default";
        JsonNode target = view.unit(TARGET);
        List<String> open = migrating.answering();
        return Outcome.of(
                others.isPresent()
                        && counted
                        && who.equals(wanted)
                        && caller.failed == 0
                        && target.path("phase").asText().equals("BLOCKED")
                        && target.path("mode").asText().equals("PERMISSIVE")
                        && open.size() == 1
                        && open.getFirst().startsWith(TARGET),
                "all others LOCKED %s; %s %s by %s; clear text answered by %s"
                        .formatted(
                                others.map(took -> "after " + Configuration.seconds(took))
                                        .orElse("never: " + migrating.unlocked()),
                                TARGET,
                                target.path("phase").asText(),
                                who,
                                open),
                "PERMISSIVE and BLOCKED by exactly %s; by that port alone".formatted(wanted));
    }

    /// The caller gets a sidecar, and nothing else is done.
    private Outcome gone(Migrating migrating, Caller caller) throws InterruptedException {
        String before = caller.fleet.address(legacy);
        caller.fleet.apply(FILE, TestPod.idle(legacy).yaml());
        if (!caller.awaitStarted(before)) {
            return Outcome.of(false, legacy + " got no sidecar", "a ready pod with a sidecar");
        }
        Optional<Duration> locked =
                migrating.await(
                        PATIENCE,
                        view -> {
                            caller.call();
                            return view.isLocked(Migrating.UNITS);
                        });
        List<String> open = migrating.answering();
        return Outcome.of(
                locked.isPresent() && open.isEmpty() && caller.failed == 0,
                "with a sidecar: all LOCKED %s, %d calls of it, %d failed; clear text answered by %s"
                        .formatted(
                                locked.map(took -> "after " + Configuration.seconds(took))
                                        .orElse("never: " + migrating.unlocked()),
                                caller.called,
                                caller.failed,
                                open),
                "LOCKED; 0 failed; by none");
    }

    /// The planted pod, which calls when it is told to.
    private static final class Caller {
        private final Fleet fleet;
        private final String name;
        private int called;
        private int failed;

        Caller(Fleet fleet, String name) {
            this.fleet = fleet;
            this.name = name;
        }

        /// Waits for its one pod, which can reach the target.
        ///
        /// @param before address of a pod that it replaces; empty for none
        boolean awaitStarted(String before) throws InterruptedException {
            return fleet.await(
                            STARTED,
                            () ->
                                    fleet.pods(name).size() == 1
                                            && !fleet.address(name).equals(before))
                    .isPresent();
        }

        void call() {
            called++;
            failed += Configuration.status(fleet, name, URL) == 200 ? 0 : 1;
        }
    }
}
