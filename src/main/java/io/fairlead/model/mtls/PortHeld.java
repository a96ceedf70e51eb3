package io.fairlead.model.mtls;

import java.time.Instant;

/// What a sidecar says that a port does now.
///
/// @param mode that is in effect; PERMISSIVE stands for what policies say, also after a trial was taken back
/// @param attempt of the wish that it took last
/// @param tripped it took this attempt back by itself
/// @param caller whom it had refused then; empty when it did not trip
/// @param trippedAt [Instant#EPOCH] when it did not
/// @param fallbackMicros from the refusal until no further connection was refused
/// @param legacy connections in clear text that are open now
public record PortHeld(
        PortMode mode,
        long attempt,
        boolean tripped,
        String caller,
        Instant trippedAt,
        long fallbackMicros,
        long legacy) {}
