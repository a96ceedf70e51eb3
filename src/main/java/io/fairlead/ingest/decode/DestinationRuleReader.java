package io.fairlead.ingest.decode;

import io.fairlead.model.config.DestinationRule;
import io.fairlead.model.config.Meta;
import io.fairlead.model.policy.Subset;
import io.fairlead.model.policy.TrafficPolicy;
import java.util.List;
import java.util.Map;

/// Reads a DestinationRule; its policies are read by [TrafficPolicyReader].
final class DestinationRuleReader {
    private final TrafficPolicyReader policies;

    DestinationRuleReader(Complaints complaints) {
        this.policies = new TrafficPolicyReader(complaints);
    }

    DestinationRule read(Meta meta, Cursor object) {
        Cursor spec = object.child("spec");
        if (spec == null) {
            return new DestinationRule(
                    meta, "", TrafficPolicy.NONE, List.of(), List.of(), Map.of());
        }
        Cursor selector = spec.child("workloadSelector");
        return new DestinationRule(
                meta,
                spec.text("host"),
                policies.read(spec.child("trafficPolicy")),
                spec.list("subsets").stream().map(this::subset).toList(),
                spec.texts("exportTo"),
                selector == null ? Map.of() : selector.textMap("matchLabels"));
    }

    private Subset subset(Cursor subset) {
        return new Subset(
                subset.text("name"),
                subset.textMap("labels"),
                policies.read(subset.child("trafficPolicy")));
    }
}
