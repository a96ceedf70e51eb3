package io.fairlead.minicluster.check;

import io.fairlead.minicluster.check.Drivers.Tally;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Rows 45 to 52: virtual services and destination rules move traffic by weight, at the caller.
final class CanaryRows {

    private static final String FILE = "check-canary.yaml";
    private static final Duration SOON = Duration.ofSeconds(2);

    private CanaryRows() {}

    static List<Row> rows() {
        return List.of(
                new Row("45", "canary 90/10, then 0/100 while running", CanaryRows::canary),
                new Row(
                        "49",
                        "subset clusters carry only the pods with the label",
                        CanaryRows::subsets),
                new Row(
                        "50",
                        "a VirtualService without a Service answers 503, with a warning",
                        CanaryRows::noService),
                new Row("51", "without rules both versions get their share", CanaryRows::noRules));
    }

    /// The rules of the canary lesson, with the weights that are asked for.
    static String canary(Fleet fleet, int safe, int risky) {
        return fleet.sample("lessons/1-canary/canary-90-10.yaml")
                .replaceAll("weight: 90\\b", "weight: SAFE")
                .replaceAll("weight: 10\\b", "weight: " + risky)
                .replace("SAFE", Integer.toString(safe));
    }

    private static Outcome canary(Fleet fleet) throws InterruptedException {
        fleet.apply(FILE, fleet.sample("lessons/1-canary/canary-90-10.yaml"));
        Optional<Duration> routed =
                fleet.await(SOON, () -> Configuration.routes(fleet, "api-gateway", "risky"));
        Tally tally = Drivers.ask(fleet, 1000);
        Outcome split =
                Outcome.of(
                        routed.isPresent()
                                && tally.neither() == 0
                                && tally.risky() >= 65
                                && tally.risky() <= 135,
                        tally.risky() + " of 1000 risky",
                        "65..135");
        fleet.apply(FILE, canary(fleet, 0, 100));
        Optional<Duration> moved = fleet.await(SOON, () -> Drivers.ask(fleet, 10).onlyRisky());
        Tally after = Drivers.ask(fleet, 100);
        fleet.withdraw(FILE);
        return split.and(
                Outcome.of(
                        moved.isPresent() && after.onlyRisky(),
                        "0/100: %s after %s"
                                .formatted(
                                        after, moved.map(Configuration::seconds).orElse("never")),
                        "all risky within 2 s"));
    }

    private static Outcome subsets(Fleet fleet) throws InterruptedException {
        fleet.apply(FILE, canary(fleet, 90, 10));
        String cluster = "|risky-group|fleetman-staff-service.default.svc.cluster.local::";
        Optional<Duration> there = fleet.await(SOON, () -> endpoints(fleet, cluster).size() == 1);
        List<String> endpoints = endpoints(fleet, cluster);
        List<String> pods = fleet.pods("staff-service-risky");
        String address = fleet.address("staff-service-risky");
        fleet.withdraw(FILE);
        return Outcome.of(
                there.isPresent() && endpoints.equals(List.of(address + ":8080")),
                "risky-group has %s, the pods %s have %s".formatted(endpoints, pods, address),
                "the same");
    }

    /// Addresses of the endpoints of api-gateway's outbound cluster whose `/clusters` lines contain `part`.
    static List<String> endpoints(Fleet fleet, String part) {
        return endpoints(fleet, "api-gateway", part);
    }

    /// The same as the sidecar of this workload has them.
    static List<String> endpoints(Fleet fleet, String workload, String part) {
        return fleet.admin(workload, "/clusters")
                .lines()
                .filter(line -> line.contains(part) && line.contains("::health_flags::"))
                .map(line -> line.substring(line.indexOf(part) + part.length()))
                .map(line -> line.substring(0, line.indexOf("::")))
                .distinct()
                .toList();
    }

    private static Outcome noService(Fleet fleet) throws InterruptedException {
        fleet.apply(
                FILE,
                """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: to-nowhere, namespace: default}
                spec:
                  hosts: [fleetman-staff-service.default.svc.cluster.local]
                  http:
                  - match: [{headers: {x-my-header: {exact: nowhere}}}]
                    route: [{destination: {host: no-such-service.default.svc.cluster.local}}]
                  - route: [{destination: {host: fleetman-staff-service.default.svc.cluster.local}}]
                """);
        String url = "http://fleetman-staff-service:8080/driver/City%20Truck";
        Optional<Duration> refused =
                fleet.await(
                        SOON,
                        () ->
                                Configuration.status(
                                                fleet, "api-gateway", url, "x-my-header: nowhere")
                                        == 503);
        boolean warned = fleet.daemon("/debug/problems").contains("no-such-service");
        int others = Configuration.status(fleet, "api-gateway", url, "x-my-header: none");
        fleet.withdraw(FILE);
        Optional<Duration> back =
                fleet.await(
                        SOON,
                        () ->
                                Configuration.status(
                                                fleet, "api-gateway", url, "x-my-header: nowhere")
                                        == 200);
        return Outcome.of(
                refused.isPresent() && warned && others == 200 && back.isPresent(),
                "503 after %s, warning %s, other requests %d, after deletion %s"
                        .formatted(
                                refused.map(Configuration::seconds).orElse("never"),
                                warned ? "given" : "missing",
                                others,
                                back.isPresent() ? "200" : "not 200"),
                "503, warned, 200, 200");
    }

    private static Outcome noRules(Fleet fleet) {
        Tally tally = Drivers.ask(fleet, 200);
        return Outcome.of(tally.even(), "200 calls: " + tally, "35..65 % each");
    }
}
