package io.fairlead.testing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// Answers TokenReviews over HTTPS with the words of a kube-apiserver, for tokens of one mint.
public final class ReviewingApiServer implements AutoCloseable {

    private static final char[] PASSWORD = "test".toCharArray();

    private final Pki.Ca root = Pki.root("kubernetes");
    private final TokenMint mint;
    private final HttpsServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<String> revoked = ConcurrentHashMap.newKeySet();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile boolean allowed = true;
    private volatile String ownToken = "the daemon's own";

    public ReviewingApiServer(TokenMint mint) throws IOException, GeneralSecurityException {
        this.mint = mint;
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        Pki.Held held = root.leaf().ip("127.0.0.1").issue();
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setKeyEntry("server", held.key(), PASSWORD, held.chain().toArray(Certificate[]::new));
        KeyManagerFactory keys =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.setExecutor(threads);
        server.createContext("/apis/authentication.k8s.io/v1/tokenreviews", this::answer);
        server.start();
    }

    public URI uri() {
        return URI.create("https://127.0.0.1:" + server.getAddress().getPort());
    }

    /// Writes the account with which the daemon asks, as a kubelet does.
    public Path account(Path dir) throws IOException {
        Files.createDirectories(dir);
        Files.writeString(dir.resolve("token"), ownToken + "\n");
        Files.writeString(dir.resolve("ca.crt"), root.pem());
        return dir;
    }

    /// From now on it knows the daemon by another token only.
    public void expect(String token) {
        ownToken = token;
    }

    /// Whether the daemon's account has the right to ask.
    public void allow(boolean asking) {
        allowed = asking;
    }

    /// The pod of this token is gone.
    public void revoke(String token) {
        revoked.add(token);
    }

    /// How often it was asked.
    public int asked() {
        return asked.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.incrementAndGet();
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String own = exchange.getRequestHeaders().getFirst("authorization");
            if (!("Bearer " + ownToken).equals(own)) {
                exchange.sendResponseHeaders(401, -1);
            } else if (!allowed) {
                exchange.sendResponseHeaders(403, -1);
            } else {
                byte[] review =
                        review(new String(body, StandardCharsets.UTF_8))
                                .getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("content-type", "application/json");
                exchange.sendResponseHeaders(201, review.length);
                exchange.getResponseBody().write(review);
            }
        }
    }

    private String review(String question) throws IOException {
        try {
            Map<String, Object> asked = JSONObjectUtils.parse(question);
            Map<String, Object> spec = JSONObjectUtils.getJSONObject(asked, "spec");
            String token = JSONObjectUtils.getString(spec, "token");
            List<String> audiences = JSONObjectUtils.getStringList(spec, "audiences");
            asked.put("status", status(token, audiences));
            return JSONObjectUtils.toJSONString(asked);
        } catch (ParseException e) {
            throw new IOException(e);
        }
    }

    private Map<String, Object> status(String token, List<String> audiences) {
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            List<String> shared =
                    audiences.stream().filter(claims.getAudience()::contains).toList();
            boolean good = jwt.verify(new ECDSAVerifier(mint.key().toECKey().toECPublicKey()));
            if (!good || shared.isEmpty() || revoked.contains(token)) {
                return Map.of(
                        "user",
                        Map.of(),
                        "error",
                        "[invalid bearer token, Token has been invalidated]");
            }
            return Map.of(
                    "authenticated",
                    true,
                    "user",
                    Map.of(
                            "username",
                            Objects.requireNonNull(claims.getSubject()),
                            "groups",
                            List.of("system:serviceaccounts", "system:authenticated")),
                    "audiences",
                    shared);
        } catch (ParseException | JOSEException e) {
            return Map.of("user", Map.of(), "error", String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
