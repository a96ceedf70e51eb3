package io.fairlead.proxy.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.listener.Backend.Talk;
import io.fairlead.proxy.listener.ResponseCases.After;
import io.fairlead.proxy.listener.ResponseCases.Case;
import io.fairlead.proxy.listener.ResponseCases.Fate;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Byte-exact answers of a host over sockets, whole and in pieces: the client gets the answer, or hears that there is
/// none, and the log says why. What stands behind an answer is never the answer to the next request, and a connection
/// that can't be trusted carries no other.
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MalformedResponseTest {

    private static final String SECOND =
            "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 6\r\n\r\nsecond";

    /// One case while it runs.
    private record Scene(Case of, boolean inPieces, CountDownLatch read) {}

    private final AtomicReference<Scene> scene = new AtomicReference<>();
    private Backend backend;
    private Proxy proxy;

    @BeforeAll
    void start() throws Exception {
        backend = new Backend(this::play);
        proxy = Proxy.to(backend.port());
    }

    @AfterAll
    void stop() throws Exception {
        proxy.close();
        backend.close();
    }

    private void play(Talk talk) throws IOException {
        String head = talk.head();
        while (!head.isEmpty()) {
            Scene now = scene.get();
            if (head.contains(" /second ")) {
                talk.say(SECOND);
            } else if (now != null) {
                answer(talk, now);
                if (now.of.after() != After.WAIT) {
                    return;
                }
            }
            head = talk.head();
        }
    }

    private static void answer(Talk talk, Scene scene) throws IOException {
        String wire = scene.of.wire();
        int middle = scene.inPieces ? wire.length() / 2 : 0;
        talk.say(wire.substring(0, middle));
        talk.say(wire.substring(middle));
        switch (scene.of.after()) {
            case WAIT, FIN -> {}
            case RESET -> talk.socket().setSoLinger(true, 0);
            case RESET_WHEN_READ -> {
                await(scene.read);
                talk.socket().setSoLinger(true, 0);
            }
        }
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    static List<Case> cases() {
        return ResponseCases.all();
    }

    @Test
    void thereAreAtLeastOneHundredAndTwentyCases() {
        assertThat(cases()).hasSizeGreaterThanOrEqualTo(120).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isAnsweredAsItHasToBe(Case of) throws Exception {
        check(new Scene(of, false, new CountDownLatch(1)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isAnsweredAsItHasToBeInTwoPieces(Case of) throws Exception {
        check(new Scene(of, true, new CountDownLatch(1)));
    }

    private void check(Scene now) throws Exception {
        Case of = now.of;
        scene.set(now);
        backend.heads().clear();
        int before = backend.connections();
        try (Talk talk = proxy.connect()) {
            talk.say(of.method() + " /first HTTP/1.1\r\nHost: a\r\n\r\n");
            Reply first = Reply.next(talk, of.method().equals("HEAD"), now.read::countDown);
            assertThat(first.status()).isEqualTo(of.status());
            String logged = proxy.logged();
            assertThat(logged).startsWith(of.method() + " /first " + log(of));
            boolean whole = of.fate() == Fate.ANSWERED || of.fate() == Fate.KEPT;
            boolean cut = of.fate() == Fate.CUT_GONE || of.fate() == Fate.CUT_MALFORMED;
            assertThat(first.complete()).isEqualTo(!cut);
            if (whole) {
                assertThat(first.body()).isEqualTo(of.body());
            } else {
                assertThat(first.body()).doesNotContain("smuggled");
            }
            if (cut) {
                // A reset may overtake what came just before it.
                assertThat(of.after() == After.RESET_WHEN_READ ? "" : of.body())
                        .satisfies(least -> assertThat(first.body()).startsWith(least));
                assertThat(talk.rest()).as("behind an answer that was cut").isEmpty();
                try (Talk other = proxy.connect()) {
                    second(other);
                }
            } else {
                second(talk);
            }
        }
        assertThat(backend.heads()).hasSize(2);
        assertThat(backend.connections() - before)
                .as("connections to the host")
                .isEqualTo(of.fate() == Fate.KEPT ? 1 : 2);
    }

    private void second(Talk talk) throws Exception {
        talk.say("GET /second HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        Reply second = Reply.next(talk, false);
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.body()).isEqualTo("second");
        assertThat(talk.rest()).isEmpty();
        assertThat(proxy.logged()).startsWith("GET /second 200 ");
    }

    private static String log(Case of) {
        return switch (of.fate()) {
            case REFUSED -> "502 UPE upstream_reset_before_response_started{protocol_error} ";
            case GONE -> "503 UC upstream_reset_before_response_started{connection_termination} ";
            case CUT_MALFORMED -> "200 UPE ";
            case CUT_GONE -> "200 UC ";
            case ANSWERED, KEPT -> of.status() + " - via_upstream ";
        };
    }
}
