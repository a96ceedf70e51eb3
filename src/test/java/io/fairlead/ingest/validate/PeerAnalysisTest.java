package io.fairlead.ingest.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.ingest.decode.Limits;
import io.fairlead.ingest.validate.FileSet.FileName;
import io.fairlead.model.config.Problem;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What is said about policies of peers: those that concern nobody, and rules that make clients speak what servers refuse.
class PeerAnalysisTest {
    private static final String FLEET =
            """
            apiVersion: v1
            kind: Service
            metadata: {name: staff}
            spec: {selector: {app: staff}, ports: [{port: 80, name: http, targetPort: 8080}]}
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: staff}
            spec:
              template:
                metadata: {labels: {app: staff, version: safe}}
                spec: {containers: [{name: staff, image: staff}]}
            ---
            """;
    private static final String STRICT = peers("default", "mtls: {mode: STRICT}");

    @Test
    void aRuleInClearToAStrictServerNamesBoth() {
        assertThat(said(FLEET + STRICT + rule("staff", "tls: {mode: DISABLE}")))
                .singleElement()
                .asString()
                .contains(
                        "[tls-conflict]",
                        "DestinationRule default/rule spec.trafficPolicy.tls",
                        "clients speak DISABLE to staff.default.svc.cluster.local:80",
                        "by PeerAuthentication default/peers at a.yaml:");
    }

    @Test
    void foreignTlsToAStrictServerConflictsTooAndTheMeshsOwnDoesNot() {
        assertThat(said(FLEET + STRICT + rule("staff", "tls: {mode: SIMPLE}"))).hasSize(1);
        assertThat(said(FLEET + STRICT + rule("staff", "tls: {mode: ISTIO_MUTUAL}"))).isEmpty();
        assertThat(said(FLEET + rule("staff", "tls: {mode: DISABLE}"))).isEmpty();
    }

    @Test
    void theMeshsTlsToAServerInClearConflicts() {
        String clear = peers("default", "mtls: {mode: DISABLE}");

        assertThat(said(FLEET + clear + rule("staff", "tls: {mode: ISTIO_MUTUAL}")))
                .singleElement()
                .asString()
                .contains("take clear text only");
    }

    @Test
    void aPortAndASubsetConflictWhereTheyAreWritten() {
        String ports = "portLevelSettings: [{port: {number: 80}, tls: {mode: DISABLE}}]";
        String subset =
                "subsets: [{name: a, labels: {version: safe}, trafficPolicy: {tls: {mode: DISABLE}}}]";

        assertThat(said(FLEET + STRICT + rule("staff", ports)))
                .singleElement()
                .asString()
                .contains("spec.trafficPolicy.portLevelSettings");
        assertThat(said(FLEET + STRICT + bare("staff", subset)))
                .singleElement()
                .asString()
                .contains("spec.subsets[0].trafficPolicy.tls");
    }

    @Test
    void aWildcardRuleConflictsOnceUnlessAnotherRuleDecides() {
        String all = rule("'*.svc.cluster.local'", "tls: {mode: DISABLE}");
        String own = bare("staff", "subsets: []").replace("name: rule", "name: own");

        assertThat(said(FLEET + STRICT + all)).singleElement().asString().contains("tls-conflict");
        assertThat(said(FLEET + STRICT + all + own)).isEmpty();
    }

    @Test
    void theDeciderOfAPortIsNamed() {
        String port =
                peers(
                                "default",
                                "selector: {matchLabels: {app: staff}}, portLevelMtls: {8080: {mode: STRICT}}")
                        .replace("name: peers", "name: of-port");

        assertThat(said(FLEET + port + rule("staff", "tls: {mode: DISABLE}")))
                .singleElement()
                .asString()
                .contains("PeerAuthentication default/of-port");
    }

    @Test
    void serversWithoutAProxyAreNotStrict() {
        String bare = FLEET.replace("version: safe", "sidecar.istio.io/inject: 'false'");

        assertThat(said(bare + STRICT + rule("staff", "tls: {mode: DISABLE}"))).isEmpty();
    }

    @Test
    void aSelectorInTheRootNamespaceSelectsNothing() {
        String rooted =
                peers(
                        "istio-system",
                        "selector: {matchLabels: {app: staff}}, mtls: {mode: STRICT}");

        assertThat(said(FLEET + rooted))
                .singleElement()
                .asString()
                .contains("[no-effect]", "a selector in istio-system selects nothing");
    }

    @Test
    void aSelectorThatFitsNoPodIsNamed() {
        String nobody =
                peers("default", "selector: {matchLabels: {app: stuff}}, mtls: {mode: STRICT}");

        assertThat(said(FLEET + nobody)).singleElement().asString().contains("[empty-selector]");
    }

    @Test
    void ofTwoForTheSameWorkloadsTheOldestCounts() {
        String young =
                STRICT.replace(
                        "name: peers", "name: a, creationTimestamp: \"2026-01-01T00:00:00Z\"");

        assertThat(said(FLEET + STRICT + young))
                .singleElement()
                .asString()
                .contains(
                        "[shadowed]",
                        "PeerAuthentication default/a",
                        "PeerAuthentication default/peers at a.yaml:");
    }

    @Test
    void thePortOfAServiceIsNotOneOfTheWorkload() {
        String port =
                peers(
                        "default",
                        "selector: {matchLabels: {app: staff}}, portLevelMtls: {80: {mode: STRICT}}");

        assertThat(said(FLEET + port))
                .singleElement()
                .asString()
                .contains("[unknown-port]", "the workload listens on [8080]");
    }

    private static List<String> said(String text) {
        Validation validation =
                Validation.of(
                        Map.of(
                                new FileName(0, "a.yaml", false),
                                FileCheck.check("a.yaml", text, Limits.DEFAULT)));
        assertThat(validation.errors()).as("%s", validation.problems()).isZero();
        return validation.problems().stream().filter(p -> !p.isInfo()).map(Problem::text).toList();
    }

    private static String peers(String namespace, String spec) {
        return """
        apiVersion: security.istio.io/v1
        kind: PeerAuthentication
        metadata: {name: peers, namespace: %s}
        spec: {%s}
        ---
        """
                .formatted(namespace, spec);
    }

    private static String rule(String host, String policy) {
        return bare(host, "trafficPolicy: {" + policy + "}");
    }

    private static String bare(String host, String more) {
        return """
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: {name: rule}
        spec:
          host: %s
          %s
        ---
        """
                .formatted(host, more);
    }
}
