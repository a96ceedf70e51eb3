package io.fairlead.push.ads;

import io.fairlead.push.session.SessionLimits;
import java.time.Duration;

/// What bounds the gRPC edge.
///
/// @param session bounds of one stream's protocol
/// @param requestBytesMax a larger request ends its stream
/// @param streamsPerSecond new streams that are let in; the rest are told to come back
/// @param streamsMax open streams
/// @param firstRequestMax how long a stream may say nothing at first
/// @param keepAlive how often a silent connection is asked whether it lives
/// @param keepAliveWait how long it may take to say so
/// @param connectionAgeMax connections are closed gently after this, so that replicas share the load
public record AdsLimits(
        SessionLimits session,
        int requestBytesMax,
        int streamsPerSecond,
        int streamsMax,
        Duration firstRequestMax,
        Duration keepAlive,
        Duration keepAliveWait,
        Duration connectionAgeMax) {

    private static final int STREAMS_BASE = 15;
    private static final int STREAMS_PER_CORE = 5;
    private static final int STREAMS_CEILING = 100;

    /// Istio's: `PILOT_MAX_REQUESTS_PER_SECOND`, where 0 means a number made from the cores.
    public static AdsLimits of(int streamsPerSecond, int cores) {
        int rate =
                streamsPerSecond > 0
                        ? streamsPerSecond
                        : Math.min(STREAMS_BASE + STREAMS_PER_CORE * cores, STREAMS_CEILING);
        return new AdsLimits(
                SessionLimits.DEFAULT,
                4 * 1024 * 1024,
                rate,
                20_000,
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofSeconds(10),
                Duration.ofMinutes(30));
    }
}
