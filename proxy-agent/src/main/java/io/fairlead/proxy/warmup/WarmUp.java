package io.fairlead.proxy.warmup;

import io.fairlead.proxy.clock.Clock;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Practises until its limits are reached. Runs on the calling thread, which must not be an event loop.
public final class WarmUp {

    /// When to stop; whatever comes first.
    ///
    /// @param processor time of the whole process, compilers included
    /// @param wall on the clock
    public record Limits(Duration processor, Duration wall, int requestsMax) {

        /// Before readiness: less than one second of processor time, the last request and compilers at work included.
        public static final Limits BEFORE_READINESS =
                new Limits(Duration.ofMillis(750), Duration.ofSeconds(5), 10_000);

        /// To train an AOT cache.
        public static final Limits TRAINING =
                new Limits(Duration.ofMinutes(1), Duration.ofSeconds(5), Integer.MAX_VALUE);
    }

    /// What it came to.
    ///
    /// @param processor time that it took, zero where the system doesn't tell
    public record Outcome(int requests, Duration processor, Duration wall) {}

    // Without a measure of processor time the requests are few enough to be cheap on any machine.
    private static final int REQUESTS_UNMEASURED = 500;
    private static final int REQUESTS_PER_SCRAPE = 200;

    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);

    private WarmUp() {}

    /// Practises. A failure is told and is no reason not to serve.
    public static Outcome run(Clock clock, Limits limits) {
        long start = clock.nanos();
        OptionalLong before = ProcessorTime.millis();
        int requests = 0;
        try (var practice = new Practice()) {
            practice.start();
            while (goesOn(limits, requests, before, clock.nanos() - start)) {
                practice.ask();
                requests++;
                if (requests % REQUESTS_PER_SCRAPE == 0) {
                    LOG.trace("event=warm_up_scrape bytes={}", practice.scrape());
                }
            }
        } catch (IOException e) {
            LOG.warn("event=warm_up_failed error={}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        var outcome =
                new Outcome(
                        requests,
                        Duration.ofMillis(spent(before)),
                        Duration.ofNanos(clock.nanos() - start));
        LOG.info(
                "event=warm_up_done requests={} processor_ms={} wall_ms={}",
                outcome.requests(),
                outcome.processor().toMillis(),
                outcome.wall().toMillis());
        return outcome;
    }

    private static boolean goesOn(
            Limits limits, int requests, OptionalLong before, long wallNanos) {
        int most =
                before.isPresent()
                        ? limits.requestsMax()
                        : Math.min(limits.requestsMax(), REQUESTS_UNMEASURED);
        return requests < most
                && wallNanos < limits.wall().toNanos()
                && spent(before) < limits.processor().toMillis();
    }

    private static long spent(OptionalLong before) {
        OptionalLong now = ProcessorTime.millis();
        return before.isPresent() && now.isPresent() ? now.getAsLong() - before.getAsLong() : 0;
    }
}
