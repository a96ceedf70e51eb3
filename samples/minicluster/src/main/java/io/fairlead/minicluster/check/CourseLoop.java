package io.fairlead.minicluster.check;

import io.fairlead.minicluster.check.Fleet.Seen;
import io.fairlead.minicluster.check.Fleet.Watch;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Row 46: the course's loop (`curl … driver/City%20Truck; sleep 0.2`) for five minutes, while the other rows change
/// rules, images and pods under it.
final class CourseLoop implements Row.Check {

    private static final Duration LENGTH = Duration.ofMinutes(5);
    private static final Duration GAP = Duration.ofMillis(200);
    private static final Duration KNOWN = Duration.ofSeconds(30);

    private @Nullable Watch loop;
    private long endsAtNanos;

    static Row row() {
        return new Row(
                "46",
                "five minutes of the course's loop, while rules and pods change",
                new CourseLoop());
    }

    /// Pods that just became ready are known to their callers a moment later; whoever follows the course asks again.
    @Override
    public void begin(Fleet fleet) throws InterruptedException {
        fleet.await(KNOWN, () -> fleet.get(Drivers.PATH).status() == 200);
        loop = fleet.watch(Drivers.PATH, GAP);
        endsAtNanos = fleet.nanoTime() + LENGTH.toNanos();
    }

    @Override
    public Outcome ask(Fleet fleet) throws InterruptedException {
        Watch running = loop;
        if (running == null) {
            return new Outcome.Failed("the loop was not begun", "begun");
        }
        fleet.pause(Duration.ofNanos(Math.max(0, endsAtNanos - fleet.nanoTime())));
        Seen seen = running.stop();
        return Outcome.of(
                seen.failed() == 0 && seen.asked() > 1000,
                seen.bound(),
                "0 failed of at least 1000");
    }
}
