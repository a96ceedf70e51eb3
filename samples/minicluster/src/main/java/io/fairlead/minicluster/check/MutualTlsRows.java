package io.fairlead.minicluster.check;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Rows 7, 35, 82, 83 and 85 to 87: calls are encrypted without a line of YAML, and can be made to be.
final class MutualTlsRows {

    private static final String FILE = "check-mtls.yaml";
    private static final String FRONT_DOOR = "check-front-door.yaml";
    private static final String ECHO = "http://echo:8080/";
    private static final String REQUEST =
            "GET / HTTP/1.1\\r\\nHost: echo\\r\\nConnection: close\\r\\n\\r\\n";
    private static final List<String> CALLED_BY_SIDECARS =
            List.of("api-gateway", "position-tracker", "vehicle-telemetry", "staff-service");
    private static final Duration POLICY_MAX = Duration.ofSeconds(2);
    private static final Duration ROUTED_MAX = Duration.ofSeconds(5);
    private static final int CURL_RESET = 56;
    private static final Pattern IDENTITY =
            Pattern.compile("spiffe://cluster\\.local/ns/default/sa/[a-z0-9-]+");

    private MutualTlsRows() {}

    static List<Row> rows() {
        return List.of(
                new Row(
                        "7",
                        "one request is measured, routed by rule and encrypted",
                        MutualTlsRows::oneRequest),
                new Row("35", "the whole fleet calls by TLS", MutualTlsRows::wholeFleet),
                new Row(
                        "82",
                        "calls between sidecars are encrypted with no security YAML",
                        MutualTlsRows::byDefault),
                new Row("83", "each side verifies the other", MutualTlsRows::bothVerify),
                new Row("85", "PERMISSIVE takes plaintext and TLS", MutualTlsRows::permissive),
                new Row("86", "STRICT refuses plaintext, at every level", MutualTlsRows::strict),
                new Row("87", "a NodePort of a STRICT workload is reset", MutualTlsRows::nodePort));
    }

    private static Outcome oneRequest(Fleet fleet) throws InterruptedException {
        fleet.apply(FILE, CanaryRows.canary(fleet, 0, 100));
        Optional<Duration> routed =
                fleet.await(ROUTED_MAX, () -> Drivers.ask(fleet, Drivers.SURE).onlyRisky());
        double before = Requests.served(fleet, "staff-service-risky", Requests.MUTUAL_TLS);
        String id = fleet.freshId();
        fleet.get(Drivers.PATH, "x-request-id", id);
        Optional<Duration> logged =
                fleet.await(
                        ROUTED_MAX,
                        () ->
                                fleet.log("staff-service-risky", "istio-proxy").stream()
                                        .anyMatch(line -> line.contains(id)));
        // The position tracker asks the same service, so there may be more than ours.
        double more = Requests.served(fleet, "staff-service-risky", Requests.MUTUAL_TLS) - before;
        fleet.withdraw(FILE);
        return Outcome.of(
                routed.isPresent() && logged.isPresent() && more >= 1,
                "by the rule: %s; istio_requests_total with mutual_tls: %.0f more"
                        .formatted(logged.isPresent(), more),
                "true; at least 1");
    }

    private static Outcome wholeFleet(Fleet fleet) throws InterruptedException {
        double plainBefore = served(fleet, Requests.PLAIN);
        double before = served(fleet, Requests.MUTUAL_TLS);
        for (int i = 0; i < 20; i++) {
            fleet.get(Drivers.PATH);
        }
        fleet.pause(Duration.ofSeconds(2));
        double encrypted = served(fleet, Requests.MUTUAL_TLS) - before;
        double plain = served(fleet, Requests.PLAIN) - plainBefore;
        return Outcome.of(
                encrypted > 40 && plain == 0,
                "%.0f calls encrypted, %.0f plain".formatted(encrypted, plain),
                "more than 40; 0");
    }

    private static double served(Fleet fleet, String security) {
        return CALLED_BY_SIDECARS.stream()
                .mapToDouble(workload -> Requests.served(fleet, workload, security))
                .sum();
    }

