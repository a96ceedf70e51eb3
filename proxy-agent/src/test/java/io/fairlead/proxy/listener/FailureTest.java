package io.fairlead.proxy.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.listener.Backend.Talk;
import io.fairlead.proxy.model.Action;
import io.fairlead.proxy.model.CircuitLimits;
import io.fairlead.proxy.model.Cluster;
import io.fairlead.proxy.model.RetryPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What clients get, and what the log says, when a host does not do its part.
@Timeout(60)
@SuppressWarnings("StringConcatToTextBlock") // Line ends are what this is about.
class FailureTest {

    private static final String START =
            "upstream connect error or disconnect/reset before headers. ";

    @Test
    void aRefusedConnectionIs503Uf() throws Exception {
        try (Proxy proxy = Proxy.to(closedPort())) {
            assertThat(proxy.get("/"))
                    .startsWith("HTTP/1.1 503 Service Unavailable\r\n")
                    .endsWith("\r\n\r\n" + START + "reset reason: remote connection failure");
            assertThat(proxy.logged())
                    .isEqualTo(
                            "GET / 503 UF"
                                    + " upstream_reset_before_response_started{remote_connection_failure}"
                                    + " 0 98");
        }
    }

    @Test
    void aGrpcClientGetsTheStatusInItsOwnWay() throws Exception {
        try (Proxy proxy = Proxy.to(closedPort())) {
            String call =
                    "POST /a.B/c HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                            + "Content-Type: application/grpc+proto\r\nContent-Length: 0\r\n\r\n";
            assertThat(proxy.ask(call))
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .contains("content-type: application/grpc\r\n")
                    .contains("grpc-status: 14\r\n")
                    .contains("grpc-message: " + START)
                    .contains("content-length: 0\r\n")
                    .endsWith("\r\n\r\n");
            assertThat(proxy.logged()).startsWith("POST /a.B/c 200 UF ");
            assertThat(proxy.ask(call.replace("grpc+proto", "grpc-web")))
                    .startsWith("HTTP/1.1 503 ");
        }
    }

    @Test
    void triesThatAllFailAre503UfUrx() throws Exception {
        try (Proxy proxy =
                new Proxy()
                        .cluster("a", closedPort())
                        .route("/", retrying("a", RetryPolicy.On.CONNECT_FAILURE))
                        .start()) {
            assertThat(proxy.get("/"))
                    .endsWith(
                            START
                                    + "retried and the latest reset reason: remote connection"
                                    + " failure");
            assertThat(proxy.logged()).startsWith("GET / 503 UF,URX ");
        }
    }

    @Test
    void anotherHostIsTried() throws Exception {
        try (Backend backend = Backend.echo();
                Proxy proxy =
                        new Proxy()
                                .cluster("a", closedPort(), backend.port())
                                .route("/", retrying("a", RetryPolicy.On.CONNECT_FAILURE))
                                .start()) {
            for (int i = 0; i < 6; i++) {
                assertThat(proxy.get("/")).startsWith("HTTP/1.1 200 OK\r\n");
            }
        }
    }

    @Test
    void aStatusIsRetriedWithTheBody() throws Exception {
        var tries = new AtomicInteger();
        try (Backend backend =
                        new Backend(talk -> {
                            talk.head();
                            String body = talk.read(5);
                            String status = tries.incrementAndGet() < 3 ? "503 No" : "200 OK";
                            talk.say("HTTP/1.1 " + status + "\r\nContent-Length: 5\r\n\r\n" + body);
                        });
                Proxy proxy =
                        new Proxy()
                                .cluster("a", backend.port())
                                .route("/", retrying("a", RetryPolicy.On.FIVE_XX))
                                .start()) {
            String answer =
                    proxy.ask(
                            "POST / HTTP/1.1\r\n"
                                    + "Host: a\r\n"
                                    + "Connection: close\r\n"
                                    + "Content-Length: 5\r\n\r\n"
                                    + "hello");
            assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\nhello");
            assertThat(tries).hasValue(3);
        }
    }

