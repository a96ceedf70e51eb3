package io.fairlead.proxy.identity.ca;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.grpc.GrpcTarget;
import io.fairlead.proxy.grpc.Security;
import io.fairlead.proxy.identity.Secret;
import io.fairlead.proxy.identity.TestCa;
import io.fairlead.proxy.identity.TestCa.Leaf;
import io.fairlead.proxy.identity.ca.CertificateAuthority.Answer;
import io.fairlead.proxy.identity.ca.CertificateAuthority.Cause;
import io.fairlead.proxy.identity.csr.CertificateRequest;
import io.fairlead.proxy.identity.csr.KeyKind;
import io.fairlead.proxy.identity.verify.SpiffeId;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
final class CaClientTest {
    private static final SpiffeId ID = SpiffeId.workload("cluster.local", "shop", "cart");
    private static final KeyPair KEY = KeyKind.standard().generate();
    private static final String CSR = CertificateRequest.pem(KEY, KeyKind.standard(), ID);

    @TempDir private Path dir = Path.of("");
    private final EventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final TestCa root = TestCa.root(Instant.now());

    @BeforeEach
    void mount() throws Exception {
        Files.writeString(dir.resolve("root-cert.pem"), root.pem());
        Files.writeString(dir.resolve("token"), "token.of.pod\n");
    }

    @AfterEach
    void stop() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private CaClient client(int port, String serverName, Optional<Secret.KeyPair> own) {
        DaemonCredentials credentials =
                new DaemonCredentials(
                        new DaemonCredentials.Paths(
                                dir.resolve("token"), dir.resolve("root-cert.pem")),
                        "Kubernetes",
                        () -> own);
        return new CaClient(
                group.next(),
                NioSocketChannel.class,
                new GrpcTarget(
                        "127.0.0.1", port, new Security.Tls(serverName, credentials), credentials),
                Duration.ofSeconds(2));
    }

    private Answer ask(CaServer server) throws InterruptedException {
        return client(server.port(), "istiod.istio-system.svc", Optional.empty())
                .sign(CSR, Duration.ofHours(24));
    }

    private CaServer server(BiConsumer<CaServer.Asked, StreamObserver<byte[]>> answer)
            throws Exception {
        return new CaServer(root, answer);
    }

    private static void assertFailed(Answer answer, Cause cause, String message) {
        assertThat(answer).isInstanceOf(Answer.Failed.class);
        assertThat(((Answer.Failed) answer).message()).contains(message);
        assertThat(((Answer.Failed) answer).cause()).isEqualTo(cause);
    }

    @Test
    void theRequestTheTokenAndTheClusterArriveAndTheChainComesBack() throws Exception {
        try (CaServer server =
                server(CaServer.signing(root, Leaf.of(ID.toString(), Instant.now())))) {
            Answer answer = ask(server);

            CaServer.Asked asked = server.asked.take();
            assertThat(asked.csr()).isEqualTo(CSR);
            assertThat(asked.seconds()).isEqualTo(86_400);
            assertThat(asked.header("authorization")).isEqualTo("Bearer token.of.pod");
            assertThat(asked.header("clusterid")).isEqualTo("Kubernetes");
            assertThat(((Answer.Signed) answer).parts()).hasSize(2).endsWith(root.pem());
        }
    }

    @Test
    void aTokenThatWasRenewedIsUsedFromTheNextCallOn() throws Exception {
        try (CaServer server = server(CaServer.parts(List.of()))) {
            ask(server);
            Files.writeString(dir.resolve("token"), "next.token");
            ask(server);

            assertThat(server.asked.take().header("authorization"))
                    .isEqualTo("Bearer token.of.pod");
            assertThat(server.asked.take().header("authorization")).isEqualTo("Bearer next.token");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "UNAVAILABLE, UNAVAILABLE",
        "RESOURCE_EXHAUSTED, UNAVAILABLE",
        "UNAUTHENTICATED, UNAUTHENTICATED",
        "PERMISSION_DENIED, DENIED",
        "UNIMPLEMENTED, DENIED",
        "INVALID_ARGUMENT, INVALID"
    })
    void whatTheCaRefusesIsToldWithItsReason(Status.Code code, Cause cause) throws Exception {
        Status status = code.toStatus().withDescription("because of it");
        try (CaServer server = server((_, out) -> out.onError(status.asRuntimeException()))) {
            assertFailed(ask(server), cause, "because of it");
        }
    }