    private static Outcome byDefault(Fleet fleet) {
        double plainBefore = Requests.served(fleet, "api-gateway", Requests.PLAIN);
        double before = Requests.served(fleet, "api-gateway", Requests.MUTUAL_TLS);
        for (int i = 0; i < 10; i++) {
            fleet.get(Drivers.PATH);
        }
        double encrypted = Requests.served(fleet, "api-gateway", Requests.MUTUAL_TLS) - before;
        double plain = Requests.served(fleet, "api-gateway", Requests.PLAIN) - plainBefore;
        return Outcome.of(
                encrypted >= 10 && plain == 0,
                "webapp to api-gateway: %.0f encrypted, %.0f plain".formatted(encrypted, plain),
                "at least 10; 0");
    }

    private static Outcome bothVerify(Fleet fleet) throws InterruptedException {
        if (fleet.program("openssl").isEmpty()) {
            return Outcome.missing("no program openssl on the PATH (apt-get install openssl)");
        }
        boolean started = TlsPods.start(fleet);
        String echo = fleet.address(TlsPods.ECHO);
        String refused =
                fleet.exec(
                                TlsPods.OUTSIDER,
                                "sh",
                                "-c",
                                TlsPods.selfSigned()
                                        + " && printf '"
                                        + REQUEST
                                        + "' | timeout 5 openssl s_client -quiet"
                                        + " -alpn istio-http/1.1 -cert $d/c -key $d/k -connect "
                                        + echo
                                        + ":8080 2>&1")
                        .output();
        boolean clientRefused = !refused.contains("HTTP/1.1") && refused.contains("alert");
        fleet.await(ROUTED_MAX, () -> identified(fleet).contains("x-forwarded-client-cert:"));
        int impostor = Configuration.status(fleet, "api-gateway", "http://impostor:8080/");
        String both = identified(fleet);
        long identities = IDENTITY.matcher(both).results().count();
        TlsPods.stop(fleet);
        return Outcome.of(
                started && clientRefused && impostor == 503 && identities == 2,
                "self-signed client refused: %s; self-signed server: %d; %s"
                        .formatted(clientRefused, impostor, both),
                "true; 503; two identities");
    }

    /// The header by which the echo server learns who asks it, from api-gateway.
    private static String identified(Fleet fleet) {
        return Configuration.body(fleet, "api-gateway", ECHO)
                .lines()
                .filter(line -> line.startsWith("x-forwarded-client-cert"))
                .findFirst()
                .orElse("no x-forwarded-client-cert");
    }

    private static Outcome permissive(Fleet fleet) throws InterruptedException {
        boolean started = TlsPods.start(fleet);
        double before = Requests.served(fleet, "echo", Requests.MUTUAL_TLS);
        int plain = Configuration.status(fleet, TlsPods.OUTSIDER, ECHO);
        int meshed = Configuration.status(fleet, "api-gateway", ECHO);
        fleet.await(POLICY_MAX, () -> Requests.served(fleet, "echo", Requests.MUTUAL_TLS) > before);
        double encrypted = Requests.served(fleet, "echo", Requests.MUTUAL_TLS) - before;
        TlsPods.stop(fleet);
        return Outcome.of(
                started && plain == 200 && meshed == 200 && encrypted == 1,
                "without a sidecar %d, from a sidecar %d, %.0f of them encrypted"
                        .formatted(plain, meshed, encrypted),
                "200, 200, 1");
    }

    private static Outcome strict(Fleet fleet) throws InterruptedException {
        boolean started = TlsPods.start(fleet);
        // Whoever comes by the node port comes in plaintext: STRICT for all would cut the loop of
        // row 46, too.
        fleet.apply(
                FRONT_DOOR,
                policy(
                        "front-door",
                        "default",
                        "selector: {matchLabels: {app: webapp}}",
                        "mtls: {mode: PERMISSIVE}"));
        Fleet.Watch load = fleet.watchFrom("api-gateway", ECHO, 50, Duration.ofSeconds(25));
        Outcome outcome = Outcome.of(started, started ? "pods ready" : "pods missing", "ready");
        for (Level level : Level.values()) {
            outcome = outcome.and(level.ask(fleet));
        }
        Fleet.Seen seen = load.stop();
        fleet.withdraw(FRONT_DOOR);
        TlsPods.stop(fleet);
        return outcome.and(
                Outcome.of(
                        seen.failed() == 0 && seen.asked() > 0,
                        "meshed: " + seen.bound(),
                        "0 failed"));
    }

