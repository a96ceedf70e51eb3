package io.fairlead.translate.input;

import io.fairlead.model.policy.Subset;
import io.fairlead.model.policy.TrafficPolicy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the DestinationRules say about one host, after choosing and merging.
///
/// @param config path of the (oldest) rule, as Istio writes it into metadata; empty without a rule
public record Rule(String config, TrafficPolicy policy, List<Subset> subsets) {
    public static final Rule NONE = new Rule("", TrafficPolicy.NONE, List.of());

    public Rule {
        subsets = List.copyOf(subsets);
    }

    /// The policy for a port of the host: one written for the port replaces the general one whole.
    public TrafficPolicy policy(int port) {
        TrafficPolicy own = policy.ports().get(port);
        return own != null ? own : policy;
    }

    /// The policy for a port of a subset: parts that the subset does not write are those of the host.
    public TrafficPolicy policy(Subset subset, int port) {
        TrafficPolicy base = policy(port);
        TrafficPolicy own = subset.trafficPolicy();
        TrafficPolicy ofPort = own.ports().get(port);
        if (ofPort != null) {
            return ofPort;
        }
        return new TrafficPolicy(
                first(own.loadBalancer(), base.loadBalancer()),
                first(own.connectionPool(), base.connectionPool()),
                first(own.outlierDetection(), base.outlierDetection()),
                first(own.tls(), base.tls()),
                TrafficPolicy.NONE.ports());
    }

    private static <T> @Nullable T first(@Nullable T own, @Nullable T inherited) {
        return own != null ? own : inherited;
    }
}
