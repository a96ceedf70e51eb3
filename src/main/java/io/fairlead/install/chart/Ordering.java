package io.fairlead.install.chart;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;

/// The order in which objects are applied: what others need comes first, and webhooks last, as from then on the API
/// server asks.
public final class Ordering {
    private static final List<String> KINDS =
            List.of(
                    "Namespace",
                    "CustomResourceDefinition",
                    "ServiceAccount",
                    "ClusterRole",
                    "ClusterRoleBinding",
                    "Role",
                    "RoleBinding",
                    "Secret",
                    "ConfigMap",
                    "Service",
                    "PodDisruptionBudget",
                    "Deployment",
                    "HorizontalPodAutoscaler");
    private static final List<String> LAST =
            List.of("ValidatingWebhookConfiguration", "MutatingWebhookConfiguration");

    private Ordering() {}

    static List<ObjectNode> sorted(List<ObjectNode> objects) {
        return objects.stream().sorted(order()).toList();
    }

    /// By kind, then by namespace and name.
    public static Comparator<ObjectNode> order() {
        return Comparator.<ObjectNode>comparingInt(one -> rank(one.path("kind").asText()))
                .thenComparing(one -> one.path("kind").asText())
                .thenComparing(one -> one.at("/metadata/namespace").asText())
                .thenComparing(one -> one.at("/metadata/name").asText());
    }

    private static int rank(String kind) {
        int place = KINDS.indexOf(kind);
        return place >= 0 ? place : KINDS.size() + 1 + LAST.indexOf(kind);
    }
}
