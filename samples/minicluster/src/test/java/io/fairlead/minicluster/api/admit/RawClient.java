package io.fairlead.minicluster.api.admit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.jspecify.annotations.Nullable;

/// Requests as they are, with the rights of a kubeconfig.
public final class RawClient implements AutoCloseable {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private static final int SECONDS_MAX = 20;

    private final SSLContext tls;
    private final HttpClient client;
    private final String server;

    /// What came back.
    public record Reply(int code, JsonNode body, List<String> warnings) {
        public String message() {
            return body.path("message").asText();
        }
    }

    public RawClient(Path kubeconfig) throws Exception {
        JsonNode config = YAML.readTree(kubeconfig.toFile());
        JsonNode cluster = config.at("/clusters/0/cluster");
        JsonNode user = config.at("/users/0/user");
        server = cluster.path("server").asText();
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry(
                "root", certificate(cluster.path("certificate-authority-data")));
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        own.setKeyEntry(
                "own",
                key(user.path("client-key-data")),
                new char[0],
                new Certificate[] {certificate(user.path("client-certificate-data"))});
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(own, new char[0]);
        tls = SSLContext.getInstance("TLS");
        tls.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        client = HttpClient.newBuilder().sslContext(tls).build();
    }

    private static Certificate certificate(JsonNode data) throws Exception {
        return CertificateFactory.getInstance("X.509")
                .generateCertificate(
                        new ByteArrayInputStream(Base64.getDecoder().decode(data.asText())));
    }

    private static PrivateKey key(JsonNode data) throws Exception {
        try (PEMParser pem =
                new PEMParser(
                        new InputStreamReader(
                                new ByteArrayInputStream(Base64.getDecoder().decode(data.asText())),
                                StandardCharsets.US_ASCII))) {
            return new JcaPEMKeyConverter().getKeyPair((PEMKeyPair) pem.readObject()).getPrivate();
        }
    }

    /// The first messages of a WebSocket, which is closed then.
    public List<String> messages(String path, int count) throws Exception {
        return messages(path, "application/json", count);
    }

    /// The same, each in this form.
    ///
    /// @param accept as in the header of that name
    public List<String> messages(String path, String accept, int count) throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        WebSocket socket =
                client.newWebSocketBuilder()
                        .header("Accept", accept)
                        .buildAsync(
                                URI.create(server.replace("https:", "wss:") + path),
                                new WebSocket.Listener() {
                                    @Override
                                    public @Nullable CompletionStage<?> onText(
                                            WebSocket from, CharSequence text, boolean last) {
                                        heard.add(text.toString());
                                        from.request(1);
                                        return null;
                                    }
                                })
                        .get(SECONDS_MAX, TimeUnit.SECONDS);
        List<String> first = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            first.add(
                    Objects.requireNonNull(
                            heard.poll(SECONDS_MAX, TimeUnit.SECONDS),
                            () -> "only these came: " + first));
        }
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(SECONDS_MAX, TimeUnit.SECONDS);
        return first;
    }

    Reply get(String path) throws Exception {
        return send("GET", path, "", "application/json");
    }

    Reply post(String path, String body) throws Exception {
        return send("POST", path, body, "application/yaml");
    }

    Reply put(String path, String body) throws Exception {
        return send("PUT", path, body, "application/yaml");
    }

    Reply merge(String path, String body) throws Exception {
        return send("PATCH", path, body, "application/merge-patch+json");
    }

    Reply delete(String path) throws Exception {
        return send("DELETE", path, "", "application/json");
    }

    Reply send(String method, String path, String body, String type)
            throws IOException, InterruptedException {
        HttpResponse<String> response =
                client.send(
                        HttpRequest.newBuilder(URI.create(server + path))
                                .header("Content-Type", type)
                                .method(method, HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        return new Reply(
                response.statusCode(),
                YAML.readTree(response.body()),
                response.headers().allValues("Warning"));
    }

    /// Asks to leave HTTP, and gets the refusal.
    Reply upgrade(String path) throws Exception {
        URI uri = URI.create(server + path);
        try (Socket socket = tls.getSocketFactory().createSocket(uri.getHost(), uri.getPort())) {
            String head = "Host: x\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n\r\n";
            socket.getOutputStream()
                    .write(
                            ("POST " + path + " HTTP/1.1\r\n" + head)
                                    .getBytes(StandardCharsets.US_ASCII));
            String answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Reply(
                    Integer.parseInt(answer.split(" ", 3)[1]),
                    YAML.readTree(answer.substring(answer.indexOf("\r\n\r\n"))),
                    List.of());
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
