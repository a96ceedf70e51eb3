package io.fairlead.proxy.listener;

import static io.fairlead.proxy.listener.Http2Frames.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.listener.Backend.Talk;
import io.fairlead.proxy.listener.Http2Frames.Frame;
import io.fairlead.proxy.model.Action;
import io.netty.handler.codec.http2.Http2Error;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Clients of HTTP/2 that ask for more than they are worth: what they cost in memory is bounded, the worst are sent
/// away, and the next client is served.
@Timeout(120)
class HostileHttp2ClientTest {

    private static final int MEGABYTE = 1024 * 1024;
    private static final long BOUND = 48L * MEGABYTE;
    private static final int ENHANCE_YOUR_CALM = (int) Http2Error.ENHANCE_YOUR_CALM.code();
    private static final byte[] LARGE = filled(4 * MEGABYTE);
    private static final int INITIAL_WINDOW = 4;

    private final AtomicLong asked = new AtomicLong();
    private Backend backend;
    private Proxy proxy;
    private Footprint atFirst;

    @BeforeEach
    void start() throws Exception {
        backend = new Backend(this::play);
        proxy =
                Proxy.http2()
                        .cluster("a", backend.port())
                        .route("/own", new Action.DirectResponse(200, "x".repeat(40_000)))
                        .route("/", "a")
                        .start();
        try (Http2Frames first = Http2Frames.client(proxy.port())) {
            served(first, 1);
        }
        asked.set(0);
        atFirst = Footprint.now();
    }

    @AfterEach
    void othersAreServed() throws Exception {
        bounded("at the end");
        try (Http2Frames next = Http2Frames.client(proxy.port())) {
            served(next, 1);
        }
        proxy.close();
        backend.close();
    }

    private void play(Talk talk) throws IOException {
        String head = talk.head();
        while (!head.isEmpty()) {
            asked.incrementAndGet();
            if (head.contains(" /large ")) {
                talk.say("HTTP/1.1 200 OK\r\nContent-Length: " + LARGE.length + "\r\n\r\n");
                talk.socket().getOutputStream().write(LARGE);
            } else {
                talk.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            }
            head = talk.head();
        }
    }

    private static byte[] filled(int length) {
        var bytes = new byte[length];
        Arrays.fill(bytes, (byte) 'x');
        return bytes;
    }

    private void bounded(String when) {
        atFirst.grewByLessThan(BOUND, when);
    }

    private static void served(Http2Frames client, int stream) throws IOException {
        client.get(stream, "/");
        Frame head = client.await(HEADERS, stream);
        assertThat(head.field(":status")).isEqualTo("200");
        Frame body = client.await(DATA, stream);
        assertThat(body.text()).isEqualTo("ok");
    }

    /// Writes until the other side has closed, or all is written.
    private static CompletableFuture<Long> flood(Http2Frames to, byte[] piece, int times) {
        return CompletableFuture.supplyAsync(() -> {
            long sent = 0;
            try {
                for (; sent < times; sent++) {
                    to.socket().getOutputStream().write(piece);
                }
            } catch (IOException _) {
                // Refused, which is what the test wants to see.
            }
            return sent;
        });
    }

