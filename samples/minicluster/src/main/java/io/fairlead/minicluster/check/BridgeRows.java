package io.fairlead.minicluster.check;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Row 81, and row 83 once more: what the cluster's bridge carries.
///
/// Sidecars speak TLS 1.3 with each other, which hides certificates, too: of a conversation between two of them the
/// cable shows handshakes, the name of the server that is called and the protocol, and who the two are is what both
/// count. In row 83-bridge a pod shows its own certificate, the one that its sidecar has, by TLS 1.2, where both
/// sides' pass in clear.
final class BridgeRows {

    private static final String WIRE = "check-wire.yaml";
    private static final String CALLER = "api-gateway";
    private static final String PATH = "/driver/City%20Truck";

    /// What only a request in clear has in it, and what only its answer has.
    private static final List<String> PLAIN = List.of("GET /driver", "City Truck");

    private static final String TOTAL = "istio_requests_total";
    private static final Duration SEEN = Duration.ofMinutes(1);
    private static final String FILE = "check-witness.yaml";
    private static final String WITNESS = "witness";
    private static final String CALLED = "staff-service";
    private static final String STAFF = "http://fleetman-staff-service:8080" + PATH;

    /// Who stands in the certificates, server and client.
    private static final List<String> SIDES =
            List.of(
                    "spiffe://cluster.local/ns/default/sa/default",
                    "spiffe://cluster.local/ns/default/sa/witness");

    private static final String CERTIFICATES = "/tmp/fairlead-witness";
    private static final String SAID = CERTIFICATES + "/answers";
    private static final Duration STARTED = Duration.ofMinutes(1);
    private static final int CALLS_MAX = 40;

    private BridgeRows() {}

    static List<Row> rows() {
        return List.of(
                new Row("81", "what crosses the network is ciphertext", BridgeRows::onTheWire),
                new Row(
                        "83-bridge",
                        "the bridge carries ciphertext, and both sides say who they are",
                        BridgeRows::onTheBridge));
    }

    /// A Service that nobody has called yet, so the first call opens a connection while the capture looks. The same
    /// capture on the pod's loopback shows the plaintext between sidecar and application: it sees what passes.
    private static Outcome onTheWire(Fleet fleet) throws InterruptedException {
        Optional<Outcome> missing = missing(fleet, Capture.PROGRAM);
        if (missing.isPresent()) {
            return missing.get();
        }
        fleet.apply(WIRE, wire());
        try {
            Optional<Duration> known = fleet.await(STARTED, () -> isKnown(fleet));
            return known.isPresent()
                    ? watched(fleet)
                    : Outcome.of(false, "api-gateway has no route to the new Service", "a route");
        } finally {
            fleet.withdraw(WIRE);
        }
    }

    private static Outcome watched(Fleet fleet) throws InterruptedException {
        String server = "outbound_.8080_._.wire.default.svc.cluster.local";
        Packets crossed;
        boolean control;
        int status;
        try (Capture bridge = Capture.onBridge(fleet);
                Capture inside = Capture.inPod(fleet, fleet.pods(CALLED).getFirst())) {
            status = Configuration.status(fleet, CALLER, "http://wire:8080" + PATH);
            fleet.await(SEEN, () -> conversation(fleet, bridge).encrypted() > 0);
            control = fleet.await(SEEN, () -> saysPlain(inside.packets())).isPresent();
            crossed = conversation(fleet, bridge);
        }
        fleet.await(SEEN, () -> !principals(fleet, CALLER, "source").isEmpty());
        Set<String> caller = principals(fleet, CALLER, "source");
        Set<String> called = principals(fleet, CALLED, "destination");
        boolean same = caller.size() == 1 && caller.equals(called);
        return Outcome.of(
                status == 200
                        && crossed.clientHellos(server, "istio-http/1.1") > 0
                        && crossed.serverHellos() > 0
                        && crossed.encrypted() > 0
                        && !saysPlain(crossed)
                        && control
                        && same,
                ("status %d; between the two pods %d packets, %d handshakes for %s, %d answers of TLS 1.3, %d"
                                + " encrypted, plaintext %s; between sidecar and application: %s;"
                                + " identities by the caller %s, by the called %s")
                        .formatted(
                                status,
                                crossed.count(),
                                crossed.clientHellos(server, "istio-http/1.1"),
                                server,
                                crossed.serverHellos(),
                                crossed.encrypted(),
                                saysPlain(crossed),
                                control,
                                caller,
                                called),
                "200; some, some, some, some, false; true; the same two by both");
    }

    private static Packets conversation(Fleet fleet, Capture bridge) {
        return bridge.packets().between(fleet.address(CALLER), fleet.address(CALLED));
    }

    private static boolean saysPlain(Packets packets) {
        return PLAIN.stream().anyMatch(packets::say);
    }

