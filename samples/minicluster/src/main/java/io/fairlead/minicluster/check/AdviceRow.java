package io.fairlead.minicluster.check;

import java.time.Duration;
import java.util.Optional;

/// A caller without a sidecar is planted: the daemon names it, and holds its target back; the others are READY.
final class AdviceRow {
    private static final String FILE = "check-migration.yaml";
    private static final String LEGACY = "legacy-report";
    private static final String TARGET = "default/position-tracker:8080";
    private static final String OTHER = "default/api-gateway:8080";
    private static final String URL = "http://fleetman-position-tracker:8080/vehicles/City%20Truck";
    private static final int CALLS = 7;
    private static final Duration STARTED = Duration.ofMinutes(1);
    private static final Duration JUDGED = Duration.ofSeconds(90);
    private static final Duration GAP = Duration.ofMillis(200);

    private AdviceRow() {}

    private static final String YAML =
            """
            apiVersion: mesh.fairlead.io/v1alpha1
            kind: MtlsMigration
            metadata: {name: check, namespace: istio-system}
            spec:
              drive: Advise
              profile: demo
              observe: {quietPeriod: 12s, minConnections: 5}
            ---
            """
                    + TestPod.idle(LEGACY).outside().yaml();

    static Outcome ask(Fleet fleet) throws InterruptedException {
        fleet.apply(FILE, YAML);
        Fleet.Watch traffic = fleet.watch(Drivers.PATH, GAP);
        try {
            if (fleet.await(STARTED, () -> fleet.pods(LEGACY).size() == 1).isEmpty()) {
                return Outcome.of(false, LEGACY + " did not start", "a ready pod");
            }
            // Asked of a fleet that has just started, the target may not be known to its own
            // callers.
            fleet.await(STARTED, () -> fleet.get(Drivers.PATH).status() == 200);
            String address = fleet.address(LEGACY);
            int answered = 0;
            for (int i = 0; i < CALLS; i++) {
                answered += Configuration.status(fleet, LEGACY, URL) == 200 ? 1 : 0;
            }
            boolean named =
                    fleet.await(
                                    JUDGED,
                                    () ->
                                            phase(fleet, TARGET).equals("BLOCKED")
                                                    && counted(fleet, address) >= CALLS)
                            .isPresent();
            String who = MtlsView.told(MtlsView.of(fleet).inClear(TARGET, address));
            // The target goes on when its caller was quiet for the quiet period.
            Optional<Duration> ready =
                    fleet.await(JUDGED, () -> phase(fleet, OTHER).equals("READY"));
            Optional<Duration> on = fleet.await(JUDGED, () -> phase(fleet, TARGET).equals("READY"));
            return Outcome.of(
                    answered == CALLS
                            && named
                            && who.equals(
                                    "7 PLAIN_HTTP NO_SIDECAR default/" + LEGACY + " sa default")
                            && ready.isPresent()
                            && on.isPresent(),
                    "%d of %d calls answered; %s BLOCKED by %s; %s %s; when the caller is quiet: %s"
                            .formatted(
                                    answered,
                                    CALLS,
                                    TARGET,
                                    who,
                                    OTHER,
                                    phase(fleet, OTHER),
                                    phase(fleet, TARGET)),
                    "all; exactly 7 of the pod's address, NO_SIDECAR; READY; READY");
        } finally {
            traffic.stop();
            fleet.withdraw(FILE);
            fleet.await(STARTED, () -> fleet.pods(LEGACY).isEmpty());
        }
    }

    private static String phase(Fleet fleet, String unit) {
        return MtlsView.of(fleet).unit(unit).path("phase").asText();
    }

    private static long counted(Fleet fleet, String address) {
        return MtlsView.of(fleet).inClear(TARGET, address).path("connections").asLong();
    }
}
