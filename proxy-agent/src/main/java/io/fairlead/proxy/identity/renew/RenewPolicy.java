package io.fairlead.proxy.identity.renew;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How early certificates are renewed, and how patiently after failures.
///
/// @param grace share of its life that a certificate still has when the next is asked for, between 0 and 1
/// @param jitter how far that share goes up or down by chance, so that pods which started together don't ask together
/// @param retryFirst window in which the first retry happens
/// @param retryMax the window doubles with each failure, up to this
public record RenewPolicy(double grace, double jitter, Duration retryFirst, Duration retryMax) {

    /// Istio's shares; retries from about a second to half a minute.
    public static final RenewPolicy DEFAULT =
            new RenewPolicy(0.5, 0.01, Duration.ofSeconds(1), Duration.ofSeconds(30));

    private static final int DOUBLINGS_MAX = 16;

    public RenewPolicy {
        if (!(grace > 0 && grace < 1)) {
            throw new IllegalArgumentException("the grace ratio is between 0 and 1, not " + grace);
        }
        if (!(jitter >= 0 && jitter < 1)) {
            throw new IllegalArgumentException("the jitter is between 0 and 1, not " + jitter);
        }
    }

    /// How long to wait before asking for the next certificate.
    ///
    /// @param left of the present one's life. Not its whole life: what was issued long before it came here, or with
    ///     its beginning in the past, has less to give
    Duration untilRenewal(Duration left, RandomGenerator random) {
        double share = grace + jitter * (2 * random.nextDouble() - 1);
        return Duration.ofNanos((long) (left.toNanos() * (1 - Math.clamp(share, 0.0, 1.0))));
    }

    /// How long to wait after so many failures in a row: a random moment in the later half of the window.
    Duration untilRetry(int failures, RandomGenerator random) {
        long window = retryFirst.toNanos() << Math.clamp(failures - 1L, 0, DOUBLINGS_MAX);
        long bounded = Math.min(window, retryMax.toNanos());
        return Duration.ofNanos(bounded / 2 + random.nextLong(bounded / 2 + 1));
    }
}
