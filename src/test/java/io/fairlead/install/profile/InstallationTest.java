package io.fairlead.install.profile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.ingest.decode.YamlWriter;
import io.fairlead.install.profile.Installation.Outcome;
import io.fairlead.install.profile.Request.NamedText;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstallationTest {
    private static final Installation INSTALLATION = new Installation(ChartsOfCheckout.texts());

    private static Outcome.Planned planned(Request request) {
        Outcome outcome = INSTALLATION.plan(request);
        assertThat(outcome).isInstanceOf(Outcome.Planned.class);
        return (Outcome.Planned) outcome;
    }

    private static List<String> refused(Request request) {
        Outcome outcome = INSTALLATION.plan(request);
        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        return ((Outcome.Refused) outcome).problems();
    }

    private static Request file(String text, String... sets) {
        return new Request(
                List.of(new NamedText("mesh.yaml", text)), List.of(sets), List.of(), "", "");
    }

    private static Set<String> deployments(Request request) {
        return planned(request).objects().stream()
                .filter(object -> object.path("kind").asText().equals("Deployment"))
                .map(object -> object.at("/metadata/name").asText())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static ObjectNode object(Outcome.Planned planned, String name) {
        return planned.objects().stream()
                .filter(object -> Differences.name(object).equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void profilesHaveTheirParts() {
        assertThat(deployments(Request.of())).containsExactly("istio-ingressgateway", "istiod");
        assertThat(deployments(Request.of("profile=demo")))
                .containsExactly(
                        "grafana",
                        "istio-egressgateway",
                        "istio-ingressgateway",
                        "istio-tracing",
                        "istiod",
                        "kiali",
                        "prometheus");
        assertThat(deployments(Request.of("profile=minimal"))).containsExactly("istiod");
        assertThat(planned(Request.of("profile=empty")).objects()).isEmpty();
        assertThat(deployments(Request.of("profile=preview")))
                .containsExactly("istio-ingressgateway", "istiod");
    }

    @Test
    void partsAreSwitchedOneByOne() {
        assertThat(
                        deployments(
                                Request.of(
                                        "profile=default",
                                        "addonComponents.kiali.enabled=true",
                                        "addonComponents.grafana.enabled=true",
                                        "components.ingressGateways[0].enabled=false")))
                .containsExactly("grafana", "istiod", "kiali");
    }

    @Test
    void theSpellingOfTheNotesIsRefusedWithTheRightOne() {
        assertThat(
                        refused(
                                Request.of(
                                        "profile=default",
                                        "addComponents.kiali.enabled=true",
                                        "addComponents.grafana.enabled=true")))
                .hasSize(2)
                .allSatisfy(problem ->
                        assertThat(problem)
                                .contains(
                                        "unknown field \"addComponents\" in v1alpha1.IstioOperatorSpec")
                                .contains("did you mean addonComponents?"));
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() {
        List<String> problems =
                refused(
                        new Request(
                                List.of(
                                        new NamedText(
                                                "mesh.yaml",
                                                """
                                                apiVersion: install.istio.io/v1alpha1
                                                kind: IstioOperator
                                                spec:
                                                  components:
                                                    pilto: {enabled: true}
                                                  meshConfig:
                                                    accessLogFiel: /dev/stdout
                                                """)),
                                List.of(
                                        "profile=dmeo",
                                        "values.gloabl.hub=here",
                                        "values.pilot.replicaCount=many",
                                        "components.egressGateways[0].enabled=maybe",
                                        "nonsense"),
                                List.of(),
                                "Not_a_name",
                                ""));
        assertThat(String.join("\n", problems))
                .contains("mesh.yaml:5: error [unknown-field] spec.components.pilto")
                .contains("did you mean pilot?")
                .contains("did you mean accessLogFile?")
                .contains("there is no profile \"dmeo\"")
                .contains("did you mean demo?")
                .contains("did you mean global?")
                .contains("values.pilot.replicaCount is the string \"many\", expected an integer")
                .contains("expected true or false")
                .contains("\"nonsense\" is no PATH=VALUE")
                .contains("revision \"Not_a_name\" is no name");
        assertThat(problems).hasSize(8);
    }

    @Test
    void anotherNamespaceIsRefused() {
        assertThat(refused(new Request(List.of(), List.of(), List.of(), "", "mesh")))
                .singleElement()
                .asString()
                .contains("namespace \"mesh\"")
                .contains("istio-system");
    }

    @ParameterizedTest
    @ValueSource(strings = {"remote", "separate"})
    void profilesOfOldSayWhyTheyAreGone(String profile) {
        assertThat(refused(Request.of("profile=" + profile)))
                .singleElement()
                .asString()
                .contains("there is no profile " + profile + ": it ")
                .contains("default, demo, empty, minimal, preview");
    }

    @Test
    void aDumpedProfileGivesTheSameObjects() {
        Outcome described = INSTALLATION.describe(Request.of("profile=demo"));
        assertThat(described).isInstanceOf(Outcome.Planned.class);
        String text = YamlWriter.write(((Outcome.Planned) described).spec());
        assertThat(planned(file(text)).objects())
                .isEqualTo(planned(Request.of("profile=demo")).objects());
    }

    @Test
    void settingsGoOverFilesAndFilesOverProfiles() {
        String text =
                """
                apiVersion: install.istio.io/v1alpha1
                kind: IstioOperator
                metadata: {name: mine}
                spec:
                  profile: demo
                  hub: example.com/mine
                  components:
                    ingressGateways:
                    - name: istio-ingressgateway
                      k8s:
                        replicaCount: 2
                        service: {type: ClusterIP}
                        env: [{name: A, value: b}]
                    - name: second
                      enabled: true
                      label: {istio: second}
                """;
        Outcome.Planned planned = planned(file(text, "tag=9.9"));
        ObjectNode gateway = object(planned, "Deployment istio-system/istio-ingressgateway");
        assertThat(gateway.at("/spec/replicas").asInt()).isEqualTo(2);
        JsonNode container = gateway.at("/spec/template/spec/containers/0");
        assertThat(container.path("image").asText()).isEqualTo("example.com/mine/proxyv2:9.9");
        assertThat(container.path("env").toString()).contains("{\"name\":\"A\",\"value\":\"b\"}");
        assertThat(
                        object(planned, "Service istio-system/istio-ingressgateway")
                                .at("/spec/type")
                                .asText())
                .isEqualTo("ClusterIP");
        assertThat(
                        object(planned, "Deployment istio-system/second")
                                .at("/spec/selector/matchLabels/istio")
                                .asText())
                .isEqualTo("second");
    }

    @Test
    void firstPartyTokensNeedNoProjectedVolume() {
        Outcome.Planned planned =
                planned(Request.of("profile=demo", "values.global.jwtPolicy=first-party-jwt"));
        for (String name :
                List.of(
                        "Deployment istio-system/istiod",
                        "Deployment istio-system/istio-ingressgateway",
                        "Deployment istio-system/istio-egressgateway")) {
            assertThat(object(planned, name).toString())
                    .contains("{\"name\":\"JWT_POLICY\",\"value\":\"first-party-jwt\"}")
                    .doesNotContain("serviceAccountToken\"");
        }
        assertThat(object(planned, "ConfigMap istio-system/istio-sidecar-injector").toString())
                .contains("first-party-jwt");
    }

    @Test
    void portsOfNodesThatTwoWantAreFoundBefore() {
        assertThat(
                        refused(
                                Request.of(
                                        "profile=demo",
                                        "values.kiali.nodePort=31001",
                                        "values.pilot.consoleNodePort=31380")))
                .hasSize(2)
                .anySatisfy(problem -> assertThat(problem).contains("port 31001"))
                .anySatisfy(problem -> assertThat(problem).contains("port 31380"));
    }

    @Test
    void whatOthersNeedComesFirstAndWebhooksLast() {
        List<String> kinds =
                planned(Request.of("profile=demo")).objects().stream()
                        .map(object -> object.path("kind").asText())
                        .distinct()
                        .toList();
        assertThat(kinds).startsWith("Namespace", "CustomResourceDefinition", "ServiceAccount");
        assertThat(kinds)
                .endsWith("ValidatingWebhookConfiguration", "MutatingWebhookConfiguration");
    }

    @Test
    void noPodOfOursHasRights() {
        for (ObjectNode object : planned(Request.of("profile=demo")).objects()) {
            if (!object.path("kind").asText().equals("Deployment")) {
                continue;
            }
            JsonNode pod = object.at("/spec/template/spec");
            String name = Differences.name(object);
            assertThat(pod.at("/securityContext/seccompProfile/type").asText())
                    .as(name)
                    .isEqualTo("RuntimeDefault");
            assertThat(pod.path("hostNetwork").asBoolean()).as(name).isFalse();
            for (JsonNode container : pod.path("containers")) {
                JsonNode context = container.path("securityContext");
                assertThat(context.path("runAsNonRoot").asBoolean()).as(name).isTrue();
                assertThat(context.path("readOnlyRootFilesystem").asBoolean()).as(name).isTrue();
                assertThat(context.path("allowPrivilegeEscalation").asBoolean(true))
                        .as(name)
                        .isFalse();
                assertThat(context.at("/capabilities/drop/0").asText()).as(name).isEqualTo("ALL");
                assertThat(container.at("/resources/requests").isEmpty()).as(name).isFalse();
                assertThat(
                                container.has("readinessProbe")
                                        || container.path("name").asText().contains("reload"))
                        .as(name)
                        .isTrue();
            }
        }
    }

    /// Who writes everywhere may write two things by name, make ConfigMaps, ask about tokens, and do what the migration
    /// to mutual TLS does; nothing else.
    @Test
    void rightsAreTheLeast() {
        TreeSet<String> writes = new TreeSet<>();
        for (ObjectNode object : planned(Request.of("profile=demo")).objects()) {
            if (!object.path("kind").asText().equals("ClusterRole")) {
                continue;
            }
            for (JsonNode rule : object.path("rules")) {
                for (JsonNode verb : rule.path("verbs")) {
                    if (!Set.of("get", "list", "watch").contains(verb.asText())) {
                        writes.add(
                                verb.asText()
                                        + " "
                                        + rule.path("resources")
                                        + rule.path("resourceNames"));
                    }
                }
            }
        }
        assertThat(writes)
                .containsExactlyInAnyOrder(
                        "create [\"configmaps\"]",
                        "create [\"peerauthentications\"]",
                        "create [\"tokenreviews\"]",
                        "delete [\"peerauthentications\"]",
                        "patch [\"configmaps\"][\"istio-ca-root-cert\"]",
                        "patch [\"mtlsmigrations/status\"]",
                        "patch [\"mutatingwebhookconfigurations\"][\"istio-sidecar-injector\"]",
                        "patch [\"validatingwebhookconfigurations\"][\"istio-validator-istio-system\"]",
                        "update [\"configmaps\"][\"istio-ca-root-cert\"]",
                        "update [\"peerauthentications\"]");
    }

    @Test
    void noWebhookCanStopTheClusterItself() {
        for (ObjectNode object :
                planned(Request.of("values.sidecarInjectorWebhook.enableNamespacesByDefault=true"))
                        .objects()) {
            if (object.path("kind").asText().equals("MutatingWebhookConfiguration")) {
                assertThat(object.path("webhooks")).hasSize(5);
                for (JsonNode webhook : object.path("webhooks")) {
                    assertThat(webhook.path("namespaceSelector").toString())
                            .contains("kubernetes.io/metadata.name")
                            .contains("kube-system");
                }
            }
        }
    }

    @Test
    void oldNamesOfPartsLeadToTheDaemon() {
        Outcome.Planned planned = planned(Request.of());
        for (String name :
                List.of(
                        "istio-pilot",
                        "istio-telemetry",
                        "zipkin",
                        "jaeger-collector",
                        "tracing")) {
            assertThat(
                            object(planned, "Service istio-system/" + name)
                                    .at("/spec/selector/app")
                                    .asText())
                    .isEqualTo("istiod");
        }
        assertThat(
                        object(
                                        planned(Request.of("addonComponents.tracing.enabled=true")),
                                        "Service istio-system/zipkin")
                                .at("/spec/selector/app")
                                .asText())
                .isEqualTo("jaeger");
    }

    @Test
    void aNameInTheRevisionIsInTheObjects() {
        Outcome.Planned planned =
                planned(new Request(List.of(), List.of(), List.of(), "canary", ""));
        assertThat(planned.objects().stream().map(Differences::name))
                .contains(
                        "Deployment istio-system/istiod-canary",
                        "Service istio-system/istiod-canary",
                        "ConfigMap istio-system/istio-canary",
                        "MutatingWebhookConfiguration istio-sidecar-injector-canary")
                .doesNotContain("Service istio-system/istio-pilot");
        assertThat(
                        object(
                                        planned,
                                        "MutatingWebhookConfiguration istio-sidecar-injector-canary")
                                .path("webhooks"))
                .hasSize(2);
    }
}
