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
        fleet.apply(
                FILE,
                deployment(OUTSIDER, "sidecar.istio.io/inject: \"false\"", "fairlead/idle:1", "")
                        + deployment(ECHO, "version: v1", "fairlead/echo:1", "")
                        + service(ECHO)
                        + deployment(
                                IMPOSTOR,
                                "sidecar.istio.io/inject: \"false\", security.istio.io/tlsMode: istio",
                                "fairlead/idle:1",
                                "command: [sh, -c, '%s && exec %s']"
                                        .formatted(selfSigned(), SERVER))
                        + service(IMPOSTOR));
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

    private static String deployment(String name, String label, String image, String command) {
        return """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: %1$s, namespace: default}
        spec:
          replicas: 1
          selector: {matchLabels: {app: %1$s}}
          template:
            metadata: {labels: {app: %1$s, %2$s}}
            spec:
              containers:
              - name: app
                image: %3$s
                env: [{name: SPRING_PROFILES_ACTIVE, value: production-microservice}]
                %4$s
        ---
        """
                .formatted(name, label, image, command);
    }

    private static String service(String name) {
        return """
        apiVersion: v1
        kind: Service
        metadata: {name: %1$s, namespace: default}
        spec: {selector: {app: %1$s}, ports: [{name: http, port: 8080}]}
        ---
        """
                .formatted(name);
    }
}
