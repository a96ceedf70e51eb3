package io.fairlead.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fairlead.ingest.decode.Documents;
import io.fairlead.ingest.decode.Limits;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/// `fairlead inject`, `uninject` and `check-inject` on files.
class InjectCommandTest {
    private static final String TEMPLATE =
            "{metadata: {labels: {app: staff}}, spec: {containers: [{name: app, image: 'staff:1'}]}}";
    private static final String SERVICE =
            """
            # A comment, and   odd   blanks.
            apiVersion: v1
            kind: Service
            metadata: {name: staff}   # stays
            spec: {ports: [{port: 80}]}
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path dir;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(Callable<Integer> command, String... arguments) {
        return new CommandLine(command)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(dir.resolve(name), text).toString();
    }

    private static List<JsonNode> read(String text) {
        Documents read = Documents.read("out", text, Limits.DEFAULT);
        assertThat(read.problems()).isEmpty();
        return read.values();
    }

    private static String workload(String kind, String spec) {
        return "apiVersion: apps/v1\nkind: %s\nmetadata: {name: staff, namespace: fleet}\nspec: %s\n"
                .formatted(kind, spec);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Deployment | {template: T} | /spec/template | deployments",
                "StatefulSet | {template: T} | /spec/template | statefulsets",
                "DaemonSet | {template: T} | /spec/template | daemonsets",
                "ReplicaSet | {template: T} | /spec/template | replicasets",
                "Job | {template: T} | /spec/template | jobs",
                "CronJob | {jobTemplate: {spec: {template: T}}} | /spec/jobTemplate/spec/template | cronjobs"
            })
    void everyKindOfWorkload(String kind, String spec, String path, String plural)
            throws IOException {
        String file = file("w.yaml", workload(kind, spec.replaceFirst("\\bT\\b", TEMPLATE)));

        assertThat(run(new InjectCommand(), "-f", file)).as(err.toString()).isZero();
        JsonNode pod = read(out.toString()).getFirst().at(path);
        assertThat(pod.at("/spec/containers/1/name").asText()).isEqualTo("istio-proxy");
        assertThat(pod.toString()).contains("/namespaces/fleet/" + plural + "/staff");

        String injected = file("i.yaml", out.toString());
        StringWriter back = new StringWriter();
        new CommandLine(new UninjectCommand())
                .setOut(new PrintWriter(back))
                .execute("-f", injected);
        assertThat(read(back.toString())).isEqualTo(read(Files.readString(Path.of(file))));
    }

    @Test
    void otherDocumentsStayToTheByte() throws IOException {
        String pods = workload("Deployment", "{template: " + TEMPLATE + "}");
        String text = SERVICE + "---\n" + pods + "--- # next\n" + SERVICE.replace("\n", "\r\n");
        assertThat(run(new InjectCommand(), "-f", file("all.yaml", text))).isZero();

        assertThat(out.toString()).startsWith(SERVICE + "---\napiVersion: apps/v1\n");
        assertThat(out.toString()).endsWith("--- # next\n" + SERVICE.replace("\n", "\r\n"));
        assertThat(read(out.toString())).hasSize(3);
    }

    @Test
    void aManifestWithoutPodsStaysToTheByte() throws IOException {
        String text = "\n---\n" + SERVICE + "...\n---\n# nothing\n---\n";
        assertThat(run(new InjectCommand(), "-f", file("s.yaml", text))).isZero();
        assertThat(out).hasToString(text);
    }

    @Test
    void podsInListsAndJson() throws IOException {
        String text =
                """
                {"apiVersion": "v1", "kind": "List", "items": [
                  {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "staff"}},
                  {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "staff"},
                   "spec": {"containers": [{"name": "app", "image": "staff:1"}]}}]}
                """;
        assertThat(run(new InjectCommand(), "-f", file("l.json", text))).isZero();
        JsonNode list = read(out.toString()).getFirst();
        assertThat(list.at("/items/0")).isEqualTo(read(text).getFirst().at("/items/0"));
        assertThat(list.at("/items/1/spec/containers/1/name").asText()).isEqualTo("istio-proxy");
    }

    @Test
    void injectingTwiceChangesNothingMore() throws IOException {
        String pods = workload("Deployment", "{template: " + TEMPLATE + "}");
        run(new InjectCommand(), "-f", file("d.yaml", pods));
        String once = out.toString();
        out.getBuffer().setLength(0);
        assertThat(run(new InjectCommand(), "-f", file("i.yaml", once))).isZero();
        assertThat(out).hasToString(once);
        assertThat(err.toString()).contains("Deployment staff gets no proxy: it has a proxy");
    }

    @Test
    void aRefusedPodWritesNothing() throws IOException {
        String bad =
                TEMPLATE.replace(
                        "labels:",
                        "annotations: {traffic.sidecar.istio.io/includeInboundPorts: x}, labels:");
        String pods = workload("Deployment", "{template: " + bad + "}");
        assertThat(run(new InjectCommand(), "-f", file("d.yaml", pods))).isOne();
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString())
                .contains(
                        "Deployment staff: annotation traffic.sidecar.istio.io/includeInboundPorts")
                .contains("\"x\" is no port");
        assertThat(run(new InjectCommand(), "-f", file("y.yaml", "a: [b"))).isOne();
        assertThat(run(new InjectCommand(), "-f", dir.resolve("none").toString())).isOne();
        assertThat(run(new InjectCommand())).isEqualTo(2);
    }

    @Test
    void theConfigurationIsReadFromConfigMaps() throws IOException {
        String pods = workload("Deployment", "{template: " + TEMPLATE + "}");
        String values =
                """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: istio-sidecar-injector}
                data:
                  config: "policy: enabled"
                  values: |
                    {"global": {"hub": "registry.example", "tag": "7"}}
                """;
        String mesh = "kind: ConfigMap\ndata:\n  mesh: |\n    trustDomain: example.org\n";
        assertThat(
                        run(
                                new InjectCommand(),
                                "--filename",
                                file("d.yaml", pods),
                                "--valuesFile",
                                file("values.yaml", values),
                                "--injectConfigFile",
                                file("config.yaml", values),
                                "--meshConfigFile",
                                file("mesh.yaml", mesh),
                                "-o",
                                dir.resolve("out.yaml").toString()))
                .as(err.toString())
                .isZero();
        String text = Files.readString(dir.resolve("out.yaml"));
        assertThat(text).contains("registry.example/proxyv2:7").contains("example.org");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void checkInjectSaysWhy() throws IOException {
        String pods = workload("Deployment", "{template: " + TEMPLATE + "}");
        String refuses =
                TEMPLATE.replace("{app: staff}", "{app: staff, sidecar.istio.io/inject: 'false'}");
        String text = pods + "---\n" + workload("Job", "{template: " + refuses + "}");
        String file = file("all.yaml", text);
        assertThat(run(new CheckInjectCommand(), "-f", file, "-l", "istio-injection=enabled"))
                .isZero();
        assertThat(out.toString().lines())
                .containsExactly(
                        "NAMESPACE  WORKLOAD          INJECTED  WHY",
                        "fleet      Deployment/staff  yes       namespace label istio-injection=enabled",
                        "fleet      Job/staff         no        label sidecar.istio.io/inject=false");
        out.getBuffer().setLength(0);
        assertThat(run(new CheckInjectCommand(), "-f", file)).isZero();
        assertThat(out.toString()).contains("the namespace has neither label");
    }
}
