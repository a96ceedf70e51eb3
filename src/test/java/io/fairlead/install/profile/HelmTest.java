package io.fairlead.install.profile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.ingest.decode.Documents;
import io.fairlead.ingest.decode.Limits;
import io.fairlead.install.profile.Installation.Outcome;
import io.fairlead.testing.RealParts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The real Helm makes the same objects of our charts as we do.
class HelmTest {
    private static final String INSTALL = ".ci/run builds it, or see helm.sh/docs/intro/install";
    private static final int SECONDS_MAX = 60;
    private static final Installation OURS = new Installation(ChartsOfCheckout.texts());

    @TempDir private Path dir;

    @TestFactory
    Stream<DynamicTest> everyProfileGivesTheObjectsThatHelmMakes() {
        return OURS.profiles().names().stream()
                .map(name ->
                        DynamicTest.dynamicTest(
                                name, () -> compare(Request.of("profile=" + name))));
    }

    @Test
    void settingsGiveTheSameObjects() throws Exception {
        compare(
                new Request(
                        List.of(),
                        List.of(
                                "profile=demo",
                                "values.global.jwtPolicy=first-party-jwt",
                                "values.global.imagePullSecrets={one,two}",
                                "values.global.imagePullPolicy=Always",
                                "values.global.network=net-1",
                                "values.global.variant=slim",
                                "values.global.priorityClassName=high",
                                "values.pilot.autoscaleEnabled=true",
                                "values.pilot.env.PILOT_MAX_REQUESTS_PER_SECOND=\"50\"",
                                "values.pilot.extraArgs={--no-ca}",
                                "values.pilot.consoleHosts={mesh.example.com}",
                                "values.pilot.consoleNodePort=30201",
                                "values.pilot.podLabels.team=mesh",
                                "values.pilot.nodeSelector.zone=a",
                                "values.sidecarInjectorWebhook.enableNamespacesByDefault=true",
                                "values.gateways.istio-ingressgateway.type=LoadBalancer",
                                "values.gateways.istio-ingressgateway.loadBalancerIP=192.0.2.1",
                                "values.gateways.istio-ingressgateway.env.A=b",
                                "components.egressGateways[0].k8s.replicaCount=3",
                                "components.egressGateways[0].k8s.hpaSpec.maxReplicas=7",
                                "components.pilot.k8s.tolerations[0].key=infra"),
                        List.of("meshConfig.accessLogFormat=\"%PROTOCOL%\" {a: b}\n"),
                        "",
                        ""));
    }

    @Test
    void aNamedControlPlaneGivesTheSameObjects() throws Exception {
        compare(new Request(List.of(), List.of("profile=preview"), List.of(), "canary", ""));
    }

    private void compare(Request request) throws Exception {
        Path helm = RealParts.program("helm", INSTALL);
        Outcome outcome = OURS.plan(request);
        assertThat(outcome).isInstanceOf(Outcome.Planned.class);
        Outcome.Planned planned = (Outcome.Planned) outcome;
        Path values = Files.writeString(dir.resolve("values.json"), planned.values().toString());
        Path output = dir.resolve("objects.yaml");
        Path errors = dir.resolve("errors.txt");
        ProcessBuilder builder =
                new ProcessBuilder(
                                helm.toString(),
                                "template",
                                Installation.RELEASE,
                                ChartsOfCheckout.DIRECTORY.resolve("fairlead").toString(),
                                "--namespace",
                                planned.namespace(),
                                "--values",
                                values.toString())
                        .redirectOutput(output.toFile())
                        .redirectError(errors.toFile());
        builder.environment().put("HOME", dir.toString());
        Process process = builder.start();
        boolean ended = process.waitFor(SECONDS_MAX, TimeUnit.SECONDS);
        process.destroyForcibly();
        assertThat(ended).as("helm ended in time").isTrue();
        assertThat(process.exitValue()).as(Files.readString(errors)).isZero();
        Documents theirs = Documents.read("helm", Files.readString(output), Limits.DEFAULT);
        assertThat(theirs.problems()).isEmpty();
        // Helm makes the namespace by an option of its own.
        List<ObjectNode> ours =
                planned.objects().stream()
                        .filter(object -> !object.path("kind").asText().equals("Namespace"))
                        .toList();
        Map<String, JsonNode> byHelm = byName(theirs.values());
        Map<String, JsonNode> byUs = byName(ours);
        assertThat(byUs.keySet()).isEqualTo(byHelm.keySet());
        byHelm.forEach((name, object) -> assertThat(byUs.get(name)).as(name).isEqualTo(object));
    }

    private static Map<String, JsonNode> byName(List<? extends JsonNode> objects) {
        Map<String, JsonNode> named = new TreeMap<>();
        List<String> twice = new ArrayList<>();
        for (JsonNode object : objects) {
            if (object.isObject() && named.put(Differences.name(object), meaning(object)) != null) {
                twice.add(Differences.name(object));
            }
        }
        assertThat(twice).isEmpty();
        return named;
    }

    /// Texts of ConfigMaps that are YAML or JSON themselves count by what they say: numbers and quotes may be written
    /// otherwise.
    private static JsonNode meaning(JsonNode object) {
        if (!object.path("kind").asText().equals("ConfigMap")) {
            return object;
        }
        ObjectNode copy = object.deepCopy();
        ObjectNode data = (ObjectNode) copy.get("data");
        for (Map.Entry<String, JsonNode> entry : List.copyOf(data.properties())) {
            Documents inner =
                    Documents.read(entry.getKey(), entry.getValue().asText(), Limits.DEFAULT);
            if (inner.values().size() == 1) {
                data.set(entry.getKey(), inner.values().getFirst());
            }
        }
        return copy;
    }
}
