package io.fairlead.proxy.listener;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.listener.Backend.Talk;
import java.io.IOException;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The rarer turns that a conversation over HTTP/1.1 can take, on either side of the proxy.
@Timeout(60)
@SuppressWarnings("StringConcatToTextBlock") // Line ends are what this is about.
class ConversationTest {

    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String UPGRADE =
            "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
    private static final String EXPECTING =
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n";

    /// What a host says to each request, and what a client says first, must give a status to the client.
    private static void answers(String host, String client, int status, String end)
            throws Exception {
        try (Backend backend = new Backend(talk -> sayTo(talk, host));
                Proxy proxy = Proxy.to(backend.port());
                Talk talk = proxy.connect()) {
            talk.say(client);
            talk.finish();
            assertThat(talk.rest()).startsWith("HTTP/1.1 " + status + " ").endsWith(end);
        }
    }

    private static void sayTo(Talk talk, String answer) throws IOException {
        while (!talk.head().isEmpty()) {
            talk.say(answer);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"204 X\r\nContent-Length: 0", "304 X\r\nContent-Length: 5"})
    void aStatusWithoutABodyHasNone(String head) throws Exception {
        String answer = "HTTP/1.1 " + head + "\r\n\r\n";
        try (Backend backend = new Backend(talk -> sayTo(talk, answer));
                Proxy proxy = Proxy.to(backend.port());
                Talk talk = proxy.connect()) {
            for (int i = 0; i < 3; i++) {
                talk.say(GET);
                assertThat(talk.head()).startsWith("HTTP/1.1 " + head.substring(0, 4));
            }
            assertThat(backend.connections()).isEqualTo(1);
        }
    }

    @Test
    void headIsAnsweredWithoutABodyWhateverTheLengthSays() throws Exception {
        String head = "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n";
        for (String length : new String[] {"Content-Length: 7", "Transfer-Encoding: chunked"}) {
            String answer = "HTTP/1.1 200 OK\r\n" + length + "\r\n\r\n";
            try (Backend backend = new Backend(talk -> sayTo(talk, answer));
                    Proxy proxy = Proxy.to(backend.port());
                    Talk talk = proxy.connect()) {
                for (int i = 0; i < 3; i++) {
                    talk.say(head);
                    assertThat(talk.head()).startsWith("HTTP/1.1 200 OK\r\n");
                }
                assertThat(backend.connections()).isEqualTo(1);
            }
        }
    }

    @Test
    void earlyHintsAreOnlyForClientsThatKnowThem() throws Exception {
        String hint = "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n";
        try (Backend backend = new Backend(talk -> sayTo(talk, hint + OK));
                Proxy proxy = Proxy.to(backend.port());
                Talk talk = proxy.connect()) {
            talk.say(GET);
            assertThat(talk.head()).startsWith("HTTP/1.1 103 ").contains("link: </x>");
            assertThat(talk.head()).startsWith("HTTP/1.1 200 ");
        }
        answers(hint + OK, "GET / HTTP/1.0\r\nHost: a\r\n\r\n", 200, "\r\n\r\nok");
    }

    @Test
    void aFloodOfInformationEndsAfterAFew() throws Exception {
        String hint = "HTTP/1.1 103 Early Hints\r\n\r\n";
        try (Backend backend = new Backend(talk -> sayTo(talk, hint.repeat(1000) + OK));
                Proxy proxy = Proxy.to(backend.port());
                Talk talk = proxy.connect()) {
            talk.say(GET);
            int hints = 0;
            while (talk.head().startsWith("HTTP/1.1 103 ")) {
                hints++;
            }
            assertThat(hints).isEqualTo(16);
            assertThat(talk.read(2)).isEqualTo("ok");
        }
    }

    @Test
    void anExpectationMayBeRefused() throws Exception {
        String no = "HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\n\r\n";
        try (Backend backend = new Backend(talk -> sayTo(talk, no));
                Proxy proxy = Proxy.to(backend.port());
                Talk talk = proxy.connect()) {
            talk.say(EXPECTING);
            // Whether the body still comes is open, so the connection ends.
            assertThat(talk.head()).startsWith("HTTP/1.1 417 ").contains("connection: close\r\n");
            assertThat(talk.rest()).isEmpty();
        }
    }

    @Test
    void aClientNeedNotWaitForItsExpectation() throws Exception {
        try (var application = new Application();
                Proxy proxy = Proxy.to(application.port());
                Talk talk = proxy.connect()) {
            talk.say(EXPECTING + "hello" + GET);
            talk.finish();
            assertThat(talk.rest()).containsOnlyOnce("okHTTP/1.1 200 OK");
            assertThat(application.seen()).containsExactly("POST / hello", "GET / ");
        }
    }

