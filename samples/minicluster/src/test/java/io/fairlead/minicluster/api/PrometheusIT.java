package io.fairlead.minicluster.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fairlead.minicluster.Until;
import io.fairlead.minicluster.reconcile.Controllers;
import io.fairlead.testing.RealParts;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real Prometheus, which has no more than its service account's token and rights, finds what it scrapes by the API
/// server, and hears of changes. Debian's has no discovery in Kubernetes, so it is one of our own build.
class PrometheusIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration FOUND_MAX = Duration.ofSeconds(60);
    private static final List<String> ROLES =
            List.of("node", "pod", "service", "endpoints", "endpointslice", "ingress");
    @TempDir private Path dir;

    @Test
    void itFindsTargetsOfEachRoleAndHearsOfTheirChangesAndEnds() throws Exception {
        Path program = RealParts.program("prometheus-kubernetes", ".ci/run --extended builds it");
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (ApiCore core = ApiCore.start(dir.resolve("state"), any, Map.of());
                KubernetesClient client = Controllers.client(core.kubeconfig());
                HttpClient http = HttpClient.newHttpClient()) {
            load(client, "prometheus-rights.yaml").forEach(one -> client.resource(one).create());
            URI targets = URI.create("http://127.0.0.1:" + freePort() + "/api/v1/targets");
            Process prometheus = start(program, client, targets.getAuthority());
            try {
                Until.holds("it answers", FOUND_MAX, () -> found(http, targets) != null);
                List<HasMetadata> objects = load(client, "discovered.yaml");
                objects.forEach(one -> create(client, one));
                awaitAll(http, targets, "one");
                for (HasMetadata one : objects) {
                    client.resource(one)
                            .patch(
                                    PatchContext.of(PatchType.JSON_MERGE),
                                    "{\"metadata\":{\"labels\":{\"step\":\"two\"}}}");
                }
                awaitAll(http, targets, "two");
                for (HasMetadata one : objects) {
                    List<?> _ = client.resource(one).withGracePeriod(0).delete();
                }
                Until.holds("all are gone", FOUND_MAX, () -> Map.of().equals(found(http, targets)));
            } finally {
                prometheus.destroy();
                if (!prometheus.waitFor(10, TimeUnit.SECONDS)) {
                    prometheus.destroyForcibly();
                }
            }
        }
    }

    private static List<HasMetadata> load(KubernetesClient client, String name) throws IOException {
        String text = KubectlTable.resource(PrometheusIT.class, name);
        return client.load(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))).items();
    }

    private static void create(KubernetesClient client, HasMetadata one) {
        HasMetadata _ = client.resource(one).create();
        if (one instanceof Pod || one instanceof Node) {
            // A status is written by itself.
            HasMetadata _ = client.resource(one).patchStatus();
        }
    }

    private Process start(Path program, KubernetesClient client, String address)
            throws IOException {
        Path token = dir.resolve("token");
        Files.writeString(
                token,
                client.serviceAccounts()
                        .inNamespace("default")
                        .withName("prometheus")
                        .tokenRequest(
                                new TokenRequestBuilder()
                                        .withNewSpec()
                                        .withExpirationSeconds(3_600L)
                                        .endSpec()
                                        .build())
                        .getStatus()
                        .getToken());
        StringBuilder config =
                new StringBuilder("global: {scrape_interval: 1h}\nscrape_configs:\n");
        for (String role : ROLES) {
            config.append(job(role, client.getMasterUrl(), token));
        }
        Path file = Files.writeString(dir.resolve("prometheus.yml"), config);
        return new ProcessBuilder(
                        program.toString(),
                        "--config.file=" + file,
                        "--storage.tsdb.path=" + dir.resolve("data"),
                        "--web.listen-address=" + address)
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("prometheus.log").toFile())
                .start();
    }

    private String job(String role, URL server, Path token) {
        return """
        - job_name: %1$s
          kubernetes_sd_configs:
          - role: %1$s
            api_server: %2$s
            authorization: {credentials_file: %3$s}
            tls_config: {ca_file: %4$s}
          relabel_configs:
          - {source_labels: [__meta_kubernetes_%1$s_name], regex: seen, action: keep}
        """
                .formatted(role, server, token, dir.resolve("state/pki/ca.crt"));
    }

    private void awaitAll(HttpClient http, URI targets, String step) throws Exception {
        Map<String, String> all = new TreeMap<>();
        ROLES.forEach(role -> all.put(role, step));
        try {
            Until.holds(
                    "each role has a target with label " + step,
                    FOUND_MAX,
                    () -> all.equals(found(http, targets)));
        } catch (AssertionError missing) {
            throw new AssertionError(
                    "found %s; it says%n%s"
                            .formatted(
                                    found(http, targets),
                                    Files.readString(dir.resolve("prometheus.log"))),
                    missing);
        }
    }

    /// The label of what it would scrape, by role; null until it answers.
    private static @Nullable Map<String, String> found(HttpClient http, URI targets)
            throws InterruptedException {
        Map<String, String> found = new TreeMap<>();
        try {
            String answer =
                    http.send(HttpRequest.newBuilder(targets).build(), BodyHandlers.ofString())
                            .body();
            for (JsonNode target : JSON.readTree(answer).at("/data/activeTargets")) {
                JsonNode labels = target.path("discoveredLabels");
                String role = labels.path("job").asText();
                found.put(
                        role,
                        labels.path("__meta_kubernetes_%s_label_step".formatted(role)).asText());
            }
            return found;
        } catch (IOException notYet) {
            return null;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
