package io.fairlead.proxy.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.listener.Backend.Talk;
import io.fairlead.proxy.model.Action;
import io.fairlead.proxy.model.HttpConnection.ServerHeader;
import io.fairlead.proxy.model.PathRewrite;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Requests through real sockets: what reaches the host, what comes back.
@Timeout(60)
@SuppressWarnings("StringConcatToTextBlock") // Line ends are what this is about.
class ForwardTest {

    @Test
    void aRequestIsForwardedInLowerCaseWithTheHeadersThatAProxyAdds() throws Exception {
        try (Backend backend = Backend.echo();
                Proxy proxy = Proxy.to(backend.port())) {
            String answer =
                    proxy.ask(
                            "GET /a/../b//c?q=1 HTTP/1.1\r\n"
                                    + "Host: shop\r\n"
                                    + "X-One: 1\r\n"
                                    + "Connection: close, x-two\r\n"
                                    + "X-Two: 2\r\n"
                                    + "X-Request-Id: abc\r\n"
                                    + "X-Envoy-Retry-On: 5xx\r\n\r\n");
            assertThat(backend.heads().getFirst())
                    .isEqualTo(
                            "GET /b//c?q=1 HTTP/1.1\r\n"
                                    + "host: shop\r\n"
                                    + "x-one: 1\r\n"
                                    + "x-request-id: abc\r\n"
                                    + "x-forwarded-proto: http\r\n\r\n");
            assertThat(answer)
                    .startsWith("HTTP/1.1 200 OK\r\ncontent-length: ")
                    .contains("\r\nx-envoy-upstream-service-time: ")
                    .contains("\r\nserver: envoy\r\n")
                    .contains("\r\ndate: ")
                    .contains("\r\nconnection: close\r\n");
            assertThat(proxy.logged()).startsWith("GET /b//c?q=1 200 - via_upstream 0 ");
        }
    }

