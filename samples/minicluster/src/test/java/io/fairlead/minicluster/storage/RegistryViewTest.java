package io.fairlead.minicluster.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fairlead.minicluster.Objects;
import io.fairlead.minicluster.controllers.ClusterIps;
import io.fairlead.minicluster.controllers.Endpoints;
import io.fairlead.minicluster.controllers.RunningPod;
import io.fairlead.minicluster.controllers.RunningPod.Condition;
import io.fairlead.minicluster.schema.KubeObject;
import io.fairlead.minicluster.schema.ObjectName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryViewTest {

    private static final KubeObject.Deployment WEB = Objects.deployment("web", 2, "a:1");
    private static final List<RunningPod> PODS =
            List.of(
                    Objects.pod(WEB, "a", "h", "10.244.0.2", Condition.READY),
                    Objects.pod(WEB, "b", "h", "10.244.0.3", Condition.TERMINATING));

    @Test
    void aServiceIsCompletedByItsAddressAndKeepsWhatItHad() throws IOException {
        JsonNode service = file("service_default_web.yaml");
        assertThat(service.at("/spec/clusterIP").asText()).isEqualTo("10.96.3.4");
        assertThat(service.at("/metadata/annotations/note").asText()).isEqualTo("kept");
    }

    @Test
    void endpointsSayWhoIsReadyAndWhoIsEnding() throws IOException {
        JsonNode slice = file("endpointslice_default_web-1.yaml");
        assertThat(slice.at("/metadata/labels/kubernetes.io~1service-name").asText())
                .isEqualTo("web");
        assertThat(slice.at("/ports/0").toString())
                .isEqualTo("{\"name\":\"http\",\"port\":8080,\"protocol\":\"TCP\"}");
        assertThat(slice.at("/endpoints/0").toString())
                .isEqualTo(
                        "{\"addresses\":[\"10.244.0.2\"],\"conditions\":{\"ready\":true,"
                                + "\"serving\":true,\"terminating\":false},"
                                + "\"nodeName\":\"fairlead-node\",\"targetRef\":{\"kind\":\"Pod\","
                                + "\"name\":\"web-a\",\"namespace\":\"default\"}}");
        assertThat(slice.at("/endpoints/1/conditions").toString())
                .isEqualTo("{\"ready\":false,\"serving\":false,\"terminating\":true}");
    }

    @Test
    void aPodShowsItsAddressAndAccount() throws IOException {
        JsonNode pod = file("pod_default_web-a.yaml");
        assertThat(pod.at("/status/podIP").asText()).isEqualTo("10.244.0.2");
        assertThat(pod.at("/spec/serviceAccountName").asText()).isEqualTo("default");
        assertThat(pod.at("/metadata/labels/app").asText()).isEqualTo("web");
    }

    @Test
    void onlyWhatChangedIsWritten(@TempDir Path dir) throws IOException {
        FileTree tree = new FileTree(dir);
        Map<String, JsonNode> files = files();
        tree.show(files);
        Path pod = dir.resolve("pod_default_web-a.yaml");
        Files.setLastModifiedTime(pod, FileTime.fromMillis(0));
        tree.show(files());
        assertThat(Files.getLastModifiedTime(pod)).isEqualTo(FileTime.fromMillis(0));
        tree.show(Map.of());
        try (var rest = Files.list(dir)) {
            assertThat(rest).isEmpty();
        }
    }

    private static JsonNode file(String name) throws IOException {
        return Optional.ofNullable(files().get(name)).orElseThrow();
    }

    private static Map<String, JsonNode> files() throws IOException {
        ObjectNode raw =
                (ObjectNode)
                        new YAMLMapper()
                                .readTree(
                                        """
                                        apiVersion: v1
                                        kind: Service
                                        metadata: {name: web, annotations: {note: kept}}
                                        spec: {selector: {app: web}}
                                        """);
        KubeObject.Service service = Objects.service("web", "");
        Loaded loaded = new Loaded(service, raw, Path.of("web.yaml"), 1);
        return RegistryView.of(
                new Desired(Map.of(loaded.key(), loaded), List.of()),
                PODS,
                List.of(Endpoints.of(service, PODS)),
                new ClusterIps(Map.of(new ObjectName("default", "web"), "10.96.3.4")));
    }
}