    /// Where a policy can stand, and what an outsider then meets at the echo server.
    private enum Level {
        MESH("istio-system", "", "mtls: {mode: STRICT}", true),
        NAMESPACE("default", "", "mtls: {mode: STRICT}", true),
        WORKLOAD("default", "selector: {matchLabels: {app: echo}}", "mtls: {mode: STRICT}", true),
        PORT(
                "default",
                "selector: {matchLabels: {app: echo}}",
                "mtls: {mode: STRICT}\n  portLevelMtls: {8080: {mode: PERMISSIVE}}",
                false);

        private final String namespace;
        private final String selector;
        private final String mtls;
        private final boolean refuses;

        Level(String namespace, String selector, String mtls, boolean refuses) {
            this.namespace = namespace;
            this.selector = selector;
            this.mtls = mtls;
            this.refuses = refuses;
        }

        Outcome ask(Fleet fleet) throws InterruptedException {
            fleet.apply(FILE, policy("check", namespace, selector, mtls));
            Optional<Duration> met =
                    fleet.await(POLICY_MAX, () -> plainRefused(fleet, ECHO) == refuses);
            // The last level ends where it began: what the port says must have held for a while.
            boolean holds = refuses || plainHolds(fleet);
            fleet.withdraw(FILE);
            Optional<Duration> restored = fleet.await(POLICY_MAX, () -> !plainRefused(fleet, ECHO));
            return Outcome.of(
                    met.isPresent() && holds && restored.isPresent(),
                    "%s %s after %s, restored after %s"
                            .formatted(
                                    name().toLowerCase(Locale.ROOT),
                                    refuses ? "refused" : "allowed",
                                    met.map(Configuration::seconds).orElse("never"),
                                    restored.map(Configuration::seconds).orElse("never")),
                    "2 s each");
        }

        private static boolean plainHolds(Fleet fleet) throws InterruptedException {
            fleet.pause(POLICY_MAX);
            return !plainRefused(fleet, ECHO);
        }
    }

    /// Whether a pod without a sidecar is reset.
    private static boolean plainRefused(Fleet fleet, String url) {
        int status =
                fleet.exec(
                                TlsPods.OUTSIDER,
                                "curl",
                                "-s",
                                "-o",
                                "/dev/null",
                                "--max-time",
                                "5",
                                url)
                        .status();
        return status == CURL_RESET;
    }

    private static String policy(String name, String namespace, String selector, String mtls) {
        return """
        apiVersion: security.istio.io/v1
        kind: PeerAuthentication
        metadata: {name: %s, namespace: %s}
        spec:
          %s
          %s
        """
                .formatted(name, namespace, selector, mtls);
    }

    private static Outcome nodePort(Fleet fleet) throws InterruptedException {
        boolean started = TlsPods.start(fleet);
        fleet.apply(
                "check-node-port.yaml",
                """
                apiVersion: v1
                kind: Service
                metadata: {name: tracker-outside, namespace: default}
                spec:
                  type: NodePort
                  selector: {app: position-tracker}
                  ports: [{name: http, port: 8080, nodePort: 32000}]
                """);
        String url = "http://10.244.0.1:32000/vehicles/";
        Optional<Duration> permissive =
                fleet.await(
                        Duration.ofSeconds(10),
                        () -> Configuration.body(fleet, TlsPods.OUTSIDER, url).startsWith("["));
        fleet.apply(
                FILE,
                policy(
                        "check",
                        "default",
                        "selector: {matchLabels: {app: position-tracker}}",
                        "mtls: {mode: STRICT}"));
        Optional<Duration> strict = fleet.await(POLICY_MAX, () -> plainRefused(fleet, url));
        fleet.withdraw(FILE);
        fleet.withdraw("check-node-port.yaml");
        TlsPods.stop(fleet);
        return Outcome.of(
                started && permissive.isPresent() && strict.isPresent(),
                "PERMISSIVE: %s; STRICT: %s"
                        .formatted(
                                permissive.isPresent() ? "a JSON array" : "none",
                                strict.isPresent() ? "reset" : "not reset"),
                "a JSON array; reset");
    }
}
