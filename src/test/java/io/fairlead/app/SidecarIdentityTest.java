package io.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.grpc.GrpcTarget;
import io.fairlead.proxy.grpc.Security;
import io.fairlead.proxy.identity.Secret;
import io.fairlead.proxy.identity.ca.CaClient;
import io.fairlead.proxy.identity.ca.CertificateAuthority.Answer;
import io.fairlead.proxy.identity.ca.CertificateAuthority.Cause;
import io.fairlead.proxy.identity.ca.DaemonCredentials;
import io.fairlead.proxy.identity.csr.CertificateRequest;
import io.fairlead.proxy.identity.csr.KeyKind;
import io.fairlead.proxy.identity.verify.SpiffeId;
import io.fairlead.testing.SecureClient;
import io.fairlead.testing.TokenMint;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The sidecar's own client at the daemon's own door: the two are written from the same contract, and share no code.
class SidecarIdentityTest {

    private static final InetSocketAddress ANY =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final SpiffeId CART = SpiffeId.workload("cluster.local", "shop", "cart");
    private static final TokenMint MINT = TokenMint.rsa("cluster");

    @TempDir Path dir;
    private final EventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private Daemon daemon;

    @BeforeEach
    void start() throws Exception {
        Files.writeString(dir.resolve("jwks.json"), MINT.jwks());
        Files.writeString(dir.resolve("token"), MINT.token("shop", "cart", Instant.now()) + "\n");
        SecureOptions secure = Secured.in(dir);
        daemon = new Daemon(new DaemonOptions(List.of(), null, ANY, ANY, ANY, 100, secure));
        daemon.start();
    }

    @AfterEach
    void stop() {
        daemon.close();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    static Stream<KeyKind> kinds() {
        return Stream.of(
                new KeyKind.Ec(KeyKind.Curve.P256),
                new KeyKind.Ec(KeyKind.Curve.P384),
                new KeyKind.Rsa(2048));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void keysOfEveryKindGetACertificateByTokenAndRenewItByCertificate(KeyKind kind)
            throws Exception {
        KeyPair key = kind.generate();
        X509Certificate leaf = leaf(ask(client(Optional.empty()), key, kind));
        assertThat(leaf.getPublicKey()).isEqualTo(key.getPublic());
        assertThat(leaf.getSubjectAlternativeNames()).containsExactly(List.of(6, CART.toString()));

        Files.delete(dir.resolve("token"));
        Secret.KeyPair own = new Secret.KeyPair(List.of(leaf), key.getPrivate());
        KeyPair next = kind.generate();
        assertThat(leaf(ask(client(Optional.of(own)), next, kind)).getPublicKey())
                .isEqualTo(next.getPublic());
    }

    @Test
    void aTokenForSomebodyElseIsToldApart() throws Exception {
        Files.writeString(
                dir.resolve("token"),
                MINT.sign(
                        TokenMint.claims("shop", "cart", Instant.now()).audience("vault").build()));
        KeyKind kind = KeyKind.standard();

        assertThat(ask(client(Optional.empty()), kind.generate(), kind))
                .isInstanceOfSatisfying(
                        Answer.Failed.class,
                        failed -> {
                            assertThat(failed.cause()).isEqualTo(Cause.UNAUTHENTICATED);
                            assertThat(failed.message()).contains("audience", "istio-ca");
                        });
    }

    private CaClient client(Optional<Secret.KeyPair> own) {
        DaemonCredentials credentials =
                new DaemonCredentials(
                        new DaemonCredentials.Paths(
                                dir.resolve("token"), dir.resolve("ca/root-cert.pem")),
                        "Kubernetes",
                        () -> own);
        return new CaClient(
                group.next(),
                NioSocketChannel.class,
                new GrpcTarget(
                        "127.0.0.1",
                        daemon.securePort(),
                        new Security.Tls("istiod.istio-system.svc", credentials),
                        credentials),
                Duration.ofSeconds(20));
    }

    private static Answer ask(CaClient client, KeyPair key, KeyKind kind)
            throws InterruptedException {
        return client.sign(CertificateRequest.pem(key, kind, CART), Duration.ofHours(1));
    }

    private X509Certificate leaf(Answer answer) throws Exception {
        assertThat(answer).isInstanceOf(Answer.Signed.class);
        List<String> parts = ((Answer.Signed) answer).parts();
        assertThat(parts).hasSize(2).endsWith(Files.readString(dir.resolve("ca/root-cert.pem")));
        return SecureClient.certificates(parts.getFirst()).getFirst();
    }
}