    @Test
    void noHostIs503UhAndNoClusterNc() throws Exception {
        try (Proxy proxy = new Proxy().cluster("a").route("/a", "a").route("/b", "b").start()) {
            assertThat(proxy.get("/a")).endsWith("\r\n\r\nno healthy upstream");
            assertThat(proxy.logged()).isEqualTo("GET /a 503 UH no_healthy_upstream 0 19");
            assertThat(proxy.get("/b")).startsWith("HTTP/1.1 503 ");
            assertThat(proxy.logged()).isEqualTo("GET /b 503 NC cluster_not_found 0 0");
            assertThat(proxy.get("/c")).startsWith("HTTP/1.1 404 ");
            assertThat(proxy.logged()).isEqualTo("GET /c 404 NR route_not_found 0 0");
        }
    }

    @Test
    void aHostThatTakesTooLongIs504Ut() throws Exception {
        try (Backend backend = new Backend(Talk::rest);
                Proxy proxy =
                        new Proxy()
                                .cluster("a", backend.port())
                                .route("/", Action.Forward.to("a").withTimeouts(timeout(100)))
                                .start()) {
            assertThat(proxy.get("/"))
                    .startsWith("HTTP/1.1 504 Gateway Timeout\r\n")
                    .endsWith("\r\n\r\nupstream request timeout");
            assertThat(proxy.logged()).isEqualTo("GET / 504 UT response_timeout 0 24");
        }
    }

    @Test
    void aHostThatClosesIs503Uc() throws Exception {
        try (Backend backend = new Backend(Talk::head);
                Proxy proxy = Proxy.to(backend.port())) {
            assertThat(proxy.get("/")).endsWith(START + "reset reason: connection termination");
            assertThat(proxy.logged()).startsWith("GET / 503 UC ");
        }
    }

    @Test
    void whatIsNoHttpIs502Upe() throws Exception {
        try (Backend backend =
                        new Backend(talk -> {
                            talk.head();
                            talk.say("HELLO WORLD, HELLO\r\n\r\n");
                            talk.rest();
                        });
                Proxy proxy = Proxy.to(backend.port())) {
            assertThat(proxy.get("/"))
                    .startsWith("HTTP/1.1 502 Bad Gateway\r\n")
                    .endsWith(START + "reset reason: protocol error");
            assertThat(proxy.logged()).startsWith("GET / 502 UPE ");
        }
    }

    @Test
    void aKeptConnectionThatWasJustClosedIsNoFailure() throws Exception {
        try (Backend backend =
                        new Backend(talk -> {
                            talk.head();
                            talk.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                            talk.head();
                        });
                Proxy proxy = Proxy.to(backend.port())) {
            for (int i = 0; i < 5; i++) {
                assertThat(proxy.get("/")).startsWith("HTTP/1.1 200 OK\r\n");
            }
            String post =
                    "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
            assertThat(proxy.ask(post)).startsWith("HTTP/1.1 503 ");
        }
    }

    @Test
    void bytesBehindAResponseAreNeverTakenForTheNext() throws Exception {
        try (Backend backend =
                        new Backend(talk -> {
                            while (!talk.head().isEmpty()) {
                                talk.say(
                                        "HTTP/1.1 200 OK\r\n"
                                                + "Content-Length: 2\r\n\r\n"
                                                + "okHTTP/1.1 200 OK\r\n"
                                                + "Content-Length: 4\r\n\r\n"
                                                + "evil");
                            }
                        });
                Proxy proxy = Proxy.to(backend.port())) {
            for (int i = 0; i < 3; i++) {
                assertThat(proxy.get("/")).endsWith("\r\n\r\nok");
            }
            assertThat(backend.connections()).isEqualTo(3);
        }
    }

