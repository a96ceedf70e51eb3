package io.fairlead.minicluster.check;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Rows that take something away: a sidecar, a Service, a caller's sidecar.
final class RoughRows {

    private static final String FILE = "check-rough.yaml";
    private static final Duration ROLLOUT = Duration.ofMinutes(1);
    private static final Duration SOON = Duration.ofSeconds(5);

    private RoughRows() {}

    static List<Row> rows() {
        return List.of(
                CourseLoop.row(),
                new Row(
                        "52",
                        "a name ends with its Service, rules or not",
                        RoughRows::serviceDeleted),
                new Row(
                        "48",
                        "rules reach every sidecar, and hold at the caller only",
                        RoughRows::atTheCaller),
                new Row(
                        "6",
                        "application traffic passes the sidecar, or nothing passes",
                        RoughRows::noBypass));
    }

    private static Outcome serviceDeleted(Fleet fleet) throws InterruptedException {
        String service =
                """
                apiVersion: v1
                kind: Service
                metadata: {name: second-name, namespace: default}
                spec:
                  selector: {app: staff-service}
                  ports: [{name: http, port: 8080}]
                """;
        fleet.apply("check-service.yaml", service);
        fleet.apply(
                FILE,
                """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: second-name, namespace: default}
                spec:
                  hosts: [second-name]
                  http: [{route: [{destination: {host: second-name}}]}]
                """);
        String url = "http://second-name:8080/driver/City%20Truck";
        Optional<Duration> up =
                fleet.await(SOON, () -> Configuration.status(fleet, "api-gateway", url) == 200);
        fleet.withdraw("check-service.yaml");
        Optional<Duration> gone =
                fleet.await(
                        SOON,
                        () ->
                                fleet.exec("api-gateway", "getent", "hosts", "second-name").status()
                                        != 0);
        int status = Configuration.status(fleet, "api-gateway", url);
        // The name goes before the sidecar has its next configuration.
        Optional<Duration> ruled =
                fleet.await(SOON, () -> Configuration.routes(fleet, "api-gateway", "second-name"));
        fleet.withdraw(FILE);
        return Outcome.of(
                up.isPresent() && gone.isPresent() && status == 0 && ruled.isPresent(),
                "with the Service %s; without: name %s, status %d, rule %s"
                        .formatted(
                                up.isPresent() ? "200" : "no 200",
                                gone.isPresent() ? "gone" : "still there",
                                status,
                                ruled.map(t -> "there after " + Configuration.seconds(t))
                                        .orElse("gone")),
                "200; gone, 0, there");
    }

    private static Outcome atTheCaller(Fleet fleet) throws InterruptedException {
        fleet.apply(FILE, teapot());
        List<String> sidecars = fleet.meshed();
        Optional<Duration> everywhere =
                fleet.await(
                        SOON,
                        () ->
                                sidecars.stream()
                                        .allMatch(s -> Configuration.routes(fleet, s, "teapot")));
        boolean enforced =
                fleet.await(SOON, () -> fleet.get(Drivers.PATH).status() == 500).isPresent();
        fleet.apply("check-caller.yaml", withoutSidecar());
        // The service itself answers the caller that has no sidecar to hold it back.
        boolean free = awaitGateway(fleet, false);
        fleet.withdraw(FILE);
        fleet.withdraw("check-caller.yaml");
        boolean restored = awaitGateway(fleet, true);
        return Outcome.of(
                everywhere.isPresent() && enforced && free && restored,
                "in %d sidecars: %s; enforced: %s; caller without a sidecar goes free: %s"
                        .formatted(
                                sidecars.size(),
                                everywhere.isPresent() ? "all" : "not all",
                                enforced,
                                free),
                "all; true; true");
    }

    private static boolean awaitGateway(Fleet fleet, boolean meshed) throws InterruptedException {
        return fleet.await(
                        ROLLOUT,
                        () ->
                                fleet.pods("api-gateway").size() == 1
                                        && fleet.meshed().contains("api-gateway") == meshed
                                        && fleet.get(Drivers.PATH).status() == 200)
                .isPresent();
    }

    private static String teapot() {
        return """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: teapot, namespace: default}
        spec:
          hosts: [fleetman-staff-service.default.svc.cluster.local]
          http: [{name: teapot, directResponse: {status: 418}}]
        """;
    }

    private static String withoutSidecar() {
        return """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: api-gateway, namespace: default}
        spec:
          replicas: 1
          selector: {matchLabels: {app: api-gateway, version: v1}}
          template:
            metadata:
              labels: {app: api-gateway, version: v1, sidecar.istio.io/inject: "false"}
            spec:
              containers:
              - name: api-gateway
                image: richardchesterwood/istio-fleetman-api-gateway:6
                env: [{name: SPRING_PROFILES_ACTIVE, value: production-microservice}]
        """;
    }

    private static Outcome noBypass(Fleet fleet) throws InterruptedException {
        long before = redirected(fleet);
        String url = "http://fleetman-staff-service:8080/driver/City%20Truck";
        for (int i = 0; i < 10; i++) {
            Configuration.status(fleet, "api-gateway", url);
        }
        long packets = redirected(fleet) - before;
        fleet.kill("api-gateway", "istio-proxy", "STOP");
        int stopped = Configuration.status(fleet, "api-gateway", url);
        fleet.kill("api-gateway", "istio-proxy", "KILL");
        int killed = Configuration.status(fleet, "api-gateway", url);
        Optional<Duration> back =
                fleet.await(ROLLOUT, () -> Configuration.status(fleet, "api-gateway", url) == 200);
        return Outcome.of(
                packets >= 10 && stopped == 0 && killed != 200 && back.isPresent(),
                "%d connections redirected for 10 calls; sidecar stopped: %d, killed: %d; restarted: %s"
                        .formatted(
                                packets, stopped, killed, back.isPresent() ? "200" : "no answer"),
                "10 or more; no answer; no answer; 200");
    }

    /// Connections that api-gateway's rules have sent to its sidecar's outbound port so far.
    private static long redirected(Fleet fleet) {
        return fleet.execAsRoot(
                        "api-gateway",
                        "iptables",
                        "-t",
                        "nat",
                        "-L",
                        "ISTIO_REDIRECT",
                        "-n",
                        "-v",
                        "-x")
                .output()
                .lines()
                .filter(line -> line.contains("15001"))
                .mapToLong(line -> Long.parseLong(line.strip().split("\\s+")[0]))
                .sum();
    }
}
