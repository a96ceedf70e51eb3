package io.fairlead.minicluster.streaming;

import java.time.Duration;

/// What the kubelet's server takes.
///
/// @param sessionsMax commands and connections with forwarded ports at once
/// @param requestsMax at once, with those that follow logs
/// @param messageBytesMax of a message of WebSocket
/// @param streamsMax of a connection of SPDY at once
/// @param queuedMax pieces of data that wait for a slow reader of one stream
/// @param slowest how long a full stream may hold up its neighbours
/// @param pingEvery how often a client is asked whether it is there
/// @param farewell how long a client has to close a connection that has ended
public record StreamLimits(
        int sessionsMax,
        int requestsMax,
        int messageBytesMax,
        int streamsMax,
        int queuedMax,
        Duration slowest,
        Duration pingEvery,
        Duration farewell) {

    public static final StreamLimits DEFAULT =
            new StreamLimits(
                    200,
                    1_000,
                    1 << 20,
                    512,
                    64,
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(5));
}
