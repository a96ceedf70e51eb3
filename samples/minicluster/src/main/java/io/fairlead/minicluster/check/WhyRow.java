package io.fairlead.minicluster.check;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A caller with a sidecar speaks clear text in three ways: what its own sidecar wrote down is joined with what the
/// sidecar of its target saw, and tells why.
final class WhyRow {
    private static final String FILE = "check-why.yaml";
    private static final String RULE = "check-why-rule.yaml";
    private static final String CALLER = "plain-speaker";
    private static final String CALLED = "plain-target";
    private static final String TARGET = "default/" + CALLED + ":8080";
    private static final String BY_NAME = "http://" + CALLED + ":8080/";
    private static final Duration STARTED = Duration.ofMinutes(1);
    private static final Duration TOLD = Duration.ofSeconds(20);

    private static final String DISABLE =
            """
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata: {name: check-why, namespace: default}
            spec: {host: plain-target, trafficPolicy: {tls: {mode: DISABLE}}}
            """;

    private WhyRow() {}

    static Outcome ask(Fleet fleet) throws InterruptedException {
        TestPod called = TestPod.echo(CALLED);
        fleet.apply(FILE, called.service() + called.yaml() + TestPod.idle(CALLER).yaml());
        try {
            boolean ready =
                    fleet.await(
                                    STARTED,
                                    () ->
                                            fleet.pods(CALLER).size() == 1
                                                    && Configuration.status(fleet, CALLER, BY_NAME)
                                                            == 200)
                            .isPresent();
            if (!ready) {
                return Outcome.of(false, CALLER + " reaches no target", "a pod that does");
            }
            List<String> wrong = new ArrayList<>();
            String byAddress = "http://%s:8080/".formatted(fleet.address(CALLED));
            told(fleet, "POD_IP_CALL", wrong, byAddress);
            told(fleet, "HOST_HEADER_MISMATCH", wrong, BY_NAME, "Host: elsewhere.example");
            fleet.apply(RULE, DISABLE);
            told(fleet, "DR_TLS_DISABLE", wrong, BY_NAME);
            return Outcome.of(
                    wrong.isEmpty(),
                    wrong.isEmpty()
                            ? "a call by a pod's address, one with another Host, one by a rule: each told"
                            : String.join("; ", wrong),
                    "POD_IP_CALL; HOST_HEADER_MISMATCH; DR_TLS_DISABLE");
        } finally {
            fleet.withdraw(RULE);
            fleet.withdraw(FILE);
            fleet.await(
                    STARTED, () -> fleet.pods(CALLER).isEmpty() && fleet.pods(CALLED).isEmpty());
        }
    }

    /// Calls until it is told so: a rule takes its time to come.
    private static void told(
            Fleet fleet, String cause, List<String> wrong, String url, String... headers)
            throws InterruptedException {
        String wanted = " PLAIN_HTTP %s default/%s sa default".formatted(cause, CALLER);
        Optional<Duration> told =
                fleet.await(
                        TOLD,
                        Duration.ofSeconds(1),
                        () -> {
                            int _ = Configuration.status(fleet, CALLER, url, headers);
                            return MtlsView.told(source(fleet)).endsWith(wanted);
                        });
        if (told.isEmpty()) {
            wrong.add(cause + " came as" + MtlsView.told(source(fleet)));
        }
    }

    private static JsonNode source(Fleet fleet) {
        return MtlsView.of(fleet).inClear(TARGET, fleet.address(CALLER));
    }
}
