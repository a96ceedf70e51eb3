package io.fairlead.minicluster.api.admit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.fairlead.minicluster.api.http.ClusterPki;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// A webhook over HTTPS on loopback: what it answers is set for each path, and it keeps what it was asked.
final class HookServer implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpsServer server;
    private final ClusterPki pki;
    private final Map<String, Function<JsonNode, String>> answers = new ConcurrentHashMap<>();
    private final Map<String, List<JsonNode>> asked = new ConcurrentHashMap<>();
    private final Map<String, String> hosts = new ConcurrentHashMap<>();

    /// @param dir for its authority
    /// @param names that its certificate has
    HookServer(Path dir, List<String> names) throws Exception {
        pki = ClusterPki.open(dir, Instant.now(), new SecureRandom());
        SSLContext tls = tls(pki, pki.server(List.of(), names));
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    /// For a server with this certificate.
    static SSLContext tls(ClusterPki pki, ClusterPki.Identity own) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry(
                "own", own.key(), new char[0], new Certificate[] {own.certificate(), pki.root()});
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(keys, new char[0]);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(factory.getKeyManagers(), null, null);
        return tls;
    }

    int port() {
        return server.getAddress().getPort();
    }

    /// For `caBundle`.
    String bundle() {
        return Base64.getEncoder().encodeToString(pki.rootPem().getBytes(StandardCharsets.UTF_8));
    }

    /// From now on this path answers so.
    ///
    /// @param answer gets the `request` and gives the whole body
    void on(String path, Function<JsonNode, String> answer) {
        asked.put(path, new CopyOnWriteArrayList<>());
        answers.put(path, answer);
    }

    /// The requests to a path so far.
    List<JsonNode> asked(String path) {
        return asked.getOrDefault(path, List.of());
    }

    /// The `Host` of the last request to a path.
    String host(String path) {
        return hosts.getOrDefault(path, "");
    }

    static String allow(JsonNode request) {
        return review(request, response -> response.put("allowed", true));
    }

    static String patch(JsonNode request, String operations) {
        return review(
                request,
                response ->
                        response.put("allowed", true)
                                .put("patchType", "JSONPatch")
                                .put(
                                        "patch",
                                        Base64.getEncoder()
                                                .encodeToString(
                                                        operations.getBytes(
                                                                StandardCharsets.UTF_8))));
    }

    static String review(JsonNode request, Function<ObjectNode, ObjectNode> response) {
        ObjectNode review = JSON.createObjectNode();
        review.put("apiVersion", "admission.k8s.io/v1").put("kind", "AdmissionReview");
        review.set(
                "response",
                response.apply(JSON.createObjectNode().put("uid", request.path("uid").asText())));
        return review.toString();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            JsonNode request = JSON.readTree(exchange.getRequestBody()).path("request");
            Function<JsonNode, String> answer = answers.get(path);
            if (answer == null) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            asked.getOrDefault(path, List.of()).add(request);
            hosts.put(path, exchange.getRequestHeaders().getFirst("Host"));
            byte[] body = answer.apply(request).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
