package io.fairlead.minicluster.check;

import io.fairlead.minicluster.check.MtlsView.Unit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// Has the daemon take the fleet from PERMISSIVE to STRICT by itself, while pods of the mesh call each other; and back.
///
/// @param tell hears of each step
record Migrating(Fleet fleet, Consumer<String> tell) {
    private static final String FILE = "check-migrate.yaml";
    private static final Duration ANSWERING = Duration.ofMinutes(1);
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration LOAD = Duration.ofSeconds(65);
    private static final int PER_SECOND = 20;

    /// Each asks one after the other.
    private static final int CALLERS = 2;

    /// Ports of the fleet, as it stands in `samples/fleetman/k8s`.
    static final int UNITS = 7;

    private static final String YAML =
            """
            apiVersion: mesh.fairlead.io/v1alpha1
            kind: MtlsMigration
            metadata: {name: migrate, namespace: istio-system}
            spec: {drive: Automatic, profile: demo}
            """;

    /// Who calls whom, 200 times a second together: each port of the fleet is called by a pod of the mesh.
    private enum Calls {
        PAGE("position-simulator", "http://fleetman-webapp" + Drivers.PATH),
        GATEWAY("webapp", "http://fleetman-api-gateway:8080/"),
        STAFF("api-gateway", "http://fleetman-staff-service:8080/driver/City%20Truck"),
        TRACKER("api-gateway", "http://fleetman-position-tracker:8080/vehicles/City%20Truck"),
        TELEMETRY(
                "position-tracker", "http://fleetman-vehicle-telemetry:8080/vehicles/City%20Truck");

        private final String from;
        private final String url;

        Calls(String from, String url) {
            this.from = from;
            this.url = url;
        }
    }

    /// Requests that go on.
    ///
    /// @param watches of each of [Calls]
    record Load(Fleet fleet, long beganNanos, Map<Calls, List<Fleet.Watch>> watches) {
        /// Waits for their end.
        Done end() throws InterruptedException {
            int asked = 0;
            int failed = 0;
            StringBuilder which = new StringBuilder();
            for (Map.Entry<Calls, List<Fleet.Watch>> one : watches.entrySet()) {
                for (Fleet.Watch watch : one.getValue()) {
                    Fleet.Seen seen = watch.stop();
                    asked += seen.asked();
                    failed += seen.failed();
                    which.append(seen.failed() == 0 ? "" : " " + one.getKey() + seen.which());
                }
            }
            Duration took = Duration.ofNanos(fleet.nanoTime() - beganNanos);
            return new Done(
                    new Fleet.Seen(asked, failed, which.toString()),
                    asked * 1000.0 / Math.max(1, took.toMillis()));
        }
    }

    /// What became of the requests.
    ///
    /// @param perSecond how many there were, until the last one ended
    record Done(Fleet.Seen seen, double perSecond) {
        @Override
        public String toString() {
            return "%s at %.0f a second".formatted(seen.bound(), perSecond);
        }
    }

    /// As much as is asked for.
    Load load() throws InterruptedException {
        return load(CALLERS, LOAD);
    }

    /// Begins when everybody answers: right after the start the tracker has not yet heard of every vehicle.
    ///
    /// @param number of callers of each kind
    Load load(int number, Duration length) throws InterruptedException {
        for (Calls calls : Calls.values()) {
            fleet.await(ANSWERING, () -> Configuration.status(fleet, calls.from, calls.url) == 200);
        }
        long began = fleet.nanoTime();
        Map<Calls, List<Fleet.Watch>> watches = new EnumMap<>(Calls.class);
        for (Calls calls : Calls.values()) {
            List<Fleet.Watch> callers = new ArrayList<>();
            for (int i = 0; i < number; i++) {
                callers.add(fleet.watchFrom(calls.from, calls.url, PER_SECOND, length));
            }
            watches.put(calls, callers);
        }
        return new Load(fleet, began, watches);
    }

    void begin() {
        fleet.apply(FILE, YAML);
    }

    /// Waits until all ports of the fleet are locked.
    ///
    /// @return how long it took; empty when it took too long
    Optional<Duration> awaitLocked(Duration limit) throws InterruptedException {
        return await(limit, view -> view.isLocked(UNITS));
    }

    /// Takes all locks off, and leaves the fleet as it was found.
    ///
    /// @return false when that took too long
    boolean lift(Duration limit) throws InterruptedException {
        MtlsOrders.all(fleet, "rollback");
        boolean off =
                await(
                                limit,
                                view ->
                                        view.fleet().stream()
                                                .allMatch(unit ->
                                                        unit.mode().equals("PERMISSIVE")
                                                                && unit.phase().equals("HELD")))
                        .isPresent();
        fleet.withdraw(FILE);
        boolean advises =
                await(limit, view -> view.page().path("drive").asText().equals("ADVISE"))
                        .isPresent();
        MtlsOrders.all(fleet, "resume");
        boolean goesOn =
                await(
                                limit,
                                view ->
                                        view.fleet().stream()
                                                .noneMatch(unit -> unit.phase().equals("HELD")))
                        .isPresent();
        return off && advises && goesOn;
    }

    /// Waits, and tells of each change of the phases.
    Optional<Duration> await(Duration limit, Predicate<MtlsView> condition)
            throws InterruptedException {
        long start = fleet.nanoTime();
        String told = "";
        while (true) {
            MtlsView view = MtlsView.of(fleet);
            Duration taken = Duration.ofNanos(fleet.nanoTime() - start);
            String phases = view.phases();
            if (!phases.equals(told)) {
                tell.accept("%3d s  %s".formatted(taken.toSeconds(), phases));
                told = phases;
            }
            if (condition.test(view)) {
                return Optional.of(taken);
            }
            if (taken.compareTo(limit) > 0) {
                return Optional.empty();
            }
            fleet.pause(LOOK);
        }
    }

    /// Ports that answer somebody who comes in clear text from the node, of all ports of the fleet.
    List<String> answering() {
        List<String> open = new ArrayList<>();
        for (Unit unit : MtlsView.of(fleet).fleet()) {
            String address = fleet.address(unit.workload());
            Fleet.Ran ran =
                    fleet.execOnNode(
                            "curl",
                            "-s",
                            "-o",
                            "/dev/null",
                            "-w",
                            "%{http_code}",
                            "--max-time",
                            "5",
                            "http://%s:%d/".formatted(address, unit.port()));
            if (!isRefused(ran)) {
                open.add("%s %s".formatted(unit.name(), ran.output()));
            }
        }
        return open;
    }

    /// The connection is taken and ended without a word: neither is nobody there (7), nor does somebody wait (28).
    private static boolean isRefused(Fleet.Ran ran) {
        return ran.output().equals("000") && (ran.status() == 52 || ran.status() == 56);
    }

    /// Where each port stands that is not locked.
    String unlocked() {
        List<String> texts = new ArrayList<>();
        for (Unit unit : MtlsView.of(fleet).fleet()) {
            if (!unit.isLocked()) {
                texts.add(
                        "%s %s %s (%s)"
                                .formatted(unit.name(), unit.mode(), unit.phase(), unit.because()));
            }
        }
        return String.join("; ", texts);
    }
}
