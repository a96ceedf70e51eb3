package io.fairlead.proxy.listener;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.listener.Backend.Talk;
import io.fairlead.proxy.model.Action;
import io.fairlead.proxy.model.RetryPolicy;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Long bodies, and peers that read or write slowly or not at all: what waits, waits at its source, and the proxy's
/// memory stays where it was. `-Dmanners.megabytes=1024` is the long form.
@Timeout(240)
class SlowPeersTest {

    private static final int MEGABYTE = 1024 * 1024;
    private static final long MEGABYTES = Long.getLong("manners.megabytes", 64);
    private static final long LENGTH = MEGABYTES * MEGABYTE;
    private static final byte[] PIECE = filled(65_536);
    private static final long PIECES = LENGTH / PIECE.length;
    private static final int PIECE_SENT_FIRST = 4;

    /// More than any of this takes (a few hundred KiB a connection, and whole chunks of the allocators), less than a
    /// body of the short form.
    private static final long BOUND = 32L * MEGABYTE;

    private Footprint atFirst;

    @BeforeEach
    void measure() {
        atFirst = Footprint.now();
    }

    @AfterEach
    void memoryIsAsBefore() {
        bounded("at the end");
    }

    private void bounded(String when) {
        atFirst.grewByLessThan(BOUND, when);
    }

    private static byte[] filled(int length) {
        var bytes = new byte[length];
        Arrays.fill(bytes, (byte) 'x');
        return bytes;
    }

