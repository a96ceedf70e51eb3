package io.fairlead.minicluster.check;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Traffic that nothing is configured for goes through as in Istio: other addresses, pods by address, headless
/// services, and protocols in which the server speaks first.
final class PassthroughRows {

    private static final String FILE = "check-passthrough.yaml";
    private static final Duration STARTED = Duration.ofSeconds(45);

    private PassthroughRows() {}

    static List<Row> rows() {
        return List.of(
                new Row(
                        "passthrough",
                        "an address that the mesh does not know is reached",
                        PassthroughRows::unknown),
                new Row(
                        "pod-address",
                        "a pod is reached by its own address",
                        PassthroughRows::podAddress),
                new Row(
                        "headless",
                        "a headless Service is reached by name",
                        PassthroughRows::headless),
                new Row(
                        "server-first",
                        "a server that speaks first is heard at once",
                        PassthroughRows::serverFirst));
    }

    private static Outcome unknown(Fleet fleet) throws InterruptedException {
        // The node's own address is no Service and no pod: the NodePort answers there.
        String node =
                fleet.exec("api-gateway", "sh", "-c", "ip route | awk '/default/ {print $3}'")
                        .output()
                        .strip();
        String url = "http://" + node + ":30080/";
        int status = Configuration.status(fleet, "api-gateway", url);
        Optional<Duration> logged =
                fleet.await(
                        Duration.ofSeconds(5),
                        () ->
                                fleet.log("api-gateway", "istio-proxy").stream()
                                        .anyMatch(line -> line.contains("PassthroughCluster")));
        return Outcome.of(
                status == 200 && logged.isPresent(),
                "%s answers %d, %s"
                        .formatted(
                                url,
                                status,
                                logged.isPresent() ? "by PassthroughCluster" : "not logged"),
                "200 by PassthroughCluster");
    }

    private static Outcome podAddress(Fleet fleet) {
        String address = fleet.address("staff-service");
        String body =
                Configuration.body(
                        fleet, "api-gateway", "http://" + address + ":8080/driver/City%20Truck");
        return Outcome.of(
                body.contains("placeholder"),
                address + " answers " + body,
                "the safe version's driver");
    }

    private static Outcome headless(Fleet fleet) throws InterruptedException {
        fleet.apply(
                FILE,
                """
                apiVersion: v1
                kind: Service
                metadata: {name: staff-headless, namespace: default}
                spec:
                  clusterIP: None
                  selector: {app: staff-service}
                  ports: [{name: http, port: 8080, targetPort: 8080}]
                """);
        String url = "http://staff-headless:8080/driver/City%20Truck";
        Optional<Duration> answered =
                fleet.await(STARTED, () -> Configuration.status(fleet, "api-gateway", url) == 200);
        int good = 0;
        for (int i = 0; i < 20; i++) {
            good += Configuration.status(fleet, "api-gateway", url) == 200 ? 1 : 0;
        }
        fleet.withdraw(FILE);
        return Outcome.of(answered.isPresent() && good == 20, good + " of 20 calls answered", "20");
    }

    private static Outcome serverFirst(Fleet fleet) throws InterruptedException {
        fleet.apply(FILE, greeter());
        Optional<Duration> heard =
                fleet.await(STARTED, () -> greeting(fleet).contains("hello from the server"));
        String last = greeting(fleet);
        Duration took = fleet.timed(() -> greeting(fleet));
        fleet.withdraw(FILE);
        return Outcome.of(
                heard.isPresent() && took.toMillis() < 1000,
                "'%s' after %s".formatted(last.strip(), Configuration.seconds(took)),
                "the greeting within 1 s");
    }

    /// What a client hears that sends nothing.
    private static String greeting(Fleet fleet) {
        return fleet.exec(
                        "api-gateway",
                        "bash",
                        "-c",
                        "exec 3<>/dev/tcp/greeter/7000 && timeout 3 head -n 1 <&3")
                .output();
    }

    static String greeter() {
        return """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: greeter, namespace: default}
        spec:
          replicas: 1
          selector: {matchLabels: {app: greeter}}
          template:
            metadata: {labels: {app: greeter, version: v1}}
            spec:
              containers:
              - {name: greeter, image: "fairlead/greeter:1", ports: [{containerPort: 7000}]}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: greeter, namespace: default}
        spec:
          selector: {app: greeter}
          ports: [{name: tcp, port: 7000, targetPort: 7000}]
        """;
    }
}