    /// Who called whom, as a sidecar counts it of calls from the caller to the called workload.
    private static Set<String> principals(Fleet fleet, String at, String reporter) {
        Set<String> found = new TreeSet<>();
        for (Series one : Series.of(fleet, at, TOTAL)) {
            Map<String, String> labels = one.labels();
            String source = labels.getOrDefault("source_principal", "");
            String destination = labels.getOrDefault("destination_principal", "");
            if (reporter.equals(labels.get("reporter"))
                    && CALLER.equals(labels.get("source_workload"))
                    && CALLED.equals(labels.get("destination_workload"))
                    && source.startsWith("spiffe://")
                    && destination.startsWith("spiffe://")) {
                found.add(source + " to " + destination);
            }
        }
        return found;
    }

    private static boolean isKnown(Fleet fleet) {
        String host = "wire.default.svc.cluster.local";
        return Configuration.routes(fleet, CALLER, host + ":8080")
                && CanaryRows.endpoints(fleet, "outbound|8080||" + host + "::")
                        .equals(List.of(fleet.address(CALLED) + ":8080"));
    }

    private static String wire() {
        return """
        apiVersion: v1
        kind: Service
        metadata: {name: wire, namespace: default}
        spec:
          selector: {app: staff-service, version: safe}
          ports: [{name: http, port: 8080}]
        """;
    }

    private static Optional<Outcome> missing(Fleet fleet, String program) {
        return fleet.program(program).isEmpty()
                ? Optional.of(
                        new Outcome.NotShown(
                                "no program %1$s on the PATH (apt-get install %1$s)"
                                        .formatted(program)))
                : Optional.empty();
    }

    private static Outcome onTheBridge(Fleet fleet) throws InterruptedException {
        Optional<Outcome> missing =
                missing(fleet, Capture.PROGRAM).or(() -> missing(fleet, "openssl"));
        if (missing.isPresent()) {
            return missing.get();
        }
        fleet.apply(FILE, witness());
        Optional<Duration> ready = fleet.await(STARTED, () -> isReady(fleet));
        Fleet.Watch load = fleet.watchFrom(CALLER, STAFF, 20, Duration.ofSeconds(3));
        Packets seen;
        try (Capture bridge = Capture.onBridge(fleet)) {
            fleet.execAsRoot(WITNESS, "sh", "-c", calls(fleet.address(CALLED)) + " &");
            fleet.await(SEEN, () -> SIDES.stream().allMatch(bridge.packets()::say));
            seen = bridge.packets();
        }
        Fleet.Seen calls = load.stop();
        fleet.await(SEEN, () -> answers(fleet).contains("HTTP/1.1 200"));
        String answers = answers(fleet);
        fleet.execAsRoot(WITNESS, "rm", "-rf", CERTIFICATES);
        fleet.withdraw(FILE);
        fleet.await(STARTED, () -> fleet.pods(WITNESS).isEmpty());
        boolean plain = saysPlain(seen);
        List<String> shown = SIDES.stream().filter(seen::say).toList();
        return Outcome.of(
                ready.isPresent()
                        && answers.contains("HTTP/1.1 200")
                        && calls.failed() == 0
                        && !plain
                        && shown.equals(SIDES),
                "meshed calls: %s; on the bridge: %d packets, plaintext %s, identities %s; its answer: %s"
                        .formatted(
                                calls.bound(),
                                seen.count(),
                                plain,
                                shown,
                                answers.lines().findFirst().orElse("none")),
                "0 failed; some, false, both; HTTP/1.1 200");
    }

    private static String answers(Fleet fleet) {
        return fleet.execAsRoot(WITNESS, "cat", SAID).output();
    }

    private static boolean isReady(Fleet fleet) {
        return fleet.pods(WITNESS).size() == 1
                && fleet.execAsRoot(WITNESS, "test", "-f", CERTIFICATES + "/root-cert.pem").status()
                        == 0;
    }

    /// As the sidecar's user, whose traffic nobody captures and whose key this is: again and again, for a call may come
    /// before the called one takes the new identity's name.
    private static String calls(String address) {
        return """
        (for i in $(seq %1$d); do
          printf 'GET /driver/City%%%%20Truck HTTP/1.1\\r\\nHost: a\\r\\nConnection: close\\r\\n\\r\\n' |
            timeout 5 setpriv --reuid 1337 --regid 1337 --clear-groups openssl s_client -quiet -tls1_2 \
              -alpn istio-http/1.1 -cert %2$s/cert-chain.pem -key %2$s/key.pem -connect %3$s:8080
          sleep 0.2
        done) >%4$s 2>/dev/null </dev/null\
        """
                .formatted(CALLS_MAX, CERTIFICATES, address, SAID)
                .strip();
    }

    private static String witness() {
        return """
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: witness, namespace: default}
        ---
        """
                + TestPod.idle(WITNESS).of(WITNESS).configured("OUTPUT_CERTS", CERTIFICATES).yaml();
    }
}
