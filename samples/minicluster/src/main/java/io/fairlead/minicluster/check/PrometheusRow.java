package io.fairlead.minicluster.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// A real Prometheus scrapes every sidecar and the daemon, and what dashboards ask it is answered: each query of
/// `samples/fleetman/dashboards.yaml`.
final class PrometheusRow {

    private static final String FILE = "check-prometheus.yaml";
    private static final String WRONG = "check-prometheus-wrong.yaml";
    private static final String DAEMON = "istio-system/istiod";
    private static final Duration STARTED = Duration.ofSeconds(45);
    private static final Duration FILLED = Duration.ofSeconds(90);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    /// A panel and what it asks.
    ///
    /// @param zero whether an answer of nothing but zeros is one
    private record Query(String name, String text, boolean zero) {}

    private PrometheusRow() {}

    static List<Row> rows() {
        return List.of(
                new Row(
                        "prometheus",
                        "a real Prometheus answers all that dashboards ask",
                        PrometheusRow::ask));
    }

    private static Outcome ask(Fleet fleet) throws InterruptedException {
        String program = fleet.program("prometheus");
        if (program.isEmpty()) {
            return Outcome.missing(
                    "no program prometheus on the PATH (apt-get install prometheus)");
        }
        fleet.apply(FILE, things());
        Optional<Duration> there =
                fleet.await(STARTED, () -> greeting(fleet, "api-gateway", "greeter").isPresent());
        String process = start(fleet, program);
        try {
            return there.isPresent()
                    ? answered(fleet)
                    : new Outcome.Failed("no greeting within " + STARTED, "a TCP service");
        } finally {
            fleet.execAsRoot(DAEMON, "kill", process);
            fleet.withdraw(FILE);
            fleet.withdraw(WRONG);
        }
    }

    private static Outcome answered(Fleet fleet) throws InterruptedException {
        List<Query> open = queries(fleet);
        int all = open.size();
        int[] rounds = {0};
        Optional<Duration> done =
                fleet.await(
                        FILLED,
                        () -> {
                            traffic(fleet, rounds[0]++);
                            open.removeIf(query -> isAnswered(fleet, query));
                            return open.isEmpty();
                        });
        long down = count(fleet, "count(up == 0)");
        long up = count(fleet, "count(up == 1)");
        return Outcome.of(
                done.isPresent() && down == 0 && up == targets(fleet).size() + 1,
                "%d of %d queries have data%s; %d processes scraped, %d not"
                        .formatted(
                                all - open.size(),
                                all,
                                open.stream()
                                        .map(query -> ", not " + query.name)
                                        .limit(5)
                                        .collect(Collectors.joining()),
                                up,
                                down),
                "all of them; every sidecar and the daemon");
    }

    /// Something of each kind that a panel counts; the fleet itself calls its services all the time.
    private static void traffic(Fleet fleet, int round) {
        fleet.get("/");
        fleet.get(Drivers.PATH);
        Configuration.status(fleet, "api-gateway", "http://fleetman-staff-service:8080/nothing");
        Configuration.status(fleet, "api-gateway", "http://nobody:8080/");
        greeting(fleet, "api-gateway", "greeter");
        // Past the mesh, in clear text. A connection to the NodePort is kept, and reaches only one
        // of the web's pods.
        greeting(fleet, DAEMON, fleet.address("greeter"));
        Configuration.status(fleet, DAEMON, "http://" + fleet.address("webapp") + "/");
        // Something wrong, and something right, anew in each round.
        fleet.apply(WRONG, wrong(round));
    }

    private static Optional<String> greeting(Fleet fleet, String from, String host) {
        String heard =
                fleet.exec(
                                from,
                                "bash",
                                "-c",
                                "exec 3<>/dev/tcp/"
                                        + host
                                        + "/7000; echo hi >&3;"
                                        + " timeout 3 head -n 1 <&3")
                        .output();
        return heard.contains("hello from the server") ? Optional.of(heard) : Optional.empty();
    }

    private static List<String> targets(Fleet fleet) {
        return fleet.meshed().stream()
                .flatMap(workload -> fleet.pods(workload).stream())
                .distinct()
                .toList();
    }

    /// @return the number of its process in the pod
    private static String start(Fleet fleet, String program) {
        String sidecars =
                targets(fleet).stream()
                        .map(pod -> "'" + fleet.address(pod) + ":15090'")
                        .collect(Collectors.joining(", "));
        String config =
                """
                global: {scrape_interval: 1s, scrape_timeout: 1s}
                scrape_configs:
                - job_name: envoy-stats
                  metrics_path: /stats/prometheus
                  static_configs: [{targets: [%s]}]
                - job_name: istiod
                  static_configs: [{targets: ['127.0.0.1:15014']}]
                """
                        .formatted(sidecars);
        String script =
                """
                cd "$(mktemp -d)" && cat >p.yml <<'END'
                %sEND
                timeout 300 %s --config.file=p.yml --storage.tsdb.path=data \
                --web.listen-address=127.0.0.1:9090 --log.level=warn >log 2>&1 </dev/null &
                echo $!
                """
                        .formatted(config, program);
        return fleet.execAsRoot(DAEMON, "sh", "-c", script).output().strip();
    }

    private static boolean isAnswered(Fleet fleet, Query query) {
        for (JsonNode series : results(fleet, query.text)) {
            String value = series.path("value").path(1).asText("NaN");
            if (!value.equals("NaN") && (query.zero || !value.equals("0"))) {
                return true;
            }
        }
        return false;
    }

    private static long count(Fleet fleet, String query) {
        return results(fleet, query).path(0).path("value").path(1).asLong();
    }

    private static JsonNode results(Fleet fleet, String query) {
        String answer =
                fleet.exec(
                                DAEMON,
                                "curl",
                                "-s",
                                "--max-time",
                                "5",
                                "--data-urlencode",
                                "query=" + query,
                                "http://127.0.0.1:9090/api/v1/query")
                        .output();
        try {
            return JSON.readTree(answer).path("data").path("result");
        } catch (JsonProcessingException _) {
            return JSON.createArrayNode();
        }
    }

    private static List<Query> queries(Fleet fleet) {
        List<Query> queries = new ArrayList<>();
        try {
            YAML.readTree(fleet.sample("dashboards.yaml"))
                    .properties()
                    .forEach(board ->
                            board.getValue()
                                    .forEach(panel ->
                                            queries.add(
                                                    new Query(
                                                            board.getKey()
                                                                    + "/"
                                                                    + panel.path("panel").asText(),
                                                            panel.path("query").asText(),
                                                            panel.path("zero").asBoolean()))));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
        return queries;
    }

    private static String wrong(int round) {
        return """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: check-prometheus-wrong, namespace: default}
        spec:
          hosts: [nobody]
          http: [{timeout: later-%1$d, route: [{destination: {host: nobody}}]}]
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: prometheus-round-%1$d, namespace: default}
        spec: {ports: [{name: http, port: 8080}]}
        """
                .formatted(round);
    }

    private static String things() {
        return PassthroughRows.greeter()
                + """
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: nobody, namespace: default}
                spec: {selector: {app: nobody}, ports: [{name: http, port: 8080}]}
                ---
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: check-prometheus, namespace: default}
                spec:
                  hosts: [nobody]
                  http: [{route: [{destination: {host: nobody}}]}]
                """;
    }
}
