package io.fairlead.minicluster.check;

import io.fairlead.minicluster.check.Fleet.Answer;
import io.fairlead.minicluster.check.Fleet.Memory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Rows 1, 3, 11, 63 and the WebSocket: the fleet answers, with a mesh and without.
final class BasicRows {

    private static final String FILE = "check-plain.yaml";
    private static final long RESIDENT_BYTES_MAX = 8L << 30;

    private BasicRows() {}

    static List<Row> rows() {
        return List.of(
                new Row("1", "the fleet's page answers through sidecars", BasicRows::page),
                new Row("3", "without a mesh a Service balances by name", BasicRows::plainService),
                new Row("63", "the page has the title, and nothing else matches", BasicRows::title),
                new Row(
                        "websocket",
                        "positions arrive over a WebSocket through two sidecars",
                        BasicRows::webSocket));
    }

    private static Outcome page(Fleet fleet) throws InterruptedException {
        String path = "/?row=" + fleet.freshId().substring(0, 8);
        Answer answer = fleet.get(path);
        Optional<Duration> logged = fleet.await(Duration.ofSeconds(5), () -> inbound(fleet, path));
        return Outcome.of(
                answer.status() == 200 && logged.isPresent(),
                "%d, %s"
                        .formatted(
                                answer.status(),
                                logged.isPresent() ? "logged by the sidecar" : "not in its log"),
                "200, logged by the sidecar");
    }

    private static boolean inbound(Fleet fleet, String path) {
        return List.of("webapp", "webapp-experimental").stream()
                .flatMap(webapp -> fleet.log(webapp, "istio-proxy").stream())
                .anyMatch(line -> line.contains(path) && line.contains("inbound|80||"));
    }

    private static Outcome title(Fleet fleet) {
        List<String> titles =
                fleet.get("/").body().lines().filter(line -> line.contains("title")).toList();
        List<String> known =
                List.of(
                        "  <title>Fleet Management</title>",
                        "  <title>Fleet Management Istio Premium Enterprise Edition</title>");
        return Outcome.of(
                titles.size() == 1 && known.contains(titles.getFirst()),
                titles.toString(),
                "one of " + known);
    }

    private static Outcome webSocket(Fleet fleet) {
        List<String> messages = fleet.webSocket("/api/updates", 3, Duration.ofSeconds(30));
        boolean held =
                messages.size() == 3
                        && messages.stream().anyMatch(message -> message.contains("\"lat\""));
        return Outcome.of(held, messages.size() + " messages with positions", "3");
    }

    private static Outcome plainService(Fleet fleet) throws InterruptedException {
        fleet.apply(FILE, plain());
        Optional<Duration> started =
                fleet.await(
                        Duration.ofMinutes(1),
                        () ->
                                fleet.pods("plain-safe").size() == 1
                                        && fleet.pods("plain-risky").size() == 1
                                        && fleet.pods("plain-caller").size() == 1);
        // One curl asks 200 times on fresh connections, because a ClusterIP balances connections,
        // not requests.
        String loop =
                "for i in $(seq 200); do curl -s --max-time 5"
                        + " http://plain-staff:8080/driver/City%20Truck; echo; done";
        List<String> answers =
                fleet.exec("plain-caller", "sh", "-c", loop).output().lines().toList();
        long safe = answers.stream().filter(answer -> answer.contains("placeholder")).count();
        long risky =
                answers.stream()
                        .filter(a -> a.contains("photo") && !a.contains("placeholder"))
                        .count();
        fleet.withdraw(FILE);
        return Outcome.of(
                started.isPresent() && safe + risky == 200 && safe >= 70 && safe <= 130,
                "200 calls without sidecars: %d and %d".formatted(safe, risky),
                "70..130 each");
    }

    private static String plain() {
        return deployment(
                        "plain-safe",
                        "plain-staff",
                        "richardchesterwood/istio-fleetman-staff-service:6-placeholder")
                + deployment(
                        "plain-risky",
                        "plain-staff",
                        "richardchesterwood/istio-fleetman-staff-service:6")
                + deployment(
                        "plain-caller",
                        "plain-caller",
                        "richardchesterwood/istio-fleetman-staff-service:6")
                + """
                apiVersion: v1
                kind: Service
                metadata: {name: plain-staff, namespace: default}
                spec:
                  selector: {app: plain-staff}
                  ports: [{name: http, port: 8080}]
                """;
    }

    private static String deployment(String name, String app, String image) {
        return """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: %1$s, namespace: default}
        spec:
          replicas: 1
          selector: {matchLabels: {app: %2$s, part: %1$s}}
          template:
            metadata:
              labels: {app: %2$s, part: %1$s, sidecar.istio.io/inject: "false"}
            spec:
              containers:
              - name: app
                image: %3$s
                env: [{name: SPRING_PROFILES_ACTIVE, value: production-microservice}]
                readinessProbe: {tcpSocket: {port: 8080}, periodSeconds: 1}
        ---
        """
                .formatted(name, app, image);
    }

    /// Row 11, asked last: what the whole demo took at its peak.
    static Row memory() {
        return new Row(
                "11",
                "the whole demo fits into 8 GB",
                fleet -> {
                    Memory memory = fleet.memory();
                    return Outcome.of(
                            memory.peak() < RESIDENT_BYTES_MAX,
                            "peak %.2f GB resident, now %.2f GB"
                                    .formatted(memory.peak() / 1e9, memory.now() / 1e9),
                            "8 GB");
                });
    }
}
