package io.fairlead.trace.collect;

import io.fairlead.trace.decode.DecodeLimits;
import io.fairlead.trace.store.StoreLimits;

/// What bounds the collectors.
///
/// @param requestBytesMax a larger request is refused
/// @param waitingBytesMax bytes of requests that wait for the one thread; more are refused
/// @param bytesPerSecond bytes that are read in a second; more are refused
/// @param connectionsMax open connections of a port; a further one is closed at once
/// @param callsMax calls of a gRPC connection at once
public record CollectLimits(
        int requestBytesMax,
        int waitingBytesMax,
        long bytesPerSecond,
        int connectionsMax,
        int callsMax,
        DecodeLimits decode,
        StoreLimits store) {

    public static final CollectLimits DEFAULT =
            new CollectLimits(
                    4 * 1024 * 1024,
                    12 * 1024 * 1024,
                    24L * 1024 * 1024,
                    256,
                    32,
                    DecodeLimits.DEFAULT,
                    StoreLimits.DEFAULT);

    /// The same with another store.
    public CollectLimits withStore(StoreLimits other) {
        return new CollectLimits(
                requestBytesMax,
                waitingBytesMax,
                bytesPerSecond,
                connectionsMax,
                callsMax,
                decode,
                other);
    }
}
