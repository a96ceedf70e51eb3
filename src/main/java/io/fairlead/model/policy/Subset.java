package io.fairlead.model.policy;

import java.util.Map;

/// A named part of a host's endpoints.
///
/// @param labels that an endpoint must have; empty for all endpoints
/// @param trafficPolicy its own policy; [TrafficPolicy#NONE] when not written
public record Subset(String name, Map<String, String> labels, TrafficPolicy trafficPolicy) {
    public Subset {
        labels = Map.copyOf(labels);
    }

    /// The same without the names of Secrets.
    public Subset withoutCredential() {
        TrafficPolicy bare = trafficPolicy.withoutCredential();
        return bare.equals(trafficPolicy) ? this : new Subset(name, labels, bare);
    }
}
