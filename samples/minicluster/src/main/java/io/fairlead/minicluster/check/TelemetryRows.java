package io.fairlead.minicluster.check;

import io.fairlead.minicluster.check.Edges.Edge;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Rows 4, 36, 39 and 41: the mesh sees who calls whom, and counts it, without a line of rules.
final class TelemetryRows {

    private static final String FILE = "check-telemetry.yaml";
    private static final Duration SEEN = Duration.ofSeconds(60);
    private static final Duration STARTED = Duration.ofMinutes(1);
    private static final String TOTAL = "istio_requests_total";
    private static final String DURATIONS = "istio_request_duration_milliseconds_count";

    /// Of a workload with two versions the beginning of the name.
    private static final List<Edge> FLEET =
            List.of(
                    new Edge("position-simulator", "position-tracker", 1),
                    new Edge("position-tracker", "vehicle-telemetry", 1),
                    new Edge("position-tracker", "staff-service", 1),
                    new Edge("webapp", "api-gateway", 1),
                    new Edge("api-gateway", "position-tracker", 1),
                    new Edge("api-gateway", "staff-service", 1));

    private TelemetryRows() {}

    static List<Row> rows() {
        return List.of(
                new Row(
                        "41",
                        "graph, metrics and traces need no VirtualService, DestinationRule or Gateway",
                        TelemetryRows::withoutRules),
                new Row("4", "the service graph lists who calls whom", TelemetryRows::graph),
                new Row(
                        "36",
                        "requests are counted and timed by workload, at both ends",
                        TelemetryRows::counted),
                new Row(
                        "39",
                        "a pod without a proxy is an unknown source, and has no server metrics",
                        TelemetryRows::withoutProxy));
    }

    private static Outcome withoutRules(Fleet fleet) throws InterruptedException {
        boolean rules = Configuration.routes(fleet, "api-gateway", "|safe-group|");
        int spans = TraceRows.trace(fleet, 5).size();
        Optional<Duration> edges = fleet.await(SEEN, () -> missing(Edges.of(fleet)).isEmpty());
        double counted = Series.sum(Series.of(fleet, "api-gateway", TOTAL));
        return Outcome.of(
                !rules && spans == 5 && edges.isPresent() && counted > 0,
                "rules: %s; spans of one request: %d; all edges: %s; requests counted at api-gateway: %.0f"
                        .formatted(rules, spans, edges.isPresent(), counted),
                "false; 5; true; some");
    }

    private static List<String> missing(List<Edge> edges) {
        return FLEET.stream()
                .filter(wanted -> !Edges.has(edges, wanted.source(), wanted.destination()))
                .map(wanted -> wanted.source() + " to " + wanted.destination())
                .toList();
    }

    /// Those of the fleet, and one that never was before: that is what it takes.
    private static Outcome graph(Fleet fleet) throws InterruptedException {
        Outcome fleets =
                fleet.await(SEEN, () -> missing(Edges.of(fleet)).isEmpty()).isPresent()
                        ? new Outcome.Passed(FLEET.size() + " edges of the fleet", "all")
                        : new Outcome.Failed("missing " + missing(Edges.of(fleet)), "none");
        boolean before = Edges.has(Edges.of(fleet), "webapp", "vehicle-telemetry");
        int status =
                Configuration.status(fleet, "webapp", "http://fleetman-vehicle-telemetry:8080/");
        Optional<Duration> seen =
                fleet.await(SEEN, () -> Edges.has(Edges.of(fleet), "webapp", "vehicle-telemetry"));
        return fleets.and(
                Outcome.of(
                        !before && status > 0 && seen.isPresent(),
                        "a new one seen after "
                                + seen.map(Configuration::seconds).orElse("no time"),
                        SEEN.toSeconds() + " s"));
    }

    private static Outcome counted(Fleet fleet) throws InterruptedException {
        Outcome outcome = new Outcome.Passed("both ends", "equal at both ends");
        for (String version : List.of("staff-service", "staff-service-risky")) {
            fleet.apply(
                    FILE,
                    version.equals("staff-service")
                            ? CanaryRows.canary(fleet, 100, 0)
                            : CanaryRows.canary(fleet, 0, 100));
            outcome = outcome.and(counted(fleet, version));
        }
        fleet.withdraw(FILE);
        return outcome;
    }