    @Test
    void connectionsAreKeptOnBothSides() throws Exception {
        try (Backend backend = Backend.echo();
                Proxy proxy = Proxy.to(backend.port())) {
            Talk talk = proxy.connect();
            for (int i = 0; i < 10; i++) {
                talk.say("GET /" + i + " HTTP/1.1\r\nHost: a\r\n\r\n");
                assertThat(body(talk)).startsWith("GET /" + i + " HTTP/1.1\r\n");
            }
            assertThat(backend.connections()).isEqualTo(1);
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws Exception {
        try (Backend backend = Backend.echo();
                Proxy proxy = Proxy.to(backend.port())) {
            Talk talk = proxy.connect();
            var all = new StringBuilder();
            for (int i = 0; i < 50; i++) {
                all.append("GET /").append(i).append(" HTTP/1.1\r\nHost: a\r\n\r\n");
            }
            talk.say(all.toString());
            for (int i = 0; i < 50; i++) {
                assertThat(body(talk)).startsWith("GET /" + i + " HTTP/1.1\r\n");
            }
        }
    }

    @Test
    void aRequestInSinglesBytesIsOneRequest() throws Exception {
        try (Backend backend = Backend.echo();
                Proxy proxy = Proxy.to(backend.port())) {
            Talk talk = proxy.connect();
            for (char c : "GET /x HTTP/1.1\r\nHost: a\r\n\r\n".toCharArray()) {
                talk.say(String.valueOf(c));
            }
            assertThat(body(talk)).startsWith("GET /x HTTP/1.1\r\n");
        }
    }

    @Test
    void bodiesWithALengthAndInChunksGoBothWays() throws Exception {
        try (Backend backend =
                        new Backend(talk -> {
                            assertThat(talk.head()).contains("content-length: 5\r\n");
                            String body = talk.read(5);
                            talk.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                            talk.say("3\r\n" + body.substring(0, 3) + "\r\n");
                            talk.say("2;x=y\r\n" + body.substring(3) + "\r\n0\r\nT: 1\r\n\r\n");
                        });
                Proxy proxy = Proxy.to(backend.port())) {
            Talk talk = proxy.connect();
            talk.say("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
            assertThat(talk.head()).contains("transfer-encoding: chunked\r\n");
            String chunks = talk.read("3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n".length());
            assertThat(chunks).isIn("3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n", "5\r\nhello\r\n0\r\n\r\n");
        }
    }

    @Test
    void aHeadRequestHasALengthAndNoBody() throws Exception {
        try (Backend backend = Backend.echo();
                Proxy proxy = Proxy.to(backend.port())) {
            Talk talk = proxy.connect();
            talk.say("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(talk.head()).contains("content-length: ");
            talk.say("GET /next HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(body(talk)).startsWith("GET /next");
        }
    }

    @Test
    void aBodyUntilCloseBecomesChunksForHttp11AndACloseForHttp10() throws Exception {
        try (Backend backend =
                        new Backend(talk -> {
                            talk.head();
                            talk.say("HTTP/1.0 200 OK\r\nX: y\r\n\r\nhello");
                        });
                Proxy proxy = Proxy.to(backend.port())) {
            assertThat(proxy.ask("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                    .contains("transfer-encoding: chunked\r\n")
                    .endsWith("\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
            assertThat(proxy.ask("GET / HTTP/1.0\r\nHost: a\r\n\r\n"))
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .doesNotContain("transfer-encoding")
                    .endsWith("\r\n\r\nhello");
        }
    }

    @Test
    void expectContinueIsPassedOnAndSoIsTheAnswer() throws Exception {
        try (Backend backend =
                        new Backend(talk -> {
                            assertThat(talk.head()).contains("expect: 100-continue\r\n");
                            talk.say("HTTP/1.1 100 Continue\r\n\r\n");
                            String body = talk.read(5);
                            talk.say("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n" + body);
                        });
                Proxy proxy = Proxy.to(backend.port())) {
            Talk talk = proxy.connect();
            talk.say(
                    "POST / HTTP/1.1\r\n"
                            + "Host: a\r\n"
                            + "Content-Length: 5\r\n"
                            + "Expect: 100-continue\r\n\r\n");
            assertThat(talk.head()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            talk.say("hello");
            assertThat(body(talk)).isEqualTo("hello");
        }
    }

    @Test
    void anEarlyAnswerReachesAClientThatIsStillSending() throws Exception {
        try (Backend backend =
                        new Backend(talk -> {
                            talk.head();
                            talk.say("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno");
                            talk.rest();
                        });
                Proxy proxy = Proxy.to(backend.port())) {
            Talk talk = proxy.connect();
            talk.say("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10000000\r\n\r\n");
            talk.say("x".repeat(50_000));
            assertThat(talk.head())
                    .startsWith("HTTP/1.1 413 Payload Too Large\r\n")
                    .contains("connection: close");
            assertThat(talk.rest()).isEqualTo("no");
        }
    }

    @Test
    void aHalfClosedClientGetsItsAnswer() throws Exception {
        try (Backend backend = Backend.echo();
                Proxy proxy = Proxy.to(backend.port())) {
            Talk talk = proxy.connect();
            talk.say("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            talk.finish();
            assertThat(talk.rest()).startsWith("HTTP/1.1 200 OK\r\n").contains("GET / HTTP/1.1");
        }
    }

    @Test
    void aWebSocketIsTunnelledBothWays() throws Exception {
        try (Backend backend =
                        new Backend(talk -> {
                            assertThat(talk.head())
                                    .contains("connection: upgrade\r\nupgrade: websocket\r\n");
                            talk.say(
                                    "HTTP/1.1 101 Switching Protocols\r\n"
                                            + "Connection: Upgrade\r\n"
                                            + "Upgrade: websocket\r\n\r\n"
                                            + "hi");
                            talk.say("<" + talk.read(4) + ">");
                            talk.rest();
                        });
                Proxy proxy = Proxy.to(backend.port())) {
            Talk talk = proxy.connect();
            talk.say(
                    "GET / HTTP/1.1\r\n"
                            + "Host: a\r\n"
                            + "Connection: Upgrade\r\n"
                            + "Upgrade: websocket\r\n\r\n");
            assertThat(talk.head())
                    .startsWith("HTTP/1.1 101 Switching Protocols\r\n")
                    .contains("connection: upgrade\r\nupgrade: websocket\r\n");
            assertThat(talk.read(2)).isEqualTo("hi");
            talk.say("ping");
            assertThat(talk.read(6)).isEqualTo("<ping>");
            talk.finish();
            assertThat(talk.rest()).isEmpty();
            assertThat(proxy.logged()).isEqualTo("GET / 101 - via_upstream 4 8");
        }
    }

    @Test
    void anotherUpgradeIsRefusedAndOneToH2cIgnored() throws Exception {
        try (Backend backend = Backend.echo();
                Proxy proxy = Proxy.to(backend.port())) {
            assertThat(
                            proxy.ask(
                                    "GET / HTTP/1.1\r\n"
                                            + "Host: a\r\n"
                                            + "Connection: upgrade, close\r\n"
                                            + "Upgrade: foo\r\n\r\n"))
                    .startsWith("HTTP/1.1 403 Forbidden\r\n");
            assertThat(
                            proxy.ask(
                                    "GET / HTTP/1.1\r\n"
                                            + "Host: a\r\n"
                                            + "Connection: upgrade, http2-settings, close\r\n"
                                            + "Upgrade: h2c\r\n"
                                            + "HTTP2-Settings: x\r\n\r\n"))
                    .endsWith(
                            "GET / HTTP/1.1\r\nhost: a\r\nx-forwarded-proto: http\r\nx-request-id: "
                                    + idOf(backend)
                                    + "\r\n\r\n");
        }
    }

    private static String idOf(Backend backend) {
        String head = backend.heads().getLast();
        int at = head.indexOf("x-request-id: ") + "x-request-id: ".length();
        return head.substring(at, at + 36);
    }

    @Test
    void aMegabyteGoesThroughInBothDirections() throws Exception {
        String big = "0123456789abcdef".repeat(65_536);
        try (Backend backend =
                        new Backend(talk -> {
                            talk.head();
                            String body = talk.read(big.length());
                            talk.say(
                                    "HTTP/1.1 200 OK\r\nContent-Length: "
                                            + body.length()
                                            + "\r\n\r\n"
                                            + body);
                        });
                Proxy proxy = Proxy.to(backend.port())) {
            Talk talk = proxy.connect();
            talk.say(
                    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: "
                            + big.length()
                            + "\r\n\r\n"
                            + big);
            talk.head();
            assertThat(talk.read(big.length()).equals(big)).isTrue();
        }
    }

    @Test
    void aLongAnswerOfARouteIsSentWithoutWaitingForAnotherRequest() throws Exception {
        String text = "t".repeat(20_000);
        try (Proxy proxy = new Proxy().route("/", new Action.DirectResponse(200, text)).start();
                Talk talk = proxy.connect()) {
            talk.say("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(body(talk)).isEqualTo(text);
        }
    }

    @Test
    void aRouteThatAnswersItselfNeedsNoHost() throws Exception {
        try (Proxy proxy =
                new Proxy()
                        .route("/tea", new Action.DirectResponse(418, "tea"))
                        .route("/old", redirect())
                        .start()) {
            assertThat(proxy.get("/tea")).startsWith("HTTP/1.1 418 ").endsWith("\r\n\r\ntea");
            assertThat(proxy.logged()).isEqualTo("GET /tea 418 - direct_response 0 3");
            assertThat(proxy.get("/old"))
                    .startsWith("HTTP/1.1 301 ")
                    .contains("location: http://other/old\r\n");
            assertThat(proxy.get("/none")).startsWith("HTTP/1.1 404 Not Found\r\n");
        }
    }

    private static Action redirect() {
        return new Action.Redirect(301, null, "other", 0, new PathRewrite.Keep(), false);
    }

    @Test
    void malformedRequestsGet400AndNeverReachTheHost() throws Exception {
        try (Backend backend = Backend.echo();
                Proxy proxy = Proxy.to(backend.port())) {
            assertThat(proxy.ask("GET / HTTP/1.1\nHost: a\n\n"))
                    .startsWith("HTTP/1.1 400 Bad Request\r\n");
            assertThat(
                            proxy.ask(
                                    "POST / HTTP/1.1\r\n"
                                            + "Host: a\r\n"
                                            + "Content-Length: 1\r\n"
                                            + "Transfer-Encoding: chunked\r\n\r\n"
                                            + "0\r\n\r\n"))
                    .startsWith("HTTP/1.1 400 Bad Request\r\n");
            assertThat(proxy.logged()).isEqualTo("null null 400 DPE http1.codec_error 0 11");
            assertThat(
                            proxy.ask(
                                    "GET / HTTP/1.1\r\nHost: a\r\nX: "
                                            + "y".repeat(70_000)
                                            + "\r\n\r\n"))
                    .startsWith("HTTP/1.1 431 Request Header Fields Too Large\r\n");
            assertThat(backend.heads()).isEmpty();
        }
    }

    @Test
    void aMalformedChunkIsAnsweredWith400() throws Exception {
        try (Backend backend = new Backend(talk -> talk.rest());
                Proxy proxy = Proxy.to(backend.port())) {
            assertThat(
                            proxy.ask(
                                    "POST / HTTP/1.1\r\n"
                                            + "Host: a\r\n"
                                            + "Transfer-Encoding: chunked\r\n\r\n"
                                            + "5\r\n"
                                            + "helloX"))
                    .startsWith("HTTP/1.1 400 Bad Request\r\n")
                    .contains("connection: close\r\n");
        }
    }

    @Test
    void inboundSaysIstioEnvoy() throws Exception {
        try (Backend backend = Backend.echo();
                Proxy proxy =
                        new Proxy()
                                .inbound()
                                .settings(s ->
                                        Settings.server(
                                                s, "istio-envoy", ServerHeader.Mode.OVERWRITE))
                                .cluster("a", backend.port())
                                .route("/", "a")
                                .start()) {
            assertThat(proxy.get("/")).contains("\r\nserver: istio-envoy\r\n");
        }
    }

    private static String body(Talk talk) throws IOException {
        String head = talk.head();
        int at = head.indexOf("content-length: ") + "content-length: ".length();
        return talk.read(Integer.parseInt(head.substring(at, head.indexOf('\r', at))));
    }
}
