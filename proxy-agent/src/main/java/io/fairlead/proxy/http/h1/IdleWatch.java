package io.fairlead.proxy.http.h1;

import io.fairlead.proxy.model.HttpConnection.HttpTimeouts;
import io.netty.channel.EventLoop;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Ends a connection on which no request arrives: nothing at all for the idle time, or the rest of a head for the time
/// that heads have. It looks once per period whether anything moved since the last look, so that a request costs one
/// increment; the end comes after one to two periods.
final class IdleWatch {

    private final long nanos;
    private final Runnable end;
    private @Nullable Future<?> timer;
    private @Nullable EventLoop loop;
    private long moves;
    private long seen = -1;
    private boolean busy;

    /// @param end what ends the connection
    IdleWatch(HttpTimeouts timeouts, Runnable end) {
        long idle = timeouts.connectionIdle().toNanos();
        long head = timeouts.requestHeaders().toNanos();
        this.nanos = head > 0 && (idle <= 0 || head < idle) ? head : idle;
        this.end = end;
    }

    void start(EventLoop on) {
        loop = on;
        again();
    }

    private void again() {
        EventLoop on = loop;
        if (nanos > 0 && on != null) {
            timer = on.schedule(this::look, nanos, TimeUnit.NANOSECONDS);
        }
    }

    private void look() {
        if (!busy && moves == seen) {
            end.run();
            return;
        }
        seen = moves;
        again();
    }

    /// Whether a request is under way. The bytes of one that isn't complete yet are no move.
    void busy(boolean now) {
        busy = now;
        moves++;
    }

    void stop() {
        loop = null;
        if (timer != null) {
            timer.cancel(false);
        }
    }
}
