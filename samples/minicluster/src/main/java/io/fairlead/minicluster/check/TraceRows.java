package io.fairlead.minicluster.check;

import io.fairlead.minicluster.check.Spans.Lost;
import io.fairlead.minicluster.check.Spans.Span;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Row 42: the spans of a request are one trace where services pass its headers on, several where one doesn't; and the
/// daemon says which one doesn't.
final class TraceRows {

    private static final String FILE = "check-traces.yaml";
    private static final Duration SENT = Duration.ofSeconds(30);
    private static final Duration STARTED = Duration.ofMinutes(1);
    private static final Duration ROUTED = Duration.ofSeconds(10);
    private static final String DAEMON = "istiod";
    private static final List<Integer> CLEAR = List.of(14_250, 4317, 4318, 9411, 15_010);
    private static final List<Integer> SECURED = List.of(15_012);
    private static final int REMOTE = 2;
    private static final int HEX = 16;
    private static final String ENTRANCE = "webapp.default";
    private static final String TO = "upstream_cluster";
    private static final String VERSION = "istio.canonical_revision";
    private static final List<String> WHOLE =
            List.of(
                    "webapp server",
                    "webapp client",
                    "api-gateway server",
                    "api-gateway client",
                    "staff-service server");

    private TraceRows() {}

    static List<Row> rows() {
        return List.of(
                new Row(
                        "42",
                        "one trace with propagation, two without, for both versions of staff-service",
                        TraceRows::grouped),
                new Row(
                        "42-lost",
                        "a service that drops trace headers is named",
                        TraceRows::staffServiceLoses),
                new Row(
                        "42-daemon",
                        "the daemon traces its own pushes and the certificates that it issues",
                        TraceRows::daemonsOwn),
                new Row(
                        "42-private",
                        "spans go to the daemon's secured port, and none in clear",
                        TraceRows::overTls));
    }

    private static Outcome grouped(Fleet fleet) throws InterruptedException {
        Outcome with = versions(fleet, TraceRows::whole);
        Outcome without = Gateways.withoutPropagation(fleet, () -> versions(fleet, TraceRows::cut));
        return with.and(without);
    }

    /// What is asked while one version of staff-service gets everything.
    @FunctionalInterface
    private interface Question {
        Outcome of(Fleet fleet, String version) throws InterruptedException;
    }

    private static Outcome versions(Fleet fleet, Question question) throws InterruptedException {
        fleet.apply(FILE, CanaryRows.canary(fleet, 100, 0));
        fleet.await(ROUTED, () -> Drivers.ask(fleet, Drivers.SURE).onlySafe());
        Outcome safe = question.of(fleet, "safe");
        fleet.apply(FILE, CanaryRows.canary(fleet, 0, 100));
        fleet.await(ROUTED, () -> Drivers.ask(fleet, Drivers.SURE).onlyRisky());
        Outcome risky = question.of(fleet, "risky");
        fleet.withdraw(FILE);
        return safe.and(risky);
    }

    private static Outcome whole(Fleet fleet, String version) throws InterruptedException {
        List<Span> spans = trace(fleet, WHOLE.size());
        boolean held =
                places(chain(spans)).equals(WHOLE)
                        && spans.size() == WHOLE.size()
                        && leadsTo(spans, version);
        return Outcome.of(
                held,
                "%s: %s".formatted(version, told(spans)),
                "one trace, webapp to api-gateway to staff-service");
    }

    /// Whether the caller chose this version of staff-service, and it was the one that answered.
    private static boolean leadsTo(List<Span> spans, String version) {
        return spans.stream().anyMatch(span -> span.tag(TO).contains("|" + version + "-group|"))
                && spans.stream().anyMatch(span -> span.tag(VERSION).equals(version));
    }

    /// The trace of one request from outside, as soon as it has so many spans.
    static List<Span> trace(Fleet fleet, int count) throws InterruptedException {
        String id = Spans.tracedId(fleet);
        fleet.get(Drivers.PATH, "x-request-id", id);
        List<Span> found = new ArrayList<>();
        fleet.await(
                SENT,
                () -> {
                    found.clear();
                    found.addAll(Spans.ofRequest(fleet, ENTRANCE, id));
                    return found.size() >= count;
                });
        return List.copyOf(found);
    }

    private static Outcome cut(Fleet fleet, String version) throws InterruptedException {
        int half = WHOLE.indexOf("api-gateway client");
        List<Span> first = trace(fleet, half);
        String trace = first.isEmpty() ? "none" : first.getFirst().trace();
        Optional<Lost> lost = lost(fleet, "api-gateway", trace);
        String other = lost.map(Lost::outbound).orElse("");
        fleet.await(SENT, () -> Spans.ofTrace(fleet, other).size() >= WHOLE.size() - half);
        List<Span> second = Spans.ofTrace(fleet, other);
        boolean held =
                places(chain(first)).equals(WHOLE.subList(0, half))
                        && first.size() == half
                        && places(chain(second)).equals(WHOLE.subList(half, WHOLE.size()))
                        && leadsTo(second, version);
        return Outcome.of(
                held,
                "%s without: %s and %s".formatted(version, told(first), told(second)),
                "two traces, cut in api-gateway");
    }

    /// What the daemon says of the service that cut this trace.
    ///
    /// @param trace its first part
    private static Optional<Lost> lost(Fleet fleet, String service, String trace)
            throws InterruptedException {
        List<Lost> found = new ArrayList<>();
        fleet.await(
                SENT,
                () -> {
                    found.clear();
                    Spans.lost(fleet).stream()
                            .filter(lost -> lost.inbound().equals(trace))
                            .filter(lost -> lost.sentence().contains("lost at " + service))
                            .forEach(found::add);
                    return !found.isEmpty();
                });
        return found.stream().findFirst();
    }

