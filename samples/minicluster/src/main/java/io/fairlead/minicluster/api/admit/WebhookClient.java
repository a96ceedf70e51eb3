package io.fairlead.minicluster.api.admit;

import com.fasterxml.jackson.databind.JsonNode;
import io.fairlead.minicluster.api.store.ObjectStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// Asks one webhook over HTTPS, within its time. Redirects aren't followed. Connections are kept for the next question.
final class WebhookClient {

    private static final int SHOWN_CHARS_MAX = 200;
    private static final int CLIENTS_MAX = 32;
    private static final Duration GRACE = Duration.ofSeconds(1);

    static {
        // The JDK reads it when the first client of a process is made.
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
    }

    private final ObjectStore store;
    private final RandomGenerator random;
    private final AdmissionLimits limits;

    /// Those who asked last. One that nobody holds any more ends by itself.
    private final Map<Peer, HttpClient> clients =
            Collections.synchronizedMap(
                    new LinkedHashMap<>(CLIENTS_MAX, 1, true) {
                        @Override
                        protected boolean removeEldestEntry(Map.Entry<Peer, HttpClient> eldest) {
                            return size() > CLIENTS_MAX;
                        }
                    });

    WebhookClient(ObjectStore store, RandomGenerator random, AdmissionLimits limits) {
        this.store = store;
        this.random = random;
        this.limits = limits;
    }

    /// Where a webhook is.
    ///
    /// @param connect its address
    /// @param url as its configuration says it: the host is whom it is asked as
    /// @param serverName that its certificate must have where it isn't the host of `connect`; else empty
    private record Place(URI connect, URI url, String serverName) {}

    /// With whom one client speaks.
    private record Peer(String authority, String serverName, String bundle) {}

    byte[] ask(Webhook webhook, byte[] question) throws IOException {
        try {
            Place place = place(webhook);
            Peer peer =
                    new Peer(
                            place.connect().getAuthority(),
                            place.serverName(),
                            webhook.client().path("caBundle").asText(""));
            @Nullable HttpClient known = clients.get(peer);
            HttpClient client = known == null ? client(peer) : known;
            clients.put(peer, client);
            return body(send(client, known != null, place, webhook.timeout(), question));
        } catch (IOException | TimeoutException failed) {
            throw new IOException(
                    "Post \"%s%s\": %s".formatted(shown(webhook), query(webhook), reason(failed)),
                    failed);
        }
    }

    /// As its configuration says it.
    private static String shown(Webhook webhook) {
        JsonNode reference = webhook.client().path("service");
        return reference.isObject()
                ? "https://%s:%d%s"
                        .formatted(
                                serverName(reference),
                                reference.path("port").asInt(),
                                reference.path("path").asText("/"))
                : webhook.client().path("url").asText();
    }

    private static String query(Webhook webhook) {
        return "?timeout=" + webhook.timeout().toSeconds() + "s";
    }

    private static String serverName(JsonNode reference) {
        return "%s.%s.svc"
                .formatted(reference.path("name").asText(), reference.path("namespace").asText());
    }

    private Place place(Webhook webhook) throws IOException {
        JsonNode reference = webhook.client().path("service");
        URI url = URI.create(shown(webhook) + query(webhook));
        if (!reference.isObject()) {
            return new Place(url, url, "");
        }
        InetSocketAddress endpoint = ServiceTarget.of(store, reference, random);
        URI connect =
                URI.create(
                        "https://%s:%d%s%s"
                                .formatted(
                                        endpoint.getAddress().getHostAddress(),
                                        endpoint.getPort(),
                                        reference.path("path").asText("/"),
                                        query(webhook)));
        return new Place(connect, url, serverName(reference));
    }

    private static HttpClient client(Peer peer) throws IOException {
        SSLParameters parameters = new SSLParameters();
        if (!peer.serverName().isEmpty()) {
            // The JDK holds the certificate against this name.
            parameters.setServerNames(List.of(new SNIHostName(peer.serverName())));
        }
        return HttpClient.newBuilder()
                .sslContext(trust(peer.bundle()))
                .sslParameters(parameters)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    private static SSLContext trust(String bundle) throws IOException {
        try {
            if (bundle.isEmpty()) {
                return SSLContext.getDefault();
            }
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            byte[] pem = Base64.getDecoder().decode(bundle);
            int number = 0;
            for (Certificate one :
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(pem))) {
                store.setCertificateEntry("root-" + number++, one);
            }
            TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IllegalArgumentException unusable) {
            throw new IOException("unable to load root certificates: " + unusable.getMessage());
        }
    }

    /// @param kept whether the client may still hold connections that the other side has closed; where one of these
    ///     ends before a word of an answer, the question is sent once more, within the same time
    private HttpResponse<byte[]> send(
            HttpClient client, boolean kept, Place place, Duration timeout, byte[] question)
            throws IOException, TimeoutException {
        HttpRequest request =
                HttpRequest.newBuilder(place.connect())
                        .header("Host", place.url().getAuthority())
                        .header("Content-Type", "application/json")
                        .header("Accept", "application/json")
                        // What nobody waits for any more ends, too.
                        .timeout(timeout.plus(GRACE))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(question))
                        .build();
        AtomicBoolean heard = new AtomicBoolean();
        BodyHandler<byte[]> handler =
                head -> {
                    heard.set(true);
                    return BodyHandlers.limiting(
                                    BodyHandlers.ofByteArray(), limits.answerBytesMax())
                            .apply(head);
                };
        try {
            return client.sendAsync(request, handler)
                    .exceptionallyCompose(failed ->
                            kept && !heard.get()
                                    ? client.sendAsync(request, handler)
                                    : CompletableFuture.failedFuture(failed))
                    .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            throw new IOException(reason(failed), failed);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted");
        }
    }

    private static byte[] body(HttpResponse<byte[]> response) throws IOException {
        if (response.statusCode() / 100 != 2) {
            String text = new String(response.body(), StandardCharsets.UTF_8).strip();
            throw new IOException(
                    "the server answered %d: %s"
                            .formatted(
                                    response.statusCode(),
                                    text.substring(0, Math.min(text.length(), SHOWN_CHARS_MAX))));
        }
        return response.body();
    }

    /// What the innermost cause says.
    private static String reason(Throwable failed) {
        if (failed instanceof TimeoutException) {
            return "no answer in time";
        }
        Throwable cause = failed;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        return message == null || message.isEmpty() ? cause.getClass().getSimpleName() : message;
    }
}
