package io.fairlead.replica.elect;

import java.time.Duration;

/// How fast a leader is replaced.
///
/// @param every how often the record is looked at, and renewed by the leader
/// @param patience a record that nobody renewed for this long may be taken over
/// @param doubt a leader who couldn't renew for this long leads no more; shorter than `patience`, so that it ends
///     before another begins
public record ElectLimits(Duration every, Duration doubt, Duration patience) {

    public static final ElectLimits DEFAULT =
            new ElectLimits(Duration.ofSeconds(2), Duration.ofSeconds(6), Duration.ofSeconds(9));

    public ElectLimits {
        if (every.compareTo(doubt) >= 0 || doubt.compareTo(patience) >= 0) {
            throw new IllegalArgumentException("needed: every < doubt < patience");
        }
    }

    /// How long the store may take to answer at most. From when a renewal counts for others to where it is known that
    /// the next one failed there are that write's answer, a wait, a read, a write, and a read where the write was
    /// refused: together not longer than the others' patience.
    public Duration answer() {
        return patience.minus(every).dividedBy(4);
    }
}
