package io.fairlead.ingest.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.ingest.decode.Limits;
import io.fairlead.ingest.validate.FileSet.FileName;
import io.fairlead.model.config.Problem;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What is said about names that lead nowhere and rules that hide each other.
class AnalysisTest {
    private static final String FLEET =
            """
            apiVersion: v1
            kind: Service
            metadata: {name: staff}
            spec: {selector: {app: staff}, ports: [{port: 8080, name: http}]}
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

    @Test
    void rulesThatFitTogetherAreNotMentioned() {
        assertThat(
                        said(
                                FLEET
                                        + rule("staff", "safe", "version: safe")
                                        + route("canary", "staff", "subset: safe")))
                .isEmpty();
    }

    @Test
    void hostsAreResolvedInTheNamespaceOfTheRule() {
        String other =
                route("canary", "staff", "")
                        .replace("{name: canary}", "{name: canary, namespace: shop}");

        assertThat(said(FLEET + other))
                .hasSize(2)
                .allMatch(line -> line.contains("staff.shop.svc.cluster.local"))
                .allMatch(line -> line.contains("did you mean staff.default.svc.cluster.local?"));
    }

    @Test
    void anUnknownSubsetNamesTheKnownOnes() {
        assertThat(
                        said(
                                FLEET
                                        + rule("staff", "safe", "version: safe")
                                        + route("canary", "staff", "subset: sade")))
                .singleElement()
                .asString()
                .contains(
                        "[unknown-subset]",
                        "spec.http[0].route[0].destination.subset",
                        "known subsets: safe");
    }

    @Test
    void aSubsetOfAWildcardRuleIsKnown() {
        String wildcard = rule("\"*.default.svc.cluster.local\"", "safe", "version: safe");

        assertThat(said(FLEET + wildcard + route("canary", "staff", "subset: safe"))).isEmpty();
    }

    @Test
    void aSubsetWithoutPodsAnswers503() {
        assertThat(said(FLEET + rule("staff", "risky", "version: risky")))
                .singleElement()
                .asString()
                .contains("[empty-subset]", "{version=risky}");
    }

    @Test
    void aPortOfTheContainerIsNotOneOfTheService() {
        assertThat(said(FLEET + route("canary", "staff", "port: {number: 80}")))
                .singleElement()
                .asString()
                .contains("[unknown-port]", "did you mean 8080?");
    }

    @Test
    void ofTwoVirtualServicesForOneHostTheOldestDecides() {
        String old =
                route("z-old", "staff", "")
                        .replace(
                                "{name: z-old}",
                                "{name: z-old, creationTimestamp: \"2020-01-01T00:00:00Z\"}");
        String young =
                route("a-young", "staff", "")
                        .replace(
                                "{name: a-young}",
                                "{name: a-young, creationTimestamp: \"2021-01-01T00:00:00Z\"}");

        assertThat(said(FLEET + young + old))
                .singleElement()
                .asString()
                .contains(
                        "[shadowed]",
                        "VirtualService default/a-young",
                        "decided by VirtualService default/z-old");
    }

    @Test
    void ofTwoDestinationRulesForOneHostBothAreNamed() {
        String two =
                rule("staff", "safe", "version: safe")
                        + rule("staff.default.svc.cluster.local", "all", "app: staff")
                                .replace("{name: rule}", "{name: two}");

        assertThat(said(FLEET + two))
                .singleElement()
                .asString()
                .contains(
                        "[merged]",
                        "DestinationRule default/two",
                        "DestinationRule default/rule is for the same host");
    }

    @Test
    void aGatewayThatIsThereIsKnown() {
        String gateway =
                """
                apiVersion: networking.istio.io/v1
                kind: Gateway
                metadata: {name: ingress}
                spec: {servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}]}
                ---
                """;
        String bound =
                route("canary", "staff", "")
                        .replace("hosts:", "gateways: [ingress, mesh]\n  hosts:");

        assertThat(said(FLEET + gateway + bound)).isEmpty();
        assertThat(said(FLEET + bound)).singleElement().asString().contains("[unknown-gateway]");
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

    private static String route(String name, String host, String more) {
        return """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: %s}
        spec:
          hosts: [%s]
          http:
          - route:
            - destination:
                host: %s
                %s
        ---
        """
                .formatted(name, host, host, more);
    }

    private static String rule(String host, String subset, String label) {
        return """
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: {name: rule}
        spec:
          host: %s
          subsets:
          - name: %s
            labels: {%s}
        ---
        """
                .formatted(host, subset, label);
    }
}
