package io.fairlead.proxy.http.h2;

/// What one connection may take.
///
/// @param streamsMax at once, when the configuration doesn't say
/// @param streamWindowBytes a peer may send on one stream before the other side has taken it
/// @param connectionWindowBytes the same for all streams together
/// @param streamsBeforeSettings opened towards a host before it has said how many it takes
/// @param drainMillis streams that are open when a connection is drained may take so long
record H2Limits(
        int streamsMax,
        int streamWindowBytes,
        int connectionWindowBytes,
        int streamsBeforeSettings,
        long drainMillis) {

    static final H2Limits DEFAULT = new H2Limits(1024, 256 * 1024, 1024 * 1024, 100, 30_000);
}
