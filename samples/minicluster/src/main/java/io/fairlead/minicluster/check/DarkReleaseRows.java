package io.fairlead.minicluster.check;

import io.fairlead.minicluster.check.Drivers.Tally;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Rows 64 to 66: a header leads to the untested version, in production, if the services pass it on.
final class DarkReleaseRows {

    private static final String FILE = "check-dark-release.yaml";
    private static final Duration SOON = Duration.ofSeconds(2);

    private DarkReleaseRows() {}

    static List<Row> rows() {
        return List.of(
                new Row(
                        "64",
                        "the header canary meets the risky version, nobody else does",
                        DarkReleaseRows::dark),
                new Row(
                        "65",
                        "both versions stand behind the same Service and namespace",
                        DarkReleaseRows::sameService),
                new Row(
                        "66",
                        "the header counts only where it is propagated",
                        DarkReleaseRows::chain));
    }

    private static Optional<Duration> rules(Fleet fleet) throws InterruptedException {
        fleet.apply(FILE, fleet.sample("lessons/2-dark-release/dark-release.yaml"));
        return fleet.await(SOON, () -> Drivers.ask(fleet, 12, "x-my-header", "canary").onlyRisky());
    }

    private static Outcome dark(Fleet fleet) throws InterruptedException {
        rules(fleet);
        Tally with = Drivers.ask(fleet, 100, "x-my-header", "canary");
        Tally without = Drivers.ask(fleet, 100);
        fleet.withdraw(FILE);
        return Outcome.of(
                with.onlyRisky() && without.onlySafe(),
                "with the header %s; without %s".formatted(with, without),
                "100 risky; 100 safe");
    }

    private static Outcome sameService(Fleet fleet) {
        List<String> endpoints =
                CanaryRows.endpoints(
                        fleet, "outbound|8080||fleetman-staff-service.default.svc.cluster.local::");
        int pods = fleet.pods("staff-service").size() + fleet.pods("staff-service-risky").size();
        return Outcome.of(
                pods == 2 && endpoints.size() == pods,
                "%d pods of two versions, %d endpoints of one Service"
                        .formatted(pods, endpoints.size()),
                "2, 2");
    }

    private static Outcome chain(Fleet fleet) throws InterruptedException {
        rules(fleet);
        Tally propagated = Drivers.ask(fleet, 30, "x-my-header", "canary");
        Tally other = Drivers.ask(fleet, 30, "my-header", "canary");
        Outcome with =
                Outcome.of(
                        propagated.onlyRisky() && other.onlySafe(),
                        "x-my-header: %s; my-header: %s".formatted(propagated, other),
                        "risky; safe");
        Outcome without =
                Gateways.withoutPropagation(
                        fleet,
                        () -> {
                            Tally dropped = Drivers.ask(fleet, 30, "x-my-header", "canary");
                            return Outcome.of(
                                    dropped.onlySafe(),
                                    "x-my-header without propagation: " + dropped,
                                    "safe");
                        });
        fleet.withdraw(FILE);
        return with.and(without);
    }
}
