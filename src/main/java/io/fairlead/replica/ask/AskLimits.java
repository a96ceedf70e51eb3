package io.fairlead.replica.ask;

import java.time.Duration;

/// What asking the leader may cost.
///
/// @param answer for how long its answer is waited for
/// @param again for how long a leader that did not answer isn't asked again
/// @param bytesMax of an answer
public record AskLimits(Duration answer, Duration again, int bytesMax) {

    public static final AskLimits DEFAULT =
            new AskLimits(Duration.ofSeconds(3), Duration.ofSeconds(2), 64 * 1024 * 1024);
}
