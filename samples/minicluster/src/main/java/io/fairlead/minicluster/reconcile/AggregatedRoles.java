package io.fairlead.minicluster.reconcile;

import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Gives ClusterRoles that collect others the rules of those.
final class AggregatedRoles {

    private final KubernetesClient client;
    private final SharedIndexInformer<ClusterRole> roles;
    final Queue queue = new Queue("aggregated-roles", this::look);

    AggregatedRoles(KubernetesClient client) {
        this.client = client;
        this.roles = client.rbac().clusterRoles().runnableInformer(0);
    }

    /// Its ears, which don't hear yet.
    SharedIndexInformer<ClusterRole> heard() {
        roles.addEventHandler(new Hearing<>(_ -> all()));
        return roles;
    }

    private void all() {
        for (ClusterRole role : roles.getStore().list()) {
            if (role.getAggregationRule() != null) {
                queue.add(role.getMetadata().getName());
            }
        }
    }

    private void look(String name) {
        @Nullable ClusterRole role = client.rbac().clusterRoles().withName(name).get();
        if (role == null || role.getAggregationRule() == null) {
            return;
        }
        Set<PolicyRule> rules = new LinkedHashSet<>();
        for (var selector : role.getAggregationRule().getClusterRoleSelectors()) {
            for (ClusterRole other :
                    client.rbac().clusterRoles().withLabelSelector(selector).list().getItems()) {
                if (!other.getMetadata().getName().equals(name)) {
                    rules.addAll(other.getRules());
                }
            }
        }
        if (!List.copyOf(rules).equals(role.getRules())) {
            ClusterRole _ =
                    client.resource(
                                    new ClusterRoleBuilder(role)
                                            .withRules(List.copyOf(rules))
                                            .build())
                            .update();
        }
    }
}
