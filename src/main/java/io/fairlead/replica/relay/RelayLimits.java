package io.fairlead.replica.relay;

import java.time.Duration;

/// What relaying may cost.
///
/// @param waitingBytes of reports that the leader did not acknowledge yet; above it all of them are given up, and
///     counted
/// @param every how often a follower says what it sees
/// @param again after which a leader that didn't take a stream is called again
/// @param unreadMax messages that wait for a follower that doesn't read; above it its stream is ended
public record RelayLimits(int waitingBytes, Duration every, Duration again, int unreadMax) {

    public static final RelayLimits DEFAULT =
            new RelayLimits(16 * 1024 * 1024, Duration.ofSeconds(1), Duration.ofSeconds(1), 50_000);

    /// Of one message.
    static final int SEEN_MAX = 5_000;
}
