package io.fairlead.model.mtls;

/// What one port of a pod should do beyond what policies say.
///
/// @param mode AUDIT or TRIAL
/// @param attempt names one trial of a unit: a sidecar that went back by itself does not take the same one up again
public record PortWish(PortMode mode, long attempt) {
    public PortWish {
        if (mode != PortMode.AUDIT && mode != PortMode.TRIAL) {
            throw new IllegalArgumentException(mode + " is said by a policy, not by a wish");
        }
    }
}