    @Test
    void trailersEndHere() throws Exception {
        String chunked = "Transfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n";
        String body = "2\r\nok\r\n0\r\nX-Sum: 1\r\nX-Forwarded-For: 6.6.6.6\r\n\r\n";
        try (Backend backend =
                        new Backend(talk -> {
                            assertThat(talk.head()).contains("transfer-encoding: chunked\r\n");
                            String plain = "2\r\nok\r\n0\r\n\r\n";
                            String came = talk.read(plain.length());
                            talk.say(
                                    "HTTP/1.1 200 OK\r\n"
                                            + chunked
                                            + (came.equals(plain) ? body : ""));
                            talk.rest();
                        });
                Proxy proxy = Proxy.to(backend.port());
                Talk talk = proxy.connect()) {
            talk.say("POST / HTTP/1.1\r\nHost: a\r\n" + chunked + body);
            assertThat(talk.head()).contains("transfer-encoding: chunked\r\n");
            assertThat(talk.read(12)).isEqualTo("2\r\nok\r\n0\r\n\r\n");
        }
    }

    @Test
    void anUpgradeThatTheHostRefusesIsAnOrdinaryAnswer() throws Exception {
        String no = "HTTP/1.1 426 Upgrade Required\r\nContent-Length: 2\r\n\r\nno";
        try (Backend backend = new Backend(talk -> sayTo(talk, no));
                Proxy proxy = Proxy.to(backend.port());
                Talk talk = proxy.connect()) {
            for (int i = 0; i < 3; i++) {
                talk.say(UPGRADE);
                assertThat(talk.head()).startsWith("HTTP/1.1 426 ");
                assertThat(talk.read(2)).isEqualTo("no");
            }
            assertThat(backend.connections()).isEqualTo(1);
        }
    }

    @Test
    void anUpgradeThatNobodyAskedForIsAFault() throws Exception {
        String switching = "HTTP/1.1 101 X\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
        answers(switching + "GET /smuggled", GET, 502, "");
    }

    @Test
    void aTunnelClosesOneSideAfterTheOther() throws Exception {
        String switching = "HTTP/1.1 101 X\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
        try (Backend backend =
                        new Backend(talk -> {
                            talk.head();
                            talk.say(switching + "bye");
                            talk.finish();
                            // The host has said all it had to say, and still listens.
                            assertThat(talk.rest()).isEqualTo("still here");
                        });
                Proxy proxy = Proxy.to(backend.port());
                Talk talk = proxy.connect()) {
            talk.say(UPGRADE);
            talk.head();
            assertThat(talk.rest()).isEqualTo("bye");
            talk.say("still here");
            talk.finish();
            assertThat(proxy.logged()).isEqualTo("GET / 101 - via_upstream 10 3");
        }
    }

    @Test
    void aHostMayCloseItsSideAfterItsAnswer() throws Exception {
        try (Backend backend =
                        new Backend(talk -> {
                            talk.head();
                            talk.say(OK);
                            talk.finish();
                            talk.rest();
                        });
                Proxy proxy = Proxy.to(backend.port());
                Talk talk = proxy.connect()) {
            for (int i = 0; i < 5; i++) {
                talk.say(GET);
                assertThat(talk.head()).startsWith("HTTP/1.1 200 ");
                assertThat(talk.read(2)).isEqualTo("ok");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /", "GET / HTTP/1.1\r\nHost: a\r\nX: ", "GET / HTTP/1.1\r\nX"})
    void headsOfTenMegabytesAreRefusedAndCostNothing(String start) throws Exception {
        var talks = new ArrayList<Talk>();
        try (Backend backend = Backend.echo();
                Proxy proxy = Proxy.to(backend.port())) {
            long before = Footprint.inBuffers();
            for (int i = 0; i < 8; i++) {
                Talk talk = proxy.connect();
                talks.add(talk);
                talk.say(start);
                assertThat(new Flood(talk.socket(), "x".repeat(1024).getBytes(US_ASCII), 10_240))
                        .isNotNull();
            }
            for (Talk talk : talks) {
                assertThat(talk.head()).startsWith("HTTP/1.1 431 ");
                talk.close();
            }
            assertThat(Footprint.inBuffers() - before).isLessThan(24L << 20);
            assertThat(backend.heads()).isEmpty();
        }
    }

    @Test
    void aHostWithAHeadOfTenMegabytesIsAFault() throws Exception {
        long before = Footprint.inBuffers();
        answers("HTTP/1.1 200 OK\r\nX: " + "x".repeat(10 << 20) + "\r\n\r\n", GET, 502, "");
        assertThat(Footprint.inBuffers() - before).isLessThan(24L << 20);
    }
}
