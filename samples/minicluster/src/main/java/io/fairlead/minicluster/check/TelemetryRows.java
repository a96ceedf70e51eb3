package io.fairlead.minicluster.check;

import io.fairlead.minicluster.check.Edges.Edge;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Rows 4, 36, 39 and 41: the mesh sees who calls whom, and counts it, without a line of rules.
final class TelemetryRows {

    private static final String FILE = "check-telemetry.yaml";
    private static final Duration SEEN = Duration.ofSeconds(60);
    private static final Duration NEW = Duration.ofSeconds(10);
    private static final Duration COUNTED = Duration.ofSeconds(20);
    private static final int ASKED = 20;
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

    private static final List<String> CALLERS =
            List.of("api-gateway", "webapp", "position-tracker", "position-simulator");
    private static final String STAFF_CLUSTER =
            "outbound|8080||fleetman-staff-service.default.svc.cluster.local";

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
                        OutsideRow::ask));
    }

    private static Outcome withoutRules(Fleet fleet) throws InterruptedException {
        List<String> rules = CALLERS.stream().filter(caller -> hasRules(fleet, caller)).toList();
        int spans = TraceRows.trace(fleet, 5).size();
        Optional<Duration> edges = fleet.await(SEEN, () -> missing(Edges.of(fleet)).isEmpty());
        double counted = Series.sum(Series.of(fleet, "api-gateway", TOTAL));
        return Outcome.of(
                rules.isEmpty() && spans == 5 && edges.isPresent() && counted > 0,
                ("sidecars with rules: %s; spans of one request: %d; all edges: %s;"
                                + " requests counted at api-gateway: %.0f")
                        .formatted(rules, spans, edges.isPresent(), counted),
                "none; 5; true; some");
    }

    /// Whether anything that the daemon sends to this workload comes from an object of networking.istio.io: routes and
    /// clusters say from which.
    static boolean hasRules(Fleet fleet, String workload) {
        String dump =
                fleet.pods(workload).stream()
                        .map(pod -> fleet.daemon("/debug/config_dump?proxyID=" + pod + ".default"))
                        .collect(Collectors.joining());
        // A dump that isn't there would have no rules either.
        return !dump.contains(STAFF_CLUSTER) || dump.contains("/apis/networking.istio.io/");
    }

    private static List<String> missing(List<Edge> edges) {
        return FLEET.stream()
                .filter(wanted -> !Edges.has(edges, wanted.source(), wanted.destination()))
                .map(wanted -> wanted.source() + " to " + wanted.destination())
                .toList();
    }

    /// Those of the fleet, and one that never was before: that is what it takes.
    private static Outcome graph(Fleet fleet) throws InterruptedException {
        // Nobody else may ask the gateway meanwhile.
        Optional<Duration> all =
                fleet.await(
                        SEEN,
                        () -> {
                            Drivers.ask(fleet, 1);
                            return missing(Edges.of(fleet)).isEmpty();
                        });
        Outcome fleets =
                all.isPresent()
                        ? new Outcome.Passed(FLEET.size() + " edges of the fleet", "all")
                        : new Outcome.Failed("missing " + missing(Edges.of(fleet)), "none");
        boolean before = Edges.has(Edges.of(fleet), "webapp", "vehicle-telemetry");
        int status =
                Configuration.status(fleet, "webapp", "http://fleetman-vehicle-telemetry:8080/");
        Optional<Duration> seen =
                fleet.await(NEW, () -> Edges.has(Edges.of(fleet), "webapp", "vehicle-telemetry"));
        return fleets.and(
                Outcome.of(
                        !before && status > 0 && seen.isPresent(),
                        "a new one seen after "
                                + seen.map(Configuration::seconds).orElse("no time"),
                        NEW.toSeconds() + " s"));
    }

    private static Outcome counted(Fleet fleet) throws InterruptedException {
        Outcome outcome = new Outcome.Passed("caller and called", "the same at both");
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

    /// As soon as the first request is counted at both ends, twenty more have to be, by the same number; other rows may
    /// ask the fleet meanwhile.
    private static Outcome counted(Fleet fleet, String version) throws InterruptedException {
        Ends[] before = {Ends.NONE};
        Optional<Duration> begun =
                fleet.await(
                        SEEN,
                        () -> {
                            Drivers.ask(fleet, 1);
                            before[0] = ends(fleet, version);
                            return before[0].isEqual() && before[0].requests().caller > 0;
                        });
        if (begun.isEmpty()) {
            return new Outcome.Failed(
                    version + " and its caller disagree: " + ends(fleet, version),
                    "the same at both");
        }
        Drivers.Tally asked = Drivers.ask(fleet, ASKED);
        Ends[] more = {Ends.NONE};
        Optional<Duration> same =
                fleet.await(
                        COUNTED,
                        () -> {
                            more[0] = ends(fleet, version).since(before[0]);
                            return more[0].isEqual() && more[0].requests().caller >= ASKED;
                        });
        return Outcome.of(
                same.isPresent() && asked.neither() == 0,
                "%s: of %d and more %s".formatted(version, ASKED, more[0]),
                "at least " + ASKED + ", as many at each end, and timed");
    }

    /// A number, as the caller's sidecar and the called one's have it.
    private record Both(double caller, double called) {
        Both since(Both before) {
            return new Both(caller - before.caller, called - before.called);
        }

        boolean isEqual() {
            return caller == called;
        }

        @Override
        public String toString() {
            return "%.0f and %.0f".formatted(caller, called);
        }
    }

    /// Requests, and those of them that were timed.
    private record Ends(Both requests, Both timed) {
        static final Ends NONE = new Ends(new Both(0, 0), new Both(0, 0));

        Ends since(Ends before) {
            return new Ends(requests.since(before.requests), timed.since(before.timed));
        }

        boolean isEqual() {
            return requests.isEqual() && timed.isEqual() && requests.equals(timed);
        }

        @Override
        public String toString() {
            return "counted " + requests + ", timed " + timed;
        }
    }

    private static Ends ends(Fleet fleet, String called) {
        return new Ends(ends(fleet, called, TOTAL), ends(fleet, called, DURATIONS));
    }

    /// How many this metric has counted from api-gateway to this workload, at the caller and at the called.
    private static Both ends(Fleet fleet, String called, String metric) {
        String[] labels = {
            "source_workload", "api-gateway",
            "source_workload_namespace", "default",
            "destination_workload", called,
            "destination_service_name", "fleetman-staff-service",
            "response_code", "200"
        };
        return new Both(
                at(Series.of(fleet, "api-gateway", metric), "source", labels),
                at(Series.of(fleet, called, metric), "destination", labels));
    }

    private static double at(List<Series> series, String reporter, String... labels) {
        return Series.sum(
                series.stream()
                        .filter(one -> reporter.equals(one.labels().get("reporter")))
                        .toList(),
                labels);
    }
}