    @Test
    void aClientThatDoesNotReadHoldsTheHostUp() throws Exception {
        var flooding = new CompletableFuture<Flood>();
        try (Backend backend =
                        new Backend(talk -> {
                            talk.head();
                            talk.say("HTTP/1.1 200 OK\r\nContent-Length: " + LENGTH + "\r\n\r\n");
                            var flood = new Flood(talk.socket(), PIECE, PIECES);
                            flooding.complete(flood);
                            flood.finished();
                            talk.rest();
                        });
                Proxy proxy = Proxy.to(backend.port());
                Talk talk = proxy.connect()) {
            talk.say("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(talk.head()).contains("content-length: " + LENGTH);
            assertThat(flooding.join().stall()).isLessThan(LENGTH);
            bounded("while a client doesn't read");
            assertThat(Flood.drain(talk.socket().getInputStream(), LENGTH, (byte) 'x'))
                    .isEqualTo(LENGTH);
        }
    }

    @Test
    void aHostThatDoesNotReadHoldsTheClientUp() throws Exception {
        var read = new CountDownLatch(1);
        try (Backend backend =
                        new Backend(talk -> {
                            talk.head();
                            await(read);
                            long got =
                                    Flood.drain(talk.socket().getInputStream(), LENGTH, (byte) 'x');
                            talk.say("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nGot: " + got);
                            talk.say("\r\n\r\n");
                            talk.rest();
                        });
                Proxy proxy = Proxy.to(backend.port());
                Talk talk = proxy.connect()) {
            talk.socket().setSoTimeout(60_000);
            talk.say("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + LENGTH + "\r\n\r\n");
            var flood = new Flood(talk.socket(), PIECE, PIECES);
            assertThat(flood.stall()).isLessThan(LENGTH);
            bounded("while a host doesn't read");
            read.countDown();
            assertThat(talk.head()).contains("got: " + LENGTH + "\r\n");
        }
    }

    /// Between two tries nobody takes the body; it waits in the client, however long that is.
    @Test
    void aBodyIsNotReadBetweenTwoTries() throws Exception {
        var refused = new CountDownLatch(1);
        try (Backend backend =
                        new Backend(talk -> {
                            refuse(talk, refused);
                            await(new CountDownLatch(1));
                        });
                Proxy proxy = retrying(backend, Duration.ofMinutes(10));
                Talk talk = proxy.connect()) {
            Flood flood = post(talk, refused);
            assertThat(flood.stall()).isLessThan(LENGTH - PIECE.length);
            bounded("between two tries");
            // Its FIN would wait behind the body that isn't read; a reset does not.
            talk.socket().setSoLinger(true, 0);
            talk.socket().close();
            assertThat(proxy.logged()).startsWith("POST / 0 DC downstream_remote_disconnect ");
        }
    }

    @Test
    void theNextTryGetsAllOfTheBody() throws Exception {
        var refused = new CountDownLatch(1);
        try (Backend backend =
                        new Backend(talk -> {
                            if (refused.getCount() > 0) {
                                refuse(talk, refused);
                                return;
                            }
                            talk.head();
                            long got =
                                    Flood.drain(talk.socket().getInputStream(), LENGTH, (byte) 'x');
                            talk.say("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nGot: " + got);
                            talk.say("\r\n\r\n");
                            talk.rest();
                        });
                Proxy proxy = retrying(backend, Duration.ofMillis(50));
                Talk talk = proxy.connect()) {
            talk.socket().setSoTimeout(60_000);
            Flood flood = post(talk, refused);
            assertThat(talk.head()).startsWith("HTTP/1.1 200").contains("got: " + LENGTH + "\r\n");
            assertThat(flood.finished()).isTrue();
        }
    }

    /// Answers 503, and waits until the proxy has given this try up.
    private static void refuse(Talk talk, CountDownLatch refused) throws IOException {
        talk.head();
        talk.read(PIECE_SENT_FIRST);
        talk.say("HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n");
        talk.rest();
        refused.countDown();
    }

    private static Flood post(Talk talk, CountDownLatch refused) throws IOException {
        talk.say("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + LENGTH + "\r\n\r\n");
        talk.say("x".repeat(PIECE_SENT_FIRST));
        await(refused);
        talk.say("x".repeat(PIECE.length - PIECE_SENT_FIRST));
        return new Flood(talk.socket(), PIECE, PIECES - 1);
    }

    private static Proxy retrying(Backend backend, Duration backOff) throws InterruptedException {
        var policy =
                new RetryPolicy(
                        Set.of(RetryPolicy.On.FIVE_XX),
                        1,
                        List.of(),
                        List.of(),
                        Duration.ZERO,
                        new RetryPolicy.BackOff(backOff, backOff),
                        0);
        return new Proxy()
                .cluster("a", backend.port())
                .route("/", Action.Forward.to("a").withRetry(policy))
                .start();
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void chunksOfAnyLengthGoThroughBothWays() throws Exception {
        String chunk = "10000\r\n" + "x".repeat(65_536) + "\r\n";
        byte[] chunks = chunk.getBytes(US_ASCII);
        try (Backend backend =
                        new Backend(talk -> {
                            talk.head();
                            talk.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                            talk.socket()
                                    .getInputStream()
                                    .transferTo(talk.socket().getOutputStream());
                        });
                Proxy proxy = Proxy.to(backend.port());
                Talk talk = proxy.connect()) {
            talk.say("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
            var flood = new Flood(talk.socket(), chunks, PIECES);
            talk.head();
            var body = new Chunks(talk.socket().getInputStream());
            assertThat(body.skip(LENGTH / 2)).isEqualTo(LENGTH / 2);
            bounded("within an echo of chunks");
            assertThat(body.skip(LENGTH / 2)).isEqualTo(LENGTH / 2);
            assertThat(flood.finished()).isTrue();
            talk.say("0\r\n\r\n");
            assertThat(body.skip(1)).isZero();
        }
    }

    /// Answers are cheap to ask for. A client that asks and asks and reads nothing must not fill our memory with them.
    @ParameterizedTest
    @ValueSource(strings = {"/own", "/host"})
    void aClientThatAsksWithoutReadingIsNotReadEither(String path) throws Exception {
        byte[] answer = filled(40_000);
        long asked = LENGTH / answer.length / 20;
        try (Backend backend = new Backend(talk -> answerAll(talk, answer));
                Proxy proxy =
                        new Proxy()
                                .cluster("a", backend.port())
                                .route("/own", new Action.DirectResponse(200, text(answer)))
                                .route("/host", "a")
                                .start();
                Talk talk = proxy.connect()) {
            String ask = "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n";
            var flood = new Flood(talk.socket(), ask.repeat(20).getBytes(US_ASCII), asked);
            flood.stall();
            bounded("while a client asks without reading");
            var in = new BufferedInputStream(talk.socket().getInputStream(), 65_536);
            for (long i = 0; i < asked * 20; i++) {
                assertThat(Chunks.head(in)).startsWith("HTTP/1.1 200 OK\r\n");
                assertThat(Flood.drain(in, answer.length, (byte) 'x')).isEqualTo(answer.length);
            }
            assertThat(flood.finished()).isTrue();
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, US_ASCII);
    }

    private static void answerAll(Talk talk, byte[] answer) throws IOException {
        var in = new BufferedInputStream(talk.socket().getInputStream());
        String head = "HTTP/1.1 200 OK\r\nContent-Length: " + answer.length + "\r\n\r\n";
        byte[] all = (head + text(answer)).getBytes(US_ASCII);
        while (!Chunks.head(in).isEmpty()) {
            talk.socket().getOutputStream().write(all);
        }
    }
}
