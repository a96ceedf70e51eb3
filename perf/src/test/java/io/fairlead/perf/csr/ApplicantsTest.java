package io.fairlead.perf.csr;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.app.Daemon;
import io.fairlead.app.DaemonOptions;
import io.fairlead.app.SecureOptions;
import io.fairlead.perf.certs.TokenIssuer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The workloads get certificates of a daemon, and count what they don't get.
class ApplicantsTest {
    private static final InetSocketAddress ANY =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    @TempDir Path dir;
    private Daemon daemon;
    private TokenIssuer tokens;
    private Order order;

    @BeforeEach
    void start() throws Exception {
        tokens = TokenIssuer.create();
        Path keys = Files.writeString(dir.resolve("jwks.json"), tokens.keySet());
        SecureOptions secure =
                new SecureOptions(
                        ANY,
                        dir.resolve("ca"),
                        null,
                        keys,
                        "",
                        "istio-ca",
                        null,
                        "",
                        List.of(),
                        true,
                        false);
        daemon = new Daemon(new DaemonOptions(List.of(), null, ANY, ANY, ANY, 100, secure));
        daemon.start();
        order =
                new Order(
                        daemon.securePort(),
                        Files.readString(dir.resolve("ca/root-cert.pem")),
                        List.of(
                                tokens.token("perf", "a", Instant.now()),
                                tokens.token("perf", "b", Instant.now())),
                        3,
                        false,
                        300,
                        ProcessHandle.current().pid());
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void eachCallGetsACertificate(boolean fresh) throws Exception {
        Answer answer = new Applicants(order.with(fresh, 300), SigningRequests.make(2)).run();

        assertThat(answer.trouble()).isEmpty();
        assertThat(answer.failed()).isZero();
        assertThat(answer.issued()).isGreaterThanOrEqualTo(3);
        assertThat(answer.latency().values().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(answer.issued());
        assertThat(answer.daemonNanos()).isPositive();
    }

    @Test
    void aCallThatIsRefusedIsCountedWithItsReason() throws Exception {
        Order wrong =
                new Order(
                        order.port(),
                        order.root(),
                        List.of(TokenIssuer.create().token("perf", "a", Instant.now())),
                        1,
                        false,
                        50,
                        order.daemon());
        Answer answer = new Applicants(wrong, SigningRequests.make(1)).run();

        assertThat(answer.issued()).isZero();
        assertThat(answer.failed()).isPositive();
        assertThat(answer.trouble()).contains("UNAUTHENTICATED");
    }
}
