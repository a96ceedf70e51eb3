package io.fairlead.replica.tell;

import java.time.Duration;

/// What telling may cost.
///
/// @param waitingBytes of messages that wait to be told; what comes above it is dropped, and counted
/// @param messageBytesMax a longer one is dropped, and counted; below what the port of the leader takes
/// @param again after which a leader that didn't take a stream is called again
public record TellLimits(int waitingBytes, int messageBytesMax, Duration again) {

    public static final TellLimits DEFAULT =
            new TellLimits(8 * 1024 * 1024, 4 * 1024 * 1024 - 1024, Duration.ofSeconds(1));
}
