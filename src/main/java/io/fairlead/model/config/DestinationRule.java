package io.fairlead.model.config;

import io.fairlead.model.policy.Subset;
import io.fairlead.model.policy.TrafficPolicy;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What happens to traffic after routing: subsets of a host and the policy for each.
///
/// @param host as written; may be short (resolved in the object's namespace) or start with a wildcard
/// @param exportTo empty means the mesh's default
/// @param workloadSelector clients that it concerns; empty for all
public record DestinationRule(
        Meta meta,
        String host,
        TrafficPolicy trafficPolicy,
        List<Subset> subsets,
        List<String> exportTo,
        Map<String, String> workloadSelector)
        implements MeshObject {
    public DestinationRule {
        subsets = List.copyOf(subsets);
        exportTo = List.copyOf(exportTo);
        workloadSelector = Map.copyOf(workloadSelector);
    }

    public Optional<Subset> subset(String name) {
        return subsets.stream().filter(subset -> subset.name().equals(name)).findFirst();
    }
}
