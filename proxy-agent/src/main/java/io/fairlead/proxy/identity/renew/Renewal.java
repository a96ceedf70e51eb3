package io.fairlead.proxy.identity.renew;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// The way from no certificate to the next one, and the next.
///
/// ```
/// Empty ──issued──▶ Holding ──(half of its life)── ask ──issued──▶ Holding …
///   ▲ failed: retry later       ▲ failed: retry later, the present one stays
/// ```
///
/// Both clocks count. When the clock of the world is set forward over the time of renewal, or back before the
/// beginning of the certificate, the next step is to ask; when it stands still, the stopwatch asks in time.
public sealed interface Renewal {

    /// No certificate yet.
    ///
    /// @param failures in a row
    /// @param askAtNanos when to ask, by the stopwatch
    record Empty(int failures, long askAtNanos) implements Renewal {}

    /// There is one.
    ///
    /// @param failures in a row of asking for the next
    /// @param askAtMillis when to ask, by the clock of the world
    /// @param askAtNanos when to ask, by the stopwatch; whichever comes first
    record Holding(Validity validity, int failures, long askAtMillis, long askAtNanos)
            implements Renewal {}

    /// What happens.
    sealed interface Event {
        /// A certificate was received and found good.
        record Issued(Validity validity) implements Event {}

        /// None was received, or a bad one.
        record Failed() implements Event {}
    }

    /// Not even that much later may be asked again after a success, however short a certificate lives.
    Duration PAUSE_MIN = Duration.ofSeconds(1);

    /// At the start: ask at once.
    static Renewal start(Moment now) {
        return new Empty(0, now.nanos());
    }

    /// The state after an event.
    static Renewal next(
            Renewal state, Event event, Moment now, RenewPolicy policy, RandomGenerator random) {
        return switch (event) {
            case Event.Issued(Validity validity) -> {
                Duration left = Duration.ofMillis(validity.untilMillis() - now.epochMillis());
                Duration wait = max(policy.untilRenewal(left, random), PAUSE_MIN);
                Moment ask = now.plus(wait);
                yield new Holding(validity, 0, ask.epochMillis(), ask.nanos());
            }
            case Event.Failed() -> failed(state, now, policy, random);
        };
    }

    private static Renewal failed(
            Renewal state, Moment now, RenewPolicy policy, RandomGenerator random) {
        return switch (state) {
            case Empty(int failures, _) -> {
                Duration wait = policy.untilRetry(failures + 1, random);
                yield new Empty(failures + 1, now.nanos() + wait.toNanos());
            }
            case Holding(Validity validity, int failures, _, _) -> {
                Duration wait = policy.untilRetry(failures + 1, random);
                yield new Holding(
                        validity, failures + 1, Long.MAX_VALUE, now.nanos() + wait.toNanos());
            }
        };
    }

    /// How long until it is time to ask; zero when it is.
    default Duration untilAsk(Moment now) {
        return switch (this) {
            case Empty(_, long nanos) -> positive(nanos - now.nanos());
            case Holding(Validity validity, int failures, long millis, long nanos) -> {
                boolean clockWasSet = !validity.holds(now.epochMillis()) && failures == 0;
                if (clockWasSet || now.epochMillis() >= millis) {
                    yield Duration.ZERO;
                }
                yield positive(nanos - now.nanos());
            }
        };
    }

    /// Whether there is a certificate that is valid now.
    default boolean isValid(Moment now) {
        return switch (this) {
            case Empty _ -> false;
            case Holding(Validity validity, _, _, _) -> validity.holds(now.epochMillis());
        };
    }

    private static Duration positive(long nanos) {
        return Duration.ofNanos(Math.max(0, nanos));
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
