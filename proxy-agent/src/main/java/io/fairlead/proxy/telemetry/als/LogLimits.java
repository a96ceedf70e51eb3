package io.fairlead.proxy.telemetry.als;

import java.time.Duration;

/// What waits for servers that take access logs.
///
/// @param streamsMax of one proxy; logs beyond that go nowhere
/// @param waitingBytesMax of one stream; an entry that finds no room is dropped and counted
/// @param retryFirst a broken stream is made anew after this, then later and later
/// @param retryMax the longest of these waits
/// @param lastWait how long [LogServers#close] waits for the last entries
public record LogLimits(
        int streamsMax,
        int waitingBytesMax,
        Duration retryFirst,
        Duration retryMax,
        Duration lastWait) {
    public static final LogLimits DEFAULT =
            new LogLimits(
                    8,
                    1024 * 1024,
                    Duration.ofMillis(500),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(1));
}
