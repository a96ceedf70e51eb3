package io.fairlead.push.ads;

import io.fairlead.push.session.SessionLimits;
import java.time.Duration;

/// What bounds the gRPC edge.
///
/// @param session bounds of one stream's protocol
/// @param requestBytesMax a larger request ends its stream
/// @param streamsPerSecond new streams that are let in, where somebody chose a number; else 0
/// @param greetedAtOnce streams that have their first answers at the same time; the next ones wait for their turn
/// @param greetedMax a stream counts as one of those no longer than this
/// @param streamsMax open streams
/// @param firstRequestMax how long a stream may say nothing at first
/// @param keepAlive how often a silent connection is asked whether it lives
/// @param keepAliveWait how long it may take to say so
/// @param connectionAgeMax connections are closed gently after this, so that replicas share the load
public record AdsLimits(
        SessionLimits session,
        int requestBytesMax,
        int streamsPerSecond,
        int greetedAtOnce,
        Duration greetedMax,
        int streamsMax,
        Duration firstRequestMax,
        Duration keepAlive,
        Duration keepAliveWait,
        Duration connectionAgeMax) {

    private static final int GREETED_PER_CORE = 32;

    /// @param streamsPerSecond Istio's `PILOT_MAX_REQUESTS_PER_SECOND`. 0, the default, means there a number made from
    ///     the cores (25 a second on two), however fast they are; here as many as the daemon gets done.
    public static AdsLimits of(int streamsPerSecond, int cores) {
        return new AdsLimits(
                SessionLimits.DEFAULT,
                4 * 1024 * 1024,
                streamsPerSecond,
                GREETED_PER_CORE * cores,
                Duration.ofSeconds(10),
                20_000,
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofSeconds(10),
                Duration.ofMinutes(30));
    }
}
