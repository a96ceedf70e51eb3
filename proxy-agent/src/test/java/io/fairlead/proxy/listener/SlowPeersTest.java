package io.fairlead.proxy.listener;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.listener.Backend.Talk;
import io.fairlead.proxy.model.Action;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.util.Arrays;
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

    /// More than any of this takes (a few hundred KiB a connection, and whole chunks of the allocators), less than a
    /// body of the short form.
    private static final long BOUND = 32L * MEGABYTE;

    private long direct;
    private long heap;

    @BeforeEach
    void measure() {
        direct = Flood.direct();
        heap = Flood.heap();
    }

    @AfterEach
    void memoryIsAsBefore() {
        bounded("at the end");
    }

    private void bounded(String when) {
        long more = Flood.direct() - direct;
        long live = Flood.heap() - heap;
        System.out.printf(
                "memory %s: buffers %+d KiB, heap %+d KiB%n", when, more >> 10, live >> 10);
        assertThat(more).as("bytes in buffers " + when).isLessThan(BOUND);
        assertThat(live).as("bytes of heap " + when).isLessThan(BOUND);
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
