package io.fairlead.proxy.http.forward;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What the tries of one request wait for. A route without times, which is Istio's default, costs nothing here.
final class Timers {

    private final Attempts attempts;
    private final EventLoop loop;
    private @Nullable Future<?> request;
    private @Nullable Future<?> perTry;
    private @Nullable Future<?> backOff;

    Timers(Attempts attempts, EventLoop loop) {
        this.attempts = attempts;
        this.loop = loop;
    }

    /// Time for all tries together; zero = for ever.
    void request(Duration most) {
        if (most.isPositive() && request == null) {
            request =
                    loop.schedule(
                            () -> {
                                request = null;
                                attempts.timeUp();
                            },
                            most.toNanos(),
                            TimeUnit.NANOSECONDS);
        }
    }

    /// Time for this try; zero = for ever.
    void perTry(Duration most) {
        if (most.isPositive() && perTry == null) {
            perTry =
                    loop.schedule(
                            () -> {
                                perTry = null;
                                attempts.tryTimeUp();
                            },
                            most.toNanos(),
                            TimeUnit.NANOSECONDS);
        }
    }

    /// Waits before the next try.
    void backOff(long nanos) {
        backOff =
                loop.schedule(
                        () -> {
                            backOff = null;
                            attempts.backOffOver();
                        },
                        nanos,
                        TimeUnit.NANOSECONDS);
    }

    void stopTry() {
        perTry = stopped(perTry);
    }

    void stopBackOff() {
        backOff = stopped(backOff);
    }

    void stop() {
        request = stopped(request);
        stopTry();
        stopBackOff();
    }

    private static @Nullable Future<?> stopped(@Nullable Future<?> timer) {
        if (timer != null) {
            timer.cancel(false);
        }
        return null;
    }
}