    @Test
    void anAnswerThatIsNoMessageIsToldFromARefusal() throws Exception {
        try (CaServer server =
                server((_, out) -> {
                    out.onNext(new byte[] {0x0a, 0x7f, 1, 2, 3});
                    out.onCompleted();
                })) {
            assertFailed(ask(server), Cause.GARBLED, "no answer of a CA");
        }
    }

    @Test
    void aCaThatDoesNotAnswerIsNotWaitedForForEver() throws Exception {
        try (CaServer server = server((_, _) -> {})) {
            assertFailed(ask(server), Cause.UNAVAILABLE, "no answer from 127.0.0.1");
        }
    }

    @Test
    void nobodyThereIsTold() throws Exception {
        int port;
        try (CaServer server = server((_, _) -> {})) {
            port = server.port();
        }
        Answer answer =
                client(port, "istiod.istio-system.svc", Optional.empty())
                        .sign(CSR, Duration.ofHours(1));

        assertFailed(answer, Cause.UNAVAILABLE, "refused");
    }

    @Test
    void aServerOfAnotherRootIsNotBelievedUntilThatRootIsMounted() throws Exception {
        TestCa other =
                TestCa.root("other", Instant.now().minusSeconds(9), Instant.now().plusSeconds(99));
        try (CaServer server = new CaServer(other, CaServer.parts(List.of()))) {
            assertFailed(ask(server), Cause.UNAVAILABLE, "TLS with 127.0.0.1");
            assertThat(server.asked).isEmpty();

            Files.writeString(dir.resolve("root-cert.pem"), root.pem() + other.pem());

            assertThat(ask(server)).isEqualTo(new Answer.Signed(List.of()));
        }
    }

    @Test
    void aServerOfAnotherNameIsNotBelieved() throws Exception {
        try (CaServer server = server(CaServer.parts(List.of()))) {
            Answer answer =
                    client(server.port(), "istiod.elsewhere.svc", Optional.empty())
                            .sign(CSR, Duration.ofHours(1));

            assertFailed(answer, Cause.UNAVAILABLE, "istiod.elsewhere.svc");
            assertThat(server.asked).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"token, mount it", "root-cert.pem, mount it"})
    void aMissingFileIsToldWithTheFix(String file, String fix) throws Exception {
        Files.delete(dir.resolve(file));
        try (CaServer server = server(CaServer.parts(List.of()))) {
            assertFailed(ask(server), Cause.UNAVAILABLE, file);
            assertFailed(ask(server), Cause.UNAVAILABLE, fix);
        }
    }

    @Test
    void aTokenFileThatHoldsNoTokenIsRefusedWithoutShowingIt() throws Exception {
        Files.writeString(dir.resolve("token"), "two words");
        try (CaServer server = server(CaServer.parts(List.of()))) {
            Answer answer = ask(server);
            assertFailed(answer, Cause.UNAVAILABLE, "holds no token");
            assertThat(answer.toString()).doesNotContain("two words");
        }
    }

    @Test
    void whereThereIsNoTokenTheCertificateIsShown() throws Exception {
        Files.delete(dir.resolve("token"));
        Secret.KeyPair own =
                new Secret.KeyPair(
                        List.of(root.issue(KEY.getPublic(), Leaf.of(ID.toString(), Instant.now()))),
                        KEY.getPrivate());
        try (CaServer server = server(CaServer.parts(List.of()))) {
            Answer answer =
                    client(server.port(), "istiod.istio-system.svc", Optional.of(own))
                            .sign(CSR, Duration.ofHours(1));

            assertThat(answer).isEqualTo(new Answer.Signed(List.of()));
            assertThat(server.asked.take().header("authorization")).isEqualTo("null");
        }
    }
}