    private static Outcome counted(Fleet fleet, String version) throws InterruptedException {
        List<String> seen = new ArrayList<>();
        Optional<Duration> held =
                fleet.await(
                        SEEN,
                        () -> {
                            Drivers.ask(fleet, 1);
                            seen.clear();
                            seen.add(ends(fleet, version, TOTAL));
                            seen.add(ends(fleet, version, DURATIONS));
                            return seen.stream().noneMatch(text -> text.contains(" 0"));
                        });
        return Outcome.of(held.isPresent(), version + ": " + seen, "some at each end");
    }

    /// How many this metric has counted from api-gateway to this workload, at the caller and at the called.
    private static String ends(Fleet fleet, String called, String metric) {
        String[] labels = {
            "source_workload", "api-gateway",
            "source_workload_namespace", "default",
            "destination_workload", called,
            "destination_service_name", "fleetman-staff-service",
            "response_code", "200"
        };
        double caller = at(Series.of(fleet, "api-gateway", metric), "source", labels);
        double server = at(Series.of(fleet, called, metric), "destination", labels);
        return "%s %.0f and %.0f".formatted(metric, caller, server);
    }

    private static double at(List<Series> series, String reporter, String... labels) {
        return Series.sum(
                series.stream()
                        .filter(one -> reporter.equals(one.labels().get("reporter")))
                        .toList(),
                labels);
    }

    private static Outcome withoutProxy(Fleet fleet) throws InterruptedException {
        fleet.apply(FILE, outside());
        String url = "http://outside:8080/";
        Optional<Duration> started =
                fleet.await(
                        STARTED,
                        () ->
                                fleet.pods("outside").size() == 1
                                        && Configuration.status(fleet, "api-gateway", url) == 200);
        String staff = "http://fleetman-staff-service:8080/driver/City%20Truck";
        int status = Configuration.status(fleet, "outside", staff);
        Optional<Duration> unknown =
                fleet.await(SEEN, () -> !sources(fleet, "source_principal", "unknown").isEmpty());
        Set<String> names = sources(fleet, "source_principal", "unknown");
        Optional<Duration> atCaller =
                fleet.await(
                        SEEN,
                        () ->
                                Series.sum(
                                                Series.of(fleet, "api-gateway", TOTAL),
                                                "destination_service_name",
                                                "outside")
                                        > 0);
        boolean proxy = fleet.meshed().stream().anyMatch(name -> name.contains("outside"));
        boolean serving = Spans.services(fleet).stream().anyMatch(name -> name.contains("outside"));
        fleet.withdraw(FILE);
        return Outcome.of(
                started.isPresent()
                        && status == 200
                        && unknown.isPresent()
                        && atCaller.isPresent()
                        && !proxy
                        && !serving,
                "its calls come from %s; calls to it are counted at the caller: %s; server metrics: %s, spans: %s"
                        .formatted(
                                names,
                                atCaller.isPresent(),
                                proxy ? "some" : "none",
                                serving ? "some" : "none"),
                "unknown; true; none, none");
    }

    /// The workloads that called a version of staff-service, as its sidecar names them.
    private static Set<String> sources(Fleet fleet, String label, String value) {
        Set<String> names = new TreeSet<>();
        for (String version : List.of("staff-service", "staff-service-risky")) {
            Series.of(fleet, version, TOTAL).stream()
                    .filter(one -> value.equals(one.labels().get(label)))
                    .filter(one -> "destination".equals(one.labels().get("reporter")))
                    .forEach(one -> names.add(one.labels().getOrDefault("source_workload", "")));
        }
        return names;
    }

    private static String outside() {
        return """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: outside, namespace: default}
        spec:
          replicas: 1
          selector: {matchLabels: {app: outside}}
          template:
            metadata: {labels: {app: outside, sidecar.istio.io/inject: "false"}}
            spec:
              containers:
              - name: app
                image: fairlead/echo:1
                env: [{name: SPRING_PROFILES_ACTIVE, value: production-microservice}]
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: outside, namespace: default}
        spec: {selector: {app: outside}, ports: [{name: http, port: 8080}]}
        """;
    }
}
