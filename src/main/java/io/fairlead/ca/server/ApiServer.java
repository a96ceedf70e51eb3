package io.fairlead.ca.server;

import io.fairlead.ca.authority.Pem;
import io.fairlead.ca.caller.TokenReviews;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// A Kubernetes API server, asked as the service account whose directory a kubelet mounts into a pod: `token` and
/// `ca.crt`. Both are read anew for each question, for both are replaced while we run.
public final class ApiServer {

    /// Where a kubelet puts the account of a pod.
    public static final String ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount";

    private static final int OK = 200;
    private static final int CREATED = 201;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    private final URI reviews;
    private final Path account;
    private final ReviewLimits limits;
    private volatile @Nullable Trusting trusting;

    /// A client that believes whom these roots name.
    private record Trusting(String roots, HttpClient client) {}

    /// @param base `https://HOST:PORT`
    public ApiServer(URI base, Path account, ReviewLimits limits) {
        this.reviews = base.resolve(TokenReviews.PATH);
        this.account = account;
        this.limits = limits;
    }

    /// Asks for a review.
    ///
    /// @throws IOException saying why there is no answer; never with a token in it
    String review(String question) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(reviews)
                        .timeout(limits.patience())
                        .header("authorization", "Bearer " + read("token").strip())
                        .header("content-type", "application/json")
                        .header("accept", "application/json")
                        .POST(BodyPublishers.ofString(question))
                        .build();
        HttpResponse<String> answer =
                client().send(
                                request,
                                BodyHandlers.limiting(BodyHandlers.ofString(), limits.bytesMax()));
        return switch (answer.statusCode()) {
            case OK, CREATED -> answer.body();
            case UNAUTHORIZED ->
                    throw new IOException(
                            "it does not know the daemon: the token in "
                                    + account
                                    + " is not good");
            case FORBIDDEN ->
                    throw new IOException(
                            "the daemon's account may not ask it; fix: bind it to the ClusterRole"
                                    + " system:auth-delegator");
            default -> throw new IOException("it answered with status " + answer.statusCode());
        };
    }

    private HttpClient client() throws IOException {
        String roots = read("ca.crt");
        Trusting now = trusting;
        if (now != null && now.roots().equals(roots)) {
            return now.client();
        }
        HttpClient client =
                HttpClient.newBuilder()
                        .connectTimeout(limits.patience())
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .proxy(HttpClient.Builder.NO_PROXY)
                        .sslContext(context(roots))
                        .build();
        // Who asks by the old one goes on; it ends with them.
        trusting = new Trusting(roots, client);
        return client;
    }

    private SSLContext context(String roots) throws IOException {
        try {
            List<X509Certificate> certificates = Pem.readCertificates(roots);
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (int i = 0; i < certificates.size(); i++) {
                store.setCertificateEntry("root-" + i, certificates.get(i));
            }
            TrustManagerFactory factory =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, factory.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(account.resolve("ca.crt") + " can't be used: " + e, e);
        }
    }

    private String read(String name) throws IOException {
        Path file = account.resolve(name);
        if (Files.size(file) > limits.bytesMax()) {
            throw new IOException(file + " is longer than " + limits.bytesMax() + " bytes");
        }
        return Files.readString(file, StandardCharsets.UTF_8);
    }
}
