package io.fairlead.minicluster.check;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Rows 81 and 83 once more, seen from the cable: what the cluster's bridge carries.
///
/// Sidecars speak TLS 1.3 with each other, which hides certificates, too. So a pod shows its own, the one that its
/// sidecar has, by TLS 1.2, where both sides' pass in clear.
final class BridgeRow {

    /// On the bridge that all pods are on.
    private static final String CAPTURE = "timeout 5 tcpdump -i pods0 -A -l -s 0 tcp port 8080";

    private static final String FILE = "check-witness.yaml";
    private static final String WITNESS = "witness";
    private static final String CALLED = "staff-service";
    private static final String STAFF = "http://fleetman-staff-service:8080/driver/City%20Truck";
    private static final String CERTIFICATES = "/tmp/fairlead-witness";
    private static final String SAID = CERTIFICATES + "/answers";
    private static final Duration STARTED = Duration.ofMinutes(1);
    private static final int CALLS_MAX = 40;

    private BridgeRow() {}

    static List<Row> rows() {
        return List.of(
                new Row(
                        "83-bridge",
                        "the bridge carries ciphertext, and both sides say who they are",
                        BridgeRow::onTheBridge));
    }

    private static Outcome onTheBridge(Fleet fleet) throws InterruptedException {
        for (String program : List.of("tcpdump", "openssl")) {
            if (fleet.program(program).isEmpty()) {
                return new Outcome.NotShown(
                        "no program %1$s on the PATH (apt-get install %1$s)".formatted(program));
            }
        }
        fleet.apply(FILE, witness());
        Optional<Duration> ready = fleet.await(STARTED, () -> isReady(fleet));
        Fleet.Watch load = fleet.watchFrom("api-gateway", STAFF, 20, Duration.ofSeconds(6));
        fleet.execAsRoot(WITNESS, "sh", "-c", calls(fleet.address(CALLED)) + " &");
        String seen = fleet.execOnNode("sh", "-c", CAPTURE).output();
        Fleet.Seen calls = load.stop();
        String answers = fleet.execAsRoot(WITNESS, "cat", SAID).output();
        fleet.execAsRoot(WITNESS, "rm", "-rf", CERTIFICATES);
        fleet.withdraw(FILE);
        fleet.await(STARTED, () -> fleet.pods(WITNESS).isEmpty());
        boolean plain = seen.contains("GET /driver") || seen.contains("City Truck");
        boolean server = seen.contains("spiffe://cluster.local/ns/default/sa/default");
        boolean client = seen.contains("spiffe://cluster.local/ns/default/sa/witness");
        return Outcome.of(
                ready.isPresent()
                        && answers.contains("HTTP/1.1 200")
                        && calls.failed() == 0
                        && !plain
                        && server
                        && client,
                ("meshed calls: %s; on the bridge: %d characters, plaintext %s, the server's identity %s,"
                                + " the client's %s; its answer: %s")
                        .formatted(
                                calls.bound(),
                                seen.length(),
                                plain,
                                server,
                                client,
                                answers.lines().findFirst().orElse("none")),
                "0 failed; some, false, true, true; HTTP/1.1 200");
    }

    private static boolean isReady(Fleet fleet) {
        return fleet.pods(WITNESS).size() == 1
                && fleet.execAsRoot(WITNESS, "test", "-f", CERTIFICATES + "/root-cert.pem").status()
                        == 0;
    }

    /// As the sidecar's user, whose traffic nobody captures and whose key this is: again and again, for the capture
    /// may begin late.
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
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: witness, namespace: default}
        spec:
          replicas: 1
          selector: {matchLabels: {app: witness}}
          template:
            metadata:
              labels: {app: witness, version: v1}
              annotations:
                proxy.istio.io/config: '{proxyMetadata: {OUTPUT_CERTS: %s}}'
            spec:
              serviceAccountName: witness
              containers: [{name: app, image: "fairlead/idle:1"}]
        """
                .formatted(CERTIFICATES);
    }
}
