package io.fairlead.proxy.listener;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// Writes the same bytes over and over in a thread of its own, and can tell how far it came.
final class Flood {

    private static final Duration STILL = Duration.ofMillis(400);
    private static final long PATIENCE_NANOS = Duration.ofSeconds(60).toNanos();

    private final AtomicLong sent = new AtomicLong();
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    /// Begins to write `pieces` copies of `piece`.
    Flood(Socket to, byte[] piece, long pieces) {
        Thread.ofPlatform().daemon().start(() -> write(to, piece, pieces));
    }

    private void write(Socket to, byte[] piece, long pieces) {
        try {
            OutputStream out = to.getOutputStream();
            for (long i = 0; i < pieces; i++) {
                out.write(piece);
                sent.addAndGet(piece.length);
            }
            done.complete(null);
        } catch (SocketException refused) {
            done.completeExceptionally(refused);
        } catch (IOException e) {
            done.completeExceptionally(new IllegalStateException(e));
        }
    }

    /// Bytes that were written so far.
    long sent() {
        return sent.get();
    }

    /// Waits until nothing moves: everything is sent, or nobody takes any more.
    long stall() {
        long end = System.nanoTime() + PATIENCE_NANOS;
        long before = -1;
        while (sent.get() != before) {
            assertThat(System.nanoTime()).as("it never stalls").isLessThan(end);
            before = sent.get();
            LockSupport.parkNanos(STILL.toNanos());
        }
        return before;
    }

    /// Waits until everything is written. False when the other side closed before.
    boolean finished() {
        return done.handle((_, failure) -> failure == null).join();
    }

    /// Reads so many bytes, checks that each is `value`, and gives how many came.
    static long drain(InputStream in, long length, byte value) throws IOException {
        var buffer = new byte[65_536];
        long got = 0;
        while (got < length) {
            int n = in.read(buffer, 0, (int) Math.min(buffer.length, length - got));
            if (n < 0) {
                return got;
            }
            for (int i = 0; i < n; i++) {
                if (buffer[i] != value) {
                    throw new IOException("byte " + (got + i) + " is " + buffer[i]);
                }
            }
            got += n;
        }
        return got;
    }
}
