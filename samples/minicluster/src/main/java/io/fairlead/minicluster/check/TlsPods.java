package io.fairlead.minicluster.check;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// Pods that the rows about mutual TLS need: one without a sidecar, one that echoes, one that pretends.
final class TlsPods {

    /// A pod without a sidecar that does nothing; `exec` makes it ask.
    static final String OUTSIDER = "outsider";

    /// A meshed server that says what it was asked, on port 8080.
    static final String ECHO = "echo";

    /// A pod without a sidecar that says it has one, and serves TLS with a certificate of its own making.
    static final String IMPOSTOR = "impostor";

    private static final String FILE = "check-tls-pods.yaml";
    private static final Duration STARTED = Duration.ofMinutes(1);

    /// The identity that the impostor writes into its own certificate.
    private static final String CLAIM = "URI:spiffe://cluster.local/ns/default/sa/default";

    private static final String SERVER =
            "openssl s_server -quiet -accept 8080 -www -cert $d/c -key $d/k";

    private TlsPods() {}

    /// Brings them up.
    ///
    /// @return false when they didn't get ready in time
    static boolean start(Fleet fleet) throws InterruptedException {
        TestPod echo = TestPod.echo(ECHO);
        TestPod impostor =
                TestPod.idle(IMPOSTOR)
                        .labelled(
                                ", sidecar.istio.io/inject: \"false\", security.istio.io/tlsMode: istio")
                        .running(selfSigned() + " && exec " + SERVER);
        fleet.apply(
                FILE,
                TestPod.idle(OUTSIDER).outside().yaml()
                        + echo.yaml()
                        + echo.service()
                        + impostor.yaml()
                        + impostor.service());
        return fleet.await(
                        STARTED,
                        () ->
                                fleet.pods(OUTSIDER).size() == 1
                                        && fleet.pods(ECHO).size() == 1
                                        && fleet.pods(IMPOSTOR).size() == 1
                                        && isKnown(fleet, ECHO)
                                        && isKnown(fleet, IMPOSTOR))
                .isPresent();
    }

    /// The caller of most rows has a route to it and its one endpoint; before that a call would pass through in
    /// plaintext, or find nobody.
    private static boolean isKnown(Fleet fleet, String service) {
        String host = service + ".default.svc.cluster.local";
        return Configuration.routes(fleet, "api-gateway", host + ":8080")
                && CanaryRows.endpoints(fleet, "outbound|8080||" + host + "::")
                        .equals(List.of(fleet.address(service) + ":8080"));
    }

    /// Takes them away, and waits until none is ready: the next row would take one that leaves for its own.
    static void stop(Fleet fleet) throws InterruptedException {
        fleet.withdraw(FILE);
        fleet.await(
                STARTED,
                () ->
                        Stream.of(OUTSIDER, ECHO, IMPOSTOR)
                                .allMatch(name -> fleet.pods(name).isEmpty()));
    }

    /// A shell command that leaves a key in `$d/k` and a certificate in `$d/c`, signed by itself.
    static String selfSigned() {
        return "d=$(mktemp -d) && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
                + " -keyout $d/k -out $d/c -days 1 -subj /O=nobody -addext subjectAltName="
                + CLAIM
                + " 2>/dev/null";
    }
}
