package io.fairlead.ca.issue;

import io.fairlead.model.identity.SpiffeId;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;

/// What a workload's certificate says; whoever signs adds a serial number.
///
/// @param identity the only name in it
/// @param key of the workload
public record Template(SpiffeId identity, PublicKey key, Instant notBefore, Instant notAfter) {

    /// How long it is valid from now on.
    public Duration lifetime(Instant now) {
        return Duration.between(now, notAfter);
    }
}
