package io.fairlead.minicluster.check;

import io.fairlead.minicluster.check.Drivers.Tally;
import io.fairlead.minicluster.check.Drivers.Version;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Rows 54 to 59: the same header value, or the same address, meets the same pod, unless weights decide.
final class StickinessRows {

    private static final String FILE = "check-stickiness.yaml";
    private static final Duration SOON = Duration.ofSeconds(2);
    private static final Duration STARTED = Duration.ofMinutes(1);
    private static final String CALLERS = "check-callers";
    private static final String VISITORS = "check-visitors";
    private static final String STAFF = "http://fleetman-staff-service:8080/driver/City%20Truck";
    private static final String PAGE = "http://istio-ingressgateway.istio-system/";

    /// That the hashes of all of them lead to the same of two pods happens once in five hundred.
    private static final int ADDRESSES = 10;

    private StickinessRows() {}

    static List<Row> rows() {
        return List.of(
                new Row("54", "stickiness does not work with weights", StickinessRows::weighted),
                new Row("55", "stickiness without weights", StickinessRows::sticky),
                new Row("56", "a source address stays with its pod", StickinessRows::source),
                new Row(
                        "57",
                        "header values spread over the pods, each stays",
                        StickinessRows::spread),
                new Row("58", "only a propagated header sticks", StickinessRows::propagated),
                new Row(
                        "59",
                        "the course's own curl with myval is not sticky",
                        StickinessRows::myval));
    }

    /// Applies the rules and waits until they hold: the dump shows what has come, a moment before it is used.
    private static void rules(Fleet fleet, String lesson) throws InterruptedException {
        fleet.apply(FILE, fleet.sample("lessons/3-stickiness/" + lesson));
        fleet.await(SOON, () -> Configuration.routes(fleet, "api-gateway", "x-myval"));
        fleet.await(SOON, () -> Drivers.ask(fleet, 12, "x-myval", "192").oneVersion());
    }

    private static Outcome weighted(Fleet fleet) throws InterruptedException {
        rules(fleet, "weighted-and-sticky.yaml");
        Tally tally = Drivers.ask(fleet, 100, "x-myval", "192");
        fleet.withdraw(FILE);
        return Outcome.of(
                tally.safe() > 0 && tally.risky() > 0 && tally.neither() == 0,
                tally.toString(),
                "both appear");
    }

    private static Outcome sticky(Fleet fleet) throws InterruptedException {
        rules(fleet, "stickiness.yaml");
        Tally tally = Drivers.ask(fleet, 100, "x-myval", "192");
        fleet.withdraw(FILE);
        return Outcome.of(tally.oneVersion(), tally.toString(), "one version");
    }

    private static Outcome source(Fleet fleet) throws InterruptedException {
        fleet.apply(
                FILE,
                fleet.sample("lessons/3-stickiness/source-address.yaml")
                        + "---\n"
                        + TestPod.idle(CALLERS).times(2).yaml()
                        + TestPod.idle(VISITORS).outside().times(ADDRESSES).yaml());
        fleet.await(
                STARTED,
                () ->
                        fleet.pods(CALLERS).size() == 2
                                && fleet.pods(VISITORS).size() == ADDRESSES
                                && Drivers.ask(fleet, 12).oneVersion());
        Tally fixed = Drivers.ask(fleet, 100);
        List<Set<String>> callers = answers(fleet, CALLERS, STAFF);
        List<Set<String>> visitors = answers(fleet, VISITORS, PAGE + " | grep title");
        fleet.withdraw(FILE);
        return Outcome.of(
                fixed.oneVersion()
                        && callers.size() == 2
                        && callers.stream().allMatch(one -> one.size() == 1)
                        && visitors.size() == ADDRESSES
                        && visitors.stream().allMatch(one -> one.size() == 1)
                        && Set.copyOf(visitors).size() == 2,
                "by way of one pod %s; versions that each of two pods met: %s; editions that each of %d visitors"
                        .concat(" met at the gateway: %s, of %d")
                        .formatted(
                                fixed,
                                callers.stream().map(Set::size).toList(),
                                visitors.size(),
                                visitors.stream().map(Set::size).toList(),
                                Set.copyOf(visitors).size()),
                "one version; 1 each; 1 each, of 2");
    }

    /// For each pod, what it is answered by this address.
    private static List<Set<String>> answers(Fleet fleet, String workload, String url) {
        String loop = "for i in $(seq 20); do curl -s --max-time 5 " + url + "; echo; done";
        return fleet.pods(workload).stream()
                .map(pod ->
                        fleet.exec(pod, "sh", "-c", loop)
                                .output()
                                .lines()
                                .filter(line -> !line.isBlank())
                                .collect(Collectors.toSet()))
                .toList();
    }

    private static Outcome spread(Fleet fleet) throws InterruptedException {
        rules(fleet, "stickiness.yaml");
        Set<Version> seen = new HashSet<>();
        for (int value = 0; value < 20; value++) {
            seen.add(Version.of(fleet.get(Drivers.PATH, "x-myval", "user-" + value)));
        }
        Tally before = Drivers.ask(fleet, 50, "x-myval", "192");
        List<String> pods = fleet.pods("vehicle-telemetry");
        fleet.kill("vehicle-telemetry", "app", "KILL");
        Tally after = Drivers.ask(fleet, 50, "x-myval", "192");
        fleet.await(Duration.ofSeconds(30), () -> !fleet.pods("vehicle-telemetry").isEmpty());
        fleet.withdraw(FILE);
        boolean held =
                seen.equals(Set.of(Version.SAFE, Version.RISKY))
                        && before.oneVersion()
                        && after.equals(before);
        return Outcome.of(
                held,
                "20 values on %s; one value %s, after a restart of %s %s"
                        .formatted(seen, before, pods, after),
                "both versions; the same pod before and after");
    }

    private static Outcome propagated(Fleet fleet) throws InterruptedException {
        rules(fleet, "stickiness.yaml");
        Tally unprefixed = Drivers.ask(fleet, 50, "myval", "192");
        Tally prefixed = Drivers.ask(fleet, 50, "x-myval", "192");
        Outcome with =
                Outcome.of(
                        !unprefixed.oneVersion() && prefixed.oneVersion(),
                        "myval: %s; x-myval: %s".formatted(unprefixed, prefixed),
                        "not sticky; sticky");
        Outcome without =
                Gateways.withoutPropagation(
                        fleet,
                        () -> {
                            Tally dropped = Drivers.ask(fleet, 50, "x-myval", "192");
                            return Outcome.of(
                                    !dropped.oneVersion(),
                                    "x-myval without propagation: " + dropped,
                                    "not sticky");
                        });
        fleet.withdraw(FILE);
        return with.and(without);
    }

    private static Outcome myval(Fleet fleet) throws InterruptedException {
        rules(fleet, "stickiness.yaml");
        Tally tally = Drivers.ask(fleet, 50, "myval", "192");
        fleet.withdraw(FILE);
        return Outcome.of(
                !tally.oneVersion() && tally.neither() == 0, tally.toString(), "both appear");
    }
}