    @Test
    void aTruncatedResponseIsTruncatedForTheClientToo() throws Exception {
        try (Backend backend =
                        new Backend(talk -> {
                            talk.head();
                            talk.say("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
                        });
                Proxy proxy = Proxy.to(backend.port())) {
            assertThat(proxy.ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n")).endsWith("\r\n\r\nhalf");
            assertThat(proxy.logged()).startsWith("GET / 200 UC ");
        }
    }

    @Test
    void moreThanTheCircuitAllowsIs503Uo() throws Exception {
        var asked = new CountDownLatch(1);
        try (Backend backend =
                        new Backend(talk -> {
                            talk.head();
                            asked.countDown();
                            talk.rest();
                        });
                Proxy proxy =
                        new Proxy(2)
                                .cluster(
                                        limited(
                                                backend.port(),
                                                new CircuitLimits(1, 1, 1, 3, -1, 3)))
                                .route("/", "a")
                                .start()) {
            Talk first = proxy.connect();
            first.say("GET /first HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(asked.await(5, TimeUnit.SECONDS)).isTrue();
            assertThat(proxy.get("/second"))
                    .contains("x-envoy-overloaded: true\r\n")
                    .endsWith(START + "reset reason: overflow");
            assertThat(proxy.logged()).startsWith("GET /second 503 UO ");
        }
    }

    @Test
    void aClientThatLeavesTakesItsRequestAlong() throws Exception {
        var asked = new CountDownLatch(1);
        var left = new CountDownLatch(1);
        try (Backend backend =
                        new Backend(talk -> {
                            talk.head();
                            talk.read(4);
                            asked.countDown();
                            talk.rest();
                            left.countDown();
                        });
                Proxy proxy = Proxy.to(backend.port())) {
            Talk talk = proxy.connect();
            talk.say("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf");
            assertThat(asked.await(5, TimeUnit.SECONDS)).isTrue();
            talk.close();
            assertThat(left.await(5, TimeUnit.SECONDS)).isTrue();
            assertThat(proxy.logged()).startsWith("POST / 0 DC downstream_remote_disconnect 4 ");
        }
    }

    /// While a connection to a host is being opened the client's body isn't read, but its leaving is noticed. The
    /// connection, once open, waits for the next request.
    @Test
    void aClientMayLeaveBeforeTheHostIsConnected() throws Exception {
        try (var full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Talk _ = Talk.to(full.getLocalPort());
                Talk _ = Talk.to(full.getLocalPort());
                Proxy proxy = Proxy.to(full.getLocalPort())) {
            Talk talk = proxy.connect();
            talk.say("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf");
            talk.close();
            assertThat(proxy.logged()).startsWith("POST / 0 DC downstream_remote_disconnect 4 ");
        }
    }

    @Test
    void aConnectionWithoutARequestIsClosedInTime() throws Exception {
        try (Backend backend = Backend.echo();
                Proxy proxy =
                        new Proxy()
                                .settings(s -> Settings.idle(s, Duration.ofMillis(100)))
                                .cluster("a", backend.port())
                                .route("/", "a")
                                .start()) {
            Talk talk = proxy.connect();
            talk.say("GET / HTTP/1.1\r\nHost:");
            assertThat(talk.rest()).isEmpty();
        }
    }

    private static Cluster limited(int port, CircuitLimits limits) {
        Cluster of = Clusters.of("a", port);
        return new Cluster(
                of.name(),
                of.discovery(),
                of.balancer(),
                of.connectTimeout(),
                limits,
                of.outliers(),
                of.protocol(),
                of.transport(),
                of.bindAddress(),
                of.service(),
                of.keepAlive(),
                of.requestsPerConnectionMax(),
                of.connectionIdle(),
                of.common());
    }

    private static Action retrying(String cluster, RetryPolicy.On on) {
        return Action.Forward.to(cluster)
                .withRetry(
                        new RetryPolicy(
                                Set.of(on),
                                2,
                                List.of(),
                                List.of(),
                                Duration.ZERO,
                                RetryPolicy.BackOff.DEFAULT,
                                5));
    }

    private static Action.ForwardTimeouts timeout(long millis) {
        return new Action.ForwardTimeouts(Duration.ofMillis(millis), Duration.ZERO, Duration.ZERO);
    }

    private static int closedPort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