    private static byte[] joined(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private void sentAway(Http2Frames client, int... errors) throws IOException {
        Frame last = client.farewell();
        if (last != null && errors.length > 0) {
            assertThat(last.number(4)).isIn(Arrays.stream(errors).boxed().toList());
        }
    }

    // Heads.

    @Test
    void aHeadThatIsTooLargeIs431AndTheConnectionGoesOn() throws Exception {
        try (Http2Frames client = Http2Frames.client(proxy.port())) {
            client.send(HEADERS, END_STREAM, 1, block(request("GET", "/")));
            byte[] part = block("x", "y".repeat(13_000));
            for (int i = 0; i < 5; i++) {
                client.send(CONTINUATION, i == 4 ? END_HEADERS : 0, 1, part);
            }
            Frame head = client.await(HEADERS, 1);
            assertThat(head.field(":status")).isEqualTo("431");
            assertThat(asked).hasValue(0);
            served(client, 3);
        }
    }

    @Test
    void tenMegabytesOfHeadAreNotTaken() throws Exception {
        try (Http2Frames client = Http2Frames.client(proxy.port())) {
            client.send(HEADERS, END_STREAM, 1, block(request("GET", "/")));
            byte[] part = frame(CONTINUATION, 0, 1, block("x", "y".repeat(16_000)));
            var sent = flood(client, part, 10 * MEGABYTE / 16_000);
            sentAway(client);
            assertThat(sent.join()).isLessThan(10 * MEGABYTE / 16_000);
            assertThat(asked).hasValue(0);
        }
    }

    @Test
    void aHeadWithoutEndIsNotTaken() throws Exception {
        try (Http2Frames client = Http2Frames.client(proxy.port())) {
            client.send(HEADERS, END_STREAM, 1, block(request("GET", "/")));
            var sent = flood(client, frame(CONTINUATION, 0, 1, new byte[0]), 2_000_000);
            sentAway(client, ENHANCE_YOUR_CALM);
            assertThat(sent.join()).isLessThan(2_000_000);
            assertThat(asked).hasValue(0);
        }
    }

    /// A header of 3 KB goes into the table once, and is named 16,000 times.
    @Test
    void aSmallBlockThatUnpacksToALargeHeadIsNotTaken() throws Exception {
        try (Http2Frames client = Http2Frames.client(proxy.port())) {
            byte[] entry = block("x", "y".repeat(3000));
            entry[0] = 0x40;
            byte[] named = new byte[12_000];
            Arrays.fill(named, (byte) (0x80 | 62));
            byte[] block = joined(block(request("GET", "/")), entry, named);
            for (int stream = 1; stream < 200; stream += 2) {
                flood(client, frame(HEADERS, END_HEADERS | END_STREAM, stream, block), 1).join();
            }
            bounded("with a hundred bombs");
            assertThat(asked).hasValue(0);
        }
    }

    // Floods.

    @Test
    void resetsOneAfterTheOtherEndTheConnection() throws Exception {
        try (Http2Frames client = Http2Frames.client(proxy.port())) {
            byte[] ask = block(request("GET", "/"));
            var all = new ByteArrayOutputStream();
            for (int stream = 1; stream < 20_000; stream += 2) {
                all.writeBytes(frame(HEADERS, END_HEADERS | END_STREAM, stream, ask));
                all.writeBytes(frame(RST_STREAM, 0, stream, number(8)));
            }
            var _ = flood(client, all.toByteArray(), 1);
            sentAway(client, ENHANCE_YOUR_CALM);
            assertThat(asked.get()).as("requests that reached the host").isLessThan(1000);
        }
    }

    /// The server resets in the client's stead when it gets a window update of nothing.
    @Test
    void resetsThatTheServerIsMadeToSendEndTheConnection() throws Exception {
        try (Http2Frames client = Http2Frames.client(proxy.port())) {
            byte[] ask = block(request("GET", "/"));
            var all = new ByteArrayOutputStream();
            for (int stream = 1; stream < 20_000; stream += 2) {
                all.writeBytes(frame(HEADERS, END_HEADERS, stream, ask));
                all.writeBytes(frame(WINDOW_UPDATE, 0, stream, number(0)));
            }
            var _ = flood(client, all.toByteArray(), 1);
            sentAway(client, ENHANCE_YOUR_CALM);
            assertThat(asked.get()).as("requests that reached the host").isLessThan(1000);
        }
    }

    @Test
    void whoPingsAndReadsNothingIsNotAnsweredForEver() throws Exception {
        ignored(frame(PING, 0, 0, new byte[8]));
    }

    @Test
    void whoSetsAndReadsNothingIsNotAnsweredForEver() throws Exception {
        ignored(frame(SETTINGS, 0, 0, new byte[] {0, 3, 0, 0, 0, 100}));
    }

    private void ignored(byte[] frame) throws Exception {
        try (Http2Frames client = Http2Frames.client(proxy.port())) {
            byte[] many = new byte[frame.length * 1000];
            for (int i = 0; i < 1000; i++) {
                System.arraycopy(frame, 0, many, i * frame.length, frame.length);
            }
            var flood = new Flood(client.socket(), many, 2000);
            flood.stall();
            bounded("while nobody reads the answers");
        }
    }

    @Test
    void framesWithoutEffectCostNoMemory() throws Exception {
        try (Http2Frames client = Http2Frames.client(proxy.port())) {
            client.headers(1, false, request("POST", "/"));
            var all = new ByteArrayOutputStream();
            for (int i = 0; i < 10_000; i++) {
                all.writeBytes(frame(PRIORITY, 0, 1 + 2 * i, new byte[] {0, 0, 0, 0, 1}));
                all.writeBytes(frame(77, 0, 1, new byte[10]));
                all.writeBytes(frame(WINDOW_UPDATE, 0, 0, number(1)));
            }
            flood(client, all.toByteArray(), 20).join();
            bounded("after frames without effect");
        }
    }

    @Test
    void piecesOfNothingEndTheConnection() throws Exception {
        try (Http2Frames client = Http2Frames.client(proxy.port())) {
            client.headers(1, false, request("POST", "/"));
            var _ = flood(client, frame(DATA, 0, 1, new byte[0]), 1_000_000);
            sentAway(client, ENHANCE_YOUR_CALM);
        }
    }

    // Windows.

    @Test
    void whoOpensNoWindowHoldsTheHostsUp() throws Exception {
        int streams = 200;
        try (Http2Frames client = Http2Frames.client(proxy.port(), INITIAL_WINDOW, 0)) {
            for (int i = 0; i < streams; i++) {
                client.get(1 + 2 * i, i % 4 == 0 ? "/large" : "/own");
            }
            for (int heads = 0; heads < streams; ) {
                Frame next = client.expect();
                client.acknowledge(next);
                heads += next.type() == HEADERS ? 1 : 0;
            }
            bounded("behind closed windows");
            assertThat(drained(client, streams))
                    .isEqualTo(streams / 4L * LARGE.length + streams * 3L / 4 * 40_000);
        }
    }

    /// Opens all windows, and reads all bodies to their end.
    private static long drained(Http2Frames client, int streams) throws IOException {
        client.settings(INITIAL_WINDOW, Integer.MAX_VALUE);
        client.send(WINDOW_UPDATE, 0, 0, number(Integer.MAX_VALUE - 65_535));
        long got = 0;
        int ended = 0;
        while (ended < streams) {
            Frame next = client.expect();
            client.acknowledge(next);
            if (next.type() == DATA) {
                got += next.payload().length;
                ended += next.has(END_STREAM) ? 1 : 0;
            }
        }
        return got;
    }

    @Test
    void aWindowOfOneByteAtATimeLosesNothing() throws Exception {
        try (Http2Frames client = Http2Frames.client(proxy.port(), INITIAL_WINDOW, 1)) {
            client.get(1, "/own");
            int got = 0;
            while (got < 3000) {
                Frame data = client.await(DATA, 1);
                assertThat(data.payload()).hasSize(1);
                got++;
                client.send(WINDOW_UPDATE, 0, 1, number(1));
            }
            client.send(WINDOW_UPDATE, 0, 1, number(100_000));
            Frame data = client.await(DATA, 1);
            while (!data.has(END_STREAM)) {
                got += data.payload().length;
                data = client.await(DATA, 1);
            }
            assertThat(got + data.payload().length).isEqualTo(40_000);
        }
    }

    @Test
    void aHostThatDoesNotReadClosesTheClientsWindow() throws Exception {
        try (Backend deaf = new Backend(talk -> new CompletableFuture<Void>().join());
                Proxy before = Proxy.http2().cluster("a", deaf.port()).route("/", "a").start();
                Http2Frames client = Http2Frames.client(before.port())) {
            client.headers(1, false, request("POST", "/"));
            client.settings();
            long window = 65_535;
            long sent = 0;
            // What has no window yet is waited for, until none comes any more.
            client.socket().setSoTimeout(1500);
            try {
                while (sent < 64L * MEGABYTE) {
                    for (; window - sent >= 16_384; sent += 16_384) {
                        client.send(DATA, 0, 1, filled(16_384));
                    }
                    Frame next = client.expect();
                    client.acknowledge(next);
                    if (next.is(WINDOW_UPDATE, 1)) {
                        window += next.number(0);
                    } else if (next.type() == SETTINGS && next.payload().length > 0) {
                        window += windowOf(next) - 65_535;
                    }
                }
            } catch (java.net.SocketTimeoutException _) {
                // It came to an end, as it should.
            }
            assertThat(sent).isLessThan(16L * MEGABYTE);
            bounded("in front of a host that doesn't read");
        }
    }

    private static long windowOf(Frame settings) {
        for (int at = 0; at < settings.payload().length; at += 6) {
            if (settings.payload()[at + 1] == INITIAL_WINDOW) {
                return settings.number(at + 2);
            }
        }
        return 65_535;
    }
}
