package io.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.inject.patch.Patched;
import io.fairlead.testing.SecureClient;
import io.fairlead.testing.TokenMint;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The webhooks over real sockets, asked as an API server asks: by the name of the Service, trusting the published root.
class WebhookTest {
    private static final InetSocketAddress ANY =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern LENGTH = Pattern.compile("(?i)content-length: *([0-9]+)");
    private static final String NAME = "istiod.istio-system.svc";
    private static final String POD =
            """
            {"apiVersion": "v1", "kind": "Pod", "metadata": {"generateName": "staff-abc-",
             "labels": {"app": "staff"}, "annotations": {%s}},
             "spec": {"containers": [{"name": "app", "image": "staff:1",
              "readinessProbe": {"httpGet": {"path": "/", "port": 8080}}}]}}
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path dir;

    @SuppressWarnings("NullAway.Init")
    private Daemon daemon;

    @BeforeEach
    void start() throws Exception {
        Files.createDirectory(dir.resolve("config"));
        Files.createDirectory(dir.resolve("inject"));
        Files.writeString(dir.resolve("jwks.json"), TokenMint.ec("one").jwks());
        DaemonOptions options =
                new DaemonOptions(
                        List.of(dir.resolve("config")), null, ANY, ANY, ANY, 100, Secured.in(dir));
        daemon =
                new Daemon(
                        options.with(
                                new WebhookOptions(
                                        ANY, dir.resolve("inject"), dir.resolve("mesh"))));
        daemon.start();
        assertThat(daemon.awaitReady(Duration.ofSeconds(20))).isTrue();
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    private record Reply(int status, String body) {
        ObjectNode response() throws IOException {
            return (ObjectNode) JSON.readTree(body).path("response");
        }
    }

    private SSLContext tls() throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        String pem = Files.readString(dir.resolve("ca/root-cert.pem"));
        for (X509Certificate root : SecureClient.certificates(pem)) {
            store.setCertificateEntry("root", root);
        }
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    /// HTTP by hand: the name that is verified isn't the address that is dialled.
    private Reply post(String path, String name, byte[] body) throws Exception {
        try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), daemon.webhookPort());
                SSLSocket socket =
                        (SSLSocket)
                                tls().getSocketFactory()
                                        .createSocket(plain, name, daemon.webhookPort(), true)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.setSoTimeout(60_000);
            String head =
                    "POST %s HTTP/1.1\r\nhost: %s\r\ncontent-type: application/json\r\ncontent-length: %d\r\nconnection: close\r\n\r\n"
                            .formatted(path, name, body.length);
            OutputStream out = socket.getOutputStream();
            out.write(head.getBytes(StandardCharsets.UTF_8));
            out.write(body);
            out.flush();
            return reply(socket.getInputStream());
        }
    }

    /// Whoever asks knows by the head where the answer ends.
    private static Reply reply(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            assertThat(next).as("the head of an answer, after %s", head).isNotNegative();
            head.append((char) next);
        }
        Matcher length = LENGTH.matcher(head);
        int bytes = length.find() ? Integer.parseInt(length.group(1)) : 0;
        String body = new String(in.readNBytes(bytes), StandardCharsets.UTF_8);
        return new Reply(Integer.parseInt(head.toString().split(" ", 3)[1]), body);
    }

    private Reply ask(String path, String object) throws Exception {
        String review =
                """
                {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {
                 "uid": "7f0b", "operation": "CREATE", "namespace": "fleet", "object": %s}}
                """
                        .formatted(object);
        return post(path, NAME, review.getBytes(StandardCharsets.UTF_8));
    }

    private static ObjectNode patched(String object, ObjectNode response) throws IOException {
        byte[] patch = Base64.getDecoder().decode(response.path("patch").asText());
        return (ObjectNode)
                Patched.with((ObjectNode) JSON.readTree(object), (ArrayNode) JSON.readTree(patch));
    }

    private static String variable(JsonNode pod, String name) {
        for (JsonNode container : pod.path("spec").path("containers")) {
            for (JsonNode variable : container.path("env")) {
                if (variable.path("name").asText().equals(name)) {
                    return variable.path("value").asText();
                }
            }
        }
        return "";
    }

    @Test
    void aPodGetsItsProxy() throws Exception {
        String pod = POD.formatted("");
        ObjectNode response = ask("/inject", pod).response();

        assertThat(response.path("uid").asText()).isEqualTo("7f0b");
        assertThat(response.path("allowed").asBoolean()).isTrue();
        assertThat(response.path("patchType").asText()).isEqualTo("JSONPatch");
        ObjectNode with = patched(pod, response);
        assertThat(with.at("/spec/containers/1/name").asText()).isEqualTo("istio-proxy");
        assertThat(with.at("/spec/initContainers/0/name").asText()).isEqualTo("istio-init");
        assertThat(with.at("/spec/containers/0/readinessProbe/httpGet/path").asText())
                .isEqualTo("/app-health/app/readyz");
        assertThat(metric("sidecar_injection_success_total")).isEqualTo(1);
    }

    @Test
    void thePathSetsVariables() throws Exception {
        String pod = POD.formatted("");
        ObjectNode with = patched(pod, ask("/inject/cluster/east/net/a--slash--b", pod).response());

        assertThat(variable(with, "ISTIO_META_CLUSTER_ID")).isEqualTo("east");
        assertThat(variable(with, "ISTIO_META_NETWORK")).isEqualTo("a/b");
        Reply odd = ask("/inject/cluster", pod);
        assertThat(odd.status()).isEqualTo(400);
        assertThat(odd.body()).contains("\"cluster\" has no value");
    }

    @Test
    void aPodThatAsksForWhatCantBeIsRefusedWithTheReason() throws Exception {
        ObjectNode response =
                ask(
                                "/inject",
                                POD.formatted(
                                        "\"traffic.sidecar.istio.io/excludeOutboundPorts\": \"ssh\""))
                        .response();

        assertThat(response.path("allowed").asBoolean()).isFalse();
        assertThat(response.at("/status/message").asText())
                .contains("traffic.sidecar.istio.io/excludeOutboundPorts")
                .contains("\"ssh\" is no port");
        assertThat(metric("sidecar_injection_failure_total")).isEqualTo(1);
    }

    @Test
    void aPodThatWantsNoneStaysAsItIs() throws Exception {
        ObjectNode response =
                ask("/inject", POD.formatted("\"sidecar.istio.io/inject\": \"false\"")).response();

        assertThat(response.path("allowed").asBoolean()).isTrue();
        assertThat(response.has("patch")).isFalse();
        assertThat(metric("sidecar_injection_skip_total")).isEqualTo(1);
    }

    @Test
    void theConfigurationIsFollowedAndABadOneLeavesTheLastGood() throws Exception {
        String pod = POD.formatted("");
        Path values = dir.resolve("inject/values");
        Files.writeString(values, "{\"global\": {\"hub\": \"one.example\"}}");
        assertThat(image(pod)).startsWith("one.example/");
        Files.writeString(values, "{\"global\": {\"proxy\": {\"statusPort\": \"http\"}}}");
        assertThat(image(pod)).startsWith("one.example/");
        Files.writeString(values, "global:\n  hub: two.example\n");
        assertThat(image(pod)).startsWith("two.example/");
        Files.writeString(dir.resolve("mesh"), "trustDomain: example.org\n");
        ObjectNode with = patched(pod, ask("/inject", pod).response());
        assertThat(variable(with, "TRUST_DOMAIN")).isEqualTo("example.org");
    }

    private String image(String pod) throws Exception {
        return patched(pod, ask("/inject", pod).response()).at("/spec/containers/1/image").asText();
    }

    @Test
    void anObjectIsCheckedAsItsFileWouldBe() throws Exception {
        String rule =
                """
                {"apiVersion": "networking.istio.io/v1", "kind": "VirtualService",
                 "metadata": {"name": "staff", "namespace": "fleet", "uid": "1", "generation": 2,
                  "creationTimestamp": "2026-01-01T00:00:00Z",
                  "managedFields": [{"manager": "kubectl", "operation": "Apply"}]},
                 "spec": {"hosts": ["staff"], "http": [{"%s": "5s",
                  "route": [{"destination": {"host": "staff"}}]}]}}
                """;
        ObjectNode good = ask("/validate", rule.formatted("timeout")).response();
        assertThat(good.path("allowed").asBoolean()).as(good.toString()).isTrue();

        ObjectNode bad = ask("/validate", rule.formatted("timeuot")).response();
        assertThat(bad.path("allowed").asBoolean()).isFalse();
        assertThat(bad.at("/status/message").asText()).contains("timeuot").contains("timeout");
        assertThat(
                        metric(
                                "galley_validation_failed{group=\"networking.istio.io\",reason=\"unknown-field\",resource=\"virtualservice\"}"))
                .isEqualTo(1);
    }

    @Test
    void whatIsNoQuestionIsRefused() throws Exception {
        assertThat(post("/inject", NAME, new byte[] {'{'}).status()).isEqualTo(400);
        assertThat(post("/validate", NAME, "{}".getBytes(StandardCharsets.UTF_8)).body())
                .contains("no AdmissionReview");
        ObjectNode service = ask("/inject", "{\"kind\": \"Service\", \"spec\": {}}").response();
        assertThat(service.path("allowed").asBoolean()).isFalse();
        assertThat(post("/inject", NAME, new byte[8 * 1024 * 1024 + 1]).status()).isEqualTo(413);
        assertThat(post("/other", NAME, new byte[0]).status()).isEqualTo(404);
    }

    @Test
    void theCertificateIsOfTheServiceOnly() {
        assertThatThrownBy(() -> post("/inject", "istiod.default.svc", new byte[0]))
                .isInstanceOf(SSLHandshakeException.class);
    }

    private double metric(String name) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://127.0.0.1:" + daemon.monitoringPort() + "/metrics");
            return client.send(
                            HttpRequest.newBuilder(uri).build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body()
                    .lines()
                    .filter(line -> line.startsWith(name + " "))
                    .mapToDouble(line -> Double.parseDouble(line.split(" ", 2)[1]))
                    .sum();
        }
    }
}
