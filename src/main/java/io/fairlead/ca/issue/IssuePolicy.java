package io.fairlead.ca.issue;

import java.time.Duration;

/// What bounds a certificate.
///
/// @param lifetimeDefault for a request that asks for none
/// @param lifetimeMax a longer wish is cut to it
/// @param backdate so much before now a certificate begins, for clocks that are slow
/// @param requestCharsMax a longer request is refused unread
/// @param rsaBitsMin weaker keys are refused
/// @param rsaBitsMax longer keys are refused: they cost us time
public record IssuePolicy(
        Duration lifetimeDefault,
        Duration lifetimeMax,
        Duration backdate,
        int requestCharsMax,
        int rsaBitsMin,
        int rsaBitsMax) {

    /// Istio's lifetimes.
    public static final IssuePolicy DEFAULT =
            new IssuePolicy(
                    Duration.ofHours(24),
                    Duration.ofDays(90),
                    Duration.ofMinutes(2),
                    16 * 1024,
                    2048,
                    8192);
}