    /// A staff-service that asks for photos and passes no headers on, beside the fleet's own.
    private static Outcome staffServiceLoses(Fleet fleet) throws InterruptedException {
        fleet.apply(FILE, dropping());
        String url = "http://fleetman-staff-service.drops:8080/driver/City%20Truck";
        Optional<Duration> answers =
                fleet.await(STARTED, () -> Configuration.status(fleet, "api-gateway", url) == 200);
        String id = Spans.tracedId(fleet);
        Configuration.status(fleet, "api-gateway", url, "x-request-id: " + id);
        List<Span> inbound = new ArrayList<>();
        fleet.await(
                SENT,
                () -> {
                    inbound.clear();
                    inbound.addAll(Spans.ofRequest(fleet, "staff-service.drops", id));
                    return inbound.size() == 2;
                });
        String trace = inbound.isEmpty() ? "none" : inbound.getFirst().trace();
        Optional<Lost> lost = lost(fleet, "staff-service", trace);
        fleet.withdraw(FILE);
        return Outcome.of(
                answers.isPresent() && lost.isPresent(),
                lost.map(Lost::sentence).orElse("nothing said of " + told(inbound)),
                "context lost at staff-service");
    }

    private static Outcome daemonsOwn(Fleet fleet) throws InterruptedException {
        fleet.apply(FILE, CanaryRows.canary(fleet, 100, 0));
        List<String> seen = new ArrayList<>();
        Optional<Duration> whole =
                fleet.await(
                        SENT,
                        () -> {
                            seen.clear();
                            Spans.ofOperation(fleet, DAEMON, "push").stream()
                                    .map(span -> span.operation().replaceFirst(" .*", ""))
                                    .distinct()
                                    .forEach(seen::add);
                            return seen.containsAll(List.of("push", "configure", "send"));
                        });
        fleet.withdraw(FILE);
        List<Span> issued = Spans.ofOperation(fleet, DAEMON, "issue certificate");
        return Outcome.of(
                whole.isPresent() && !issued.isEmpty(),
                "in traces of pushes: %s; certificates: %d".formatted(seen, issued.size()),
                "push, configure, send; some");
    }

    private static Outcome overTls(Fleet fleet) throws InterruptedException {
        int spans = trace(fleet, WHOLE.size()).size();
        String sent =
                fleet.admin("api-gateway", "/stats")
                        .lines()
                        .filter(line -> line.matches("tracing\\.\\w+\\.spans_sent: [1-9]\\d*"))
                        .findFirst()
                        .orElse("none sent");
        List<String> clear =
                fleet.meshed().stream().filter(pod -> talks(fleet, pod, CLEAR)).toList();
        boolean secured = talks(fleet, "api-gateway", SECURED);
        return Outcome.of(
                spans == WHOLE.size() && !sent.equals("none sent") && secured && clear.isEmpty(),
                "spans of one request: %d; api-gateway's sidecar: %s; connections to a collector in clear: %s"
                        .formatted(spans, sent, clear),
                "5; some; none");
    }

    /// Whether anything in a pod is connected to one of these ports.
    private static boolean talks(Fleet fleet, String workload, List<Integer> ports) {
        String sockets = fleet.exec(workload, "sh", "-c", "cat /proc/net/tcp*").output();
        return sockets.lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(columns -> columns.length > REMOTE && columns[REMOTE].contains(":"))
                .map(columns -> columns[REMOTE].replaceFirst(".*:", ""))
                .anyMatch(port -> ports.contains(Integer.parseInt(port, HEX)));
    }

    private static String dropping() {
        return """
        apiVersion: v1
        kind: Namespace
        metadata: {name: drops, labels: {istio-injection: enabled}}
        ---
        """
                + workload(
                        "staff-service",
                        """
                        , {name: PROPAGATE_HEADERS, value: "false"},\
                         {name: PHOTO_URL, value: "http://fleetman-photo-service:8080"}\
                        """)
                + workload("photo-service", "");
    }

    private static String workload(String name, String variables) {
        return """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: %1$s, namespace: drops}
        spec:
          replicas: 1
          selector: {matchLabels: {app: %1$s}}
          template:
            metadata: {labels: {app: %1$s}}
            spec:
              containers:
              - name: app
                image: richardchesterwood/istio-fleetman-%1$s:5
                env: [{name: SPRING_PROFILES_ACTIVE, value: production-microservice}%2$s]
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: fleetman-%1$s, namespace: drops}
        spec: {selector: {app: %1$s}, ports: [{name: http, port: 8080}]}
        ---
        """
                .formatted(name, variables);
    }

    /// The spans from the first one on, each the only child of the one before; ends where there is none or are several.
    private static List<Span> chain(List<Span> spans) {
        List<Span> chain = new ArrayList<>();
        String parent = "";
        while (chain.size() <= spans.size()) {
            String above = parent;
            List<Span> next = spans.stream().filter(span -> span.parent().equals(above)).toList();
            if (next.size() != 1) {
                break;
            }
            chain.add(next.getFirst());
            parent = next.getFirst().id();
        }
        return chain;
    }

    private static List<String> places(List<Span> spans) {
        return spans.stream().map(Span::place).toList();
    }

    private static String told(List<Span> spans) {
        long traces = spans.stream().map(Span::trace).distinct().count();
        return "%d trace of %s".formatted(traces, places(spans));
    }
}
