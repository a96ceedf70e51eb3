package io.fairlead.minicluster.check;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Rows about processes that die or stand still: the daemon, a sidecar. Nobody helps; the fleet is asked all the while.
final class CrashRows {

    private static final String FILE = "check-crash.yaml";
    private static final String DAEMON = "istio-system/istiod";
    private static final String CALLER = "api-gateway";
    private static final String CALLED = "staff-service";

    /// Doesn't pass the sidecar that is killed.
    private static final String ELSEWHERE = "/api/vehicles/Village%20Truck";

    private static final Duration GAP = Duration.ofMillis(5);
    private static final Duration APART = Duration.ofMillis(20);

    /// Each look starts a process, and who is measured needs the processors.
    private static final Duration LOOK = Duration.ofMillis(200);

    private static final Duration BACK = Duration.ofSeconds(90);

    /// How long the daemon stands still. From 60 s on every sidecar has given its connection up: it asks for a sign of
    /// life every 30 s, and waits 10 s for it.
    private static final Duration STILL =
            Duration.ofSeconds(
                    Long.parseLong(System.getenv().getOrDefault("FAIRLEAD_CHECK_STILL", "4")));

    /// On a machine with a processor for it; where several want each, it takes as much longer.
    private static final Duration ANSWERS_AGAIN = Duration.ofSeconds(3);

    private CrashRows() {}

    static List<Row> rows() {
        return List.of(
                new Row(
                        "crash-daemon",
                        "the daemon is killed under load, and the fleet hears of rules again",
                        CrashRows::daemonKilled),
                new Row(
                        "40",
                        "the daemon stands still: calls and metrics go on, rules wait; then all goes on",
                        CrashRows::daemonStopped),
                new Row(
                        "crash-proxy",
                        "a sidecar is killed under load, and its pod answers again",
                        CrashRows::proxyKilled),
                BasicRows.memory());
    }

    private static Outcome daemonKilled(Fleet fleet) throws InterruptedException {
        fleet.apply(FILE, CanaryRows.canary(fleet, 100, 0));
        boolean safe = routed(fleet, false).isPresent();
        Fleet.Watch load = fleet.watch(Drivers.PATH, GAP);
        fleet.kill(DAEMON, "discovery", "KILL");
        fleet.apply(FILE, CanaryRows.canary(fleet, 0, 100));
        Optional<Duration> risky = routed(fleet, true);
        Optional<Duration> all = synced(fleet);
        Fleet.Seen seen = load.stop();
        fleet.withdraw(FILE);
        return Outcome.of(
                safe && risky.isPresent() && all.isPresent() && seen.failed() == 0,
                "a rule written while it was dead reached the fleet %s; all sidecars in sync: %s; %s"
                        .formatted(
                                risky.map(CrashRows::after).orElse("never"),
                                all.isPresent(),
                                seen.bound()),
                "by itself; true; 0 failed");
    }

    private static Outcome daemonStopped(Fleet fleet) throws InterruptedException {
        fleet.apply(FILE, CanaryRows.canary(fleet, 100, 0));
        boolean safe = routed(fleet, false).isPresent();
        Fleet.Watch load = fleet.watch(Drivers.PATH, GAP);
        fleet.kill(DAEMON, "discovery", "STOP");
        fleet.apply(FILE, CanaryRows.canary(fleet, 0, 100));
        double before = counted(fleet);
        fleet.pause(STILL);
        boolean still = Drivers.ask(fleet, 20).onlySafe();
        boolean counting = counted(fleet) > before;
        boolean down = isDown(fleet);
        fleet.kill(DAEMON, "discovery", "CONT");
        Optional<Duration> risky = routed(fleet, true);
        Optional<Duration> all = synced(fleet);
        int whole = TraceRows.trace(fleet, 5).size();
        Fleet.Seen seen = load.stop();
        fleet.withdraw(FILE);
        return Outcome.of(
                safe
                        && still
                        && counting
                        && down
                        && risky.isPresent()
                        && all.isPresent()
                        && whole == 5
                        && seen.failed() == 0,
                ("stopped for %d s: the rules of before %s, metrics went on: %s, the console %s;"
                                + " continued: the new ones %s, all in sync: %s, a trace of %d spans; %s")
                        .formatted(
                                STILL.toSeconds(),
                                still ? "held" : "did not hold",
                                counting,
                                down ? "was down" : "answered",
                                risky.map(CrashRows::after).orElse("never"),
                                all.isPresent(),
                                whole,
                                seen.bound()),
                "held, true, down; by itself, true, 5; 0 failed");
    }

    /// Whether the console, asked as a page of it asks, gives no answer.
    private static boolean isDown(Fleet fleet) {
        String url = "http://127.0.0.1:20001/jaeger/api/services";
        return fleet.exec(DAEMON, "curl", "-s", "--max-time", "2", url).status() != 0;
    }

    /// All requests that api-gateway's sidecar has counted.
    private static double counted(Fleet fleet) {
        return Series.sum(Series.of(fleet, CALLER, "istio_requests_total"));
    }

    private static Outcome proxyKilled(Fleet fleet) throws InterruptedException {
        String pod = "http://%s:8080/driver/City%%20Truck".formatted(fleet.address(CALLED));
        boolean before = Configuration.status(fleet, CALLER, pod) == 200;
        Fleet.Watch here = fleet.watch(Drivers.PATH, APART);
        Fleet.Watch elsewhere = fleet.watch(ELSEWHERE, APART);
        fleet.pause(Duration.ofSeconds(1));
        fleet.kill(CALLED, "istio-proxy", "KILL");
        boolean gone = Configuration.status(fleet, CALLER, pod) != 200;
        Optional<Duration> again =
                fleet.await(BACK, LOOK, () -> Configuration.status(fleet, CALLER, pod) == 200);
        fleet.await(BACK, () -> fleet.pods(CALLED).size() == 1);
        Fleet.Seen others = elsewhere.stop();
        Fleet.Seen callers = here.stop();
        double crowd = Math.max(1, fleet.load());
        Duration limit = Duration.ofMillis((long) (ANSWERS_AGAIN.toMillis() * crowd));
        boolean soon = again.filter(time -> time.compareTo(limit) <= 0).isPresent();
        // One request was under way at a time.
        return Outcome.of(
                before && gone && soon && others.failed() == 0 && callers.failed() <= 1,
                "its pod answers %s; its callers: %s; others: %s"
                        .formatted(
                                again.map(CrashRows::after).orElse("never"),
                                callers.bound(),
                                others.bound()),
                "after at most %s at %.1f threads a processor; at most the one under way; 0 failed"
                        .formatted(Configuration.seconds(limit), crowd));
    }

    private static Optional<Duration> synced(Fleet fleet) throws InterruptedException {
        return fleet.await(
                BACK,
                () -> {
                    Syncz syncz = Syncz.of(fleet);
                    return syncz.allSynced() && syncz.proxies() >= fleet.meshed().size();
                });
    }

    /// Waits until one version of staff-service gets all that the fleet is asked.
    private static Optional<Duration> routed(Fleet fleet, boolean risky)
            throws InterruptedException {
        return fleet.await(
                BACK,
                () -> {
                    Drivers.Tally tally = Drivers.ask(fleet, 5);
                    return risky ? tally.onlyRisky() : tally.onlySafe();
                });
    }

    private static String after(Duration taken) {
        return "after " + Configuration.seconds(taken);
    }
}
