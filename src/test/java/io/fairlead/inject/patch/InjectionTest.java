package io.fairlead.inject.patch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.ingest.decode.Documents;
import io.fairlead.ingest.decode.Limits;
import io.fairlead.inject.config.InjectorConfig;
import io.fairlead.inject.config.InjectorConfigReader;
import io.fairlead.inject.config.InjectorConfigReader.Read;
import io.fairlead.inject.config.InjectorConfigReader.Sources;
import io.fairlead.inject.decide.Choice;
import io.fairlead.inject.decide.Choosing;
import io.fairlead.inject.decide.PodFacts;
import io.fairlead.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// What becomes of pods: `golden/inject/cases.txt`. Each case says how it differs from the first one, by its input and
/// by its result; the first one's result stands whole in `golden/inject/plain.json`.
class InjectionTest {
    private static final Path FOLDER = Golden.folder("inject");
    private static final String CASE = "== ";
    private static final String RESULT = "--\n";
    private static final String BASE =
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: staff, labels: {app: staff}}
            spec: {containers: [{name: app, image: 'staff:1', ports: [{containerPort: 8080, name: http}]}]}
            """;

    private record Case(String name, String input, String expected) {

        ObjectNode written() {
            return yaml(input);
        }

        ObjectNode pod() {
            return Json.merged(yaml(BASE), written().path("pod"));
        }

        String namespace() {
            return written().path("namespace").asText("fleet");
        }

        Read config() {
            ObjectNode written = written();
            return InjectorConfigReader.read(
                    new Sources(
                            written.path("config"),
                            written.path("values"),
                            written.path("mesh"),
                            "0.1.0",
                            false));
        }

        Choice choice() {
            Map<String, String> labels = texts(written(), "labels");
            return Choosing.choose(
                    PodFacts.of(pod(), namespace()),
                    written().has("labels") ? labels : Map.of("istio-injection", "enabled"),
                    config().config());
        }

        Outcome outcome() {
            Map<String, String> environment = texts(written(), "environment");
            ObjectNode pod = pod();
            return Injection.inject(
                    new PodRequest(pod, namespace(), Owner.of(pod), environment),
                    config().config());
        }
    }

    private static Map<String, String> texts(ObjectNode of, String key) {
        Map<String, String> texts = new TreeMap<>();
        of.path(key).properties().forEach(e -> texts.put(e.getKey(), e.getValue().asText()));
        return texts;
    }

    private static ObjectNode yaml(String text) {
        Documents read = Documents.read("case", text, Limits.DEFAULT);
        assertThat(read.problems()).isEmpty();
        return read.values().isEmpty() || read.values().getFirst().isNull()
                ? Json.object()
                : (ObjectNode) read.values().getFirst();
    }

    private static List<Case> cases() throws IOException {
        List<Case> cases = new ArrayList<>();
        for (String part :
                Files.readString(FOLDER.resolve("cases.txt")).split("(?m)^" + CASE, -1)) {
            if (part.isEmpty()) {
                continue;
            }
            int end = part.indexOf('\n');
            int result = part.indexOf(RESULT);
            cases.add(
                    new Case(
                            part.substring(0, end),
                            part.substring(end + 1, result),
                            part.substring(result + RESULT.length())));
        }
        return cases;
    }

    private static ObjectNode injected(Case one) {
        return one.outcome() instanceof Outcome.Injected(ObjectNode pod, List<String> _)
                ? pod
                : Json.object();
    }

    private static String result(Case one, ObjectNode plain) {
        StringBuilder text = new StringBuilder();
        one.config().problems().forEach(problem -> text.append("config: " + problem + "\n"));
        one.config().notes().forEach(note -> text.append("note: " + note + "\n"));
        Choice choice = one.choice();
        text.append(choice.reason() + ": " + choice.detail() + "\n");
        if (!choice.injects()) {
            return text.toString();
        }
        switch (one.outcome()) {
            case Outcome.Refused(List<String> problems) ->
                    problems.forEach(problem -> text.append("refused: " + problem + "\n"));
            case Outcome.Injected(ObjectNode pod, List<String> notes) -> {
                notes.forEach(note -> text.append("note: " + note + "\n"));
                JsonPatch.between(plain, pod)
                        .forEach(operation ->
                                text.append(
                                        "%s %s %s%n"
                                                .formatted(
                                                        operation.path("op").asText(),
                                                        operation.path("path").asText(),
                                                        operation.path("value"))));
            }
        }
        return text.toString();
    }

    @TestFactory
    Stream<DynamicTest> golden() throws IOException {
        List<Case> cases = cases();
        assertThat(cases).hasSizeGreaterThanOrEqualTo(100);
        ObjectNode plain = injected(cases.getFirst());
        Golden.check(FOLDER.resolve("plain.json"), plain.toPrettyString() + "\n");
        if ("true".equals(System.getenv("UPDATE_GOLDEN"))) {
            StringBuilder all = new StringBuilder();
            cases.forEach(one ->
                    all.append(CASE + one.name + "\n" + one.input + RESULT + result(one, plain)));
            Files.writeString(FOLDER.resolve("cases.txt"), all);
            return Stream.empty();
        }
        return cases.stream()
                .map(one ->
                        DynamicTest.dynamicTest(
                                one.name,
                                () -> assertThat(result(one, plain)).isEqualTo(one.expected)));
    }

    /// Those that are injected.
    private static List<Case> meshed() throws IOException {
        return cases().stream()
                .filter(one -> one.choice().injects())
                .filter(one -> one.outcome() instanceof Outcome.Injected)
                .toList();
    }

    @Test
    void thePatchLeadsFromThePodToThePodWithItsProxy() throws IOException {
        for (Case one : meshed()) {
            ObjectNode pod = injected(one);
            ArrayNode patch = JsonPatch.between(one.pod(), pod);
            assertThat(Patched.with(one.pod(), patch)).as(one.name).isEqualTo(pod);
        }
    }

    @Test
    void theWayBackLeadsToThePodAsItWas() throws IOException {
        for (Case one : meshed()) {
            assertThat(Uninjection.uninject(injected(one))).as(one.name).isEqualTo(one.pod());
        }
    }

    @Test
    void aPodWithAProxyGetsNoOther() throws IOException {
        for (Case one : meshed()) {
            PodFacts facts = PodFacts.of(injected(one), one.namespace());
            InjectorConfig config = one.config().config();
            assertThat(Choosing.answer(facts, config.selection()).reason())
                    .as(one.name)
                    .isEqualTo(Choice.Reason.ALREADY_INJECTED);
        }
    }

    @Test
    void onlyTheInitContainersMayChangeTheNetwork() throws IOException {
        for (Case one : meshed()) {
            ObjectNode spec = (ObjectNode) injected(one).path("spec");
            for (ObjectNode container : ours(spec)) {
                String name = Json.name(container);
                JsonNode context = container.path("securityContext");
                JsonNode capabilities = context.path("capabilities");
                assertThat(capabilities.path("drop").toString())
                        .as(one.name + " " + name)
                        .isEqualTo("[\"ALL\"]");
                assertThat(capabilities.path("add").toString().contains("NET_ADMIN"))
                        .as(one.name + " " + name)
                        .isEqualTo(name.startsWith("istio-init"));
                assertThat(context.path("readOnlyRootFilesystem").asBoolean()).isTrue();
                assertThat(context.path("privileged").asBoolean()).isFalse();
                assertThat(context.path("allowPrivilegeEscalation").asBoolean()).isFalse();
            }
        }
    }

    @Test
    void whatIsMountedIsThereAndNamesAreUnique() throws IOException {
        for (Case one : meshed()) {
            ObjectNode spec = (ObjectNode) injected(one).path("spec");
            Set<String> volumes = new HashSet<>();
            spec.path("volumes").forEach(volume -> volumes.add(Json.name(volume)));
            assertThat(volumes).as(one.name).hasSize(spec.path("volumes").size());
            Set<String> names = new HashSet<>();
            for (ObjectNode container : ours(spec)) {
                assertThat(names.add(Json.name(container))).as(one.name).isTrue();
                container
                        .path("volumeMounts")
                        .forEach(mount -> assertThat(volumes).contains(Json.name(mount)));
                Set<String> variables = new HashSet<>();
                container
                        .path("env")
                        .forEach(variable ->
                                assertThat(variables.add(Json.name(variable)))
                                        .as(one.name + " " + variable)
                                        .isTrue());
            }
        }
    }

    private static List<ObjectNode> ours(ObjectNode spec) {
        return Stream.of("initContainers", "containers")
                .flatMap(list -> Json.objects(spec.path(list)).stream())
                .filter(container -> Json.name(container).startsWith("istio-"))
                .toList();
    }
}
