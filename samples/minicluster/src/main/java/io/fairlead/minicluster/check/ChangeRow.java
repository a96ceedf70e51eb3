package io.fairlead.minicluster.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How long a changed file takes to route requests, while others go on.
final class ChangeRow {

    private static final String FILE = "check-change.yaml";
    private static final Duration ROLLOUT = Duration.ofMinutes(1);
    private static final Duration SOON = Duration.ofSeconds(5);

    /// Of so many the 99th percentile is no longer the worst.
    private static final int CHANGES = 200;

    /// Changes before those, in code that is not compiled yet: each sidecar and the daemon compile what reads and
    /// applies a change while they come, and share two processors for it. They are told apart.
    private static final int FIRST = 150;

    private static final String LOAD = "/api/vehicles/Village%20Truck";

    private ChangeRow() {}

    static List<Row> rows() {
        return List.of(
                new Row(
                        "change",
                        "a changed file routes requests, 200 times under load",
                        ChangeRow::ask));
    }

    private static Outcome ask(Fleet fleet) throws InterruptedException {
        fleet.apply(FILE, CanaryRows.canary(fleet, 100, 0));
        fleet.await(SOON, () -> Drivers.ask(fleet, Drivers.SURE).onlySafe());
        // The fleet knows a truck once it has been told where the truck is.
        fleet.await(ROLLOUT, () -> fleet.get(LOAD).status() == 200);
        Fleet.Watch load = fleet.watch(LOAD, Duration.ZERO);
        List<Duration> first = new ArrayList<>();
        List<Duration> times = new ArrayList<>();
        int never = 0;
        for (int change = 0; change < FIRST + CHANGES; change++) {
            boolean risky = change % 2 == 0;
            fleet.apply(FILE, CanaryRows.canary(fleet, risky ? 0 : 100, risky ? 100 : 0));
            Optional<Duration> routed =
                    fleet.await(
                            SOON,
                            () -> {
                                Drivers.Tally one = Drivers.ask(fleet, 1);
                                return risky ? one.onlyRisky() : one.onlySafe();
                            });
            routed.ifPresent((change < FIRST ? first : times)::add);
            never += routed.isPresent() ? 0 : 1;
        }
        Fleet.Seen seen = load.stop();
        fleet.withdraw(FILE);
        return Outcome.of(
                never == 0 && quantile(times, 0.99) <= 250 && seen.failed() == 0,
                "%s; the first %d before them %s; %s"
                        .formatted(spread(times), FIRST, spread(first), seen.bound()),
                "p99 250 ms, 0 failed");
    }

    private static String spread(List<Duration> times) {
        return "p50 %d ms, p99 %d ms".formatted(quantile(times, 0.5), quantile(times, 0.99));
    }

    /// In milliseconds; what never came counts as the longest that is waited.
    private static long quantile(List<Duration> times, double part) {
        List<Duration> sorted = times.stream().sorted().toList();
        int index = Math.max(0, (int) Math.ceil(sorted.size() * part) - 1);
        return (sorted.isEmpty() ? SOON : sorted.get(index)).toMillis();
    }
}
