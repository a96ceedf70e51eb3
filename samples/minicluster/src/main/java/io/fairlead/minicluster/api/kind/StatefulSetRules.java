package io.fairlead.minicluster.api.kind;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.minicluster.api.model.FieldError;
import io.fairlead.minicluster.api.model.FieldErrors;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// How a StatefulSet names and replaces its pods, as Kubernetes wants it.
///
/// @param errors where what is wrong is added
record StatefulSetRules(FieldErrors errors) {

    private static final String ROLLING = "RollingUpdate";
    private static final Set<String> MUTABLE =
            Set.of(
                    "replicas",
                    "ordinals",
                    "template",
                    "updateStrategy",
                    "revisionHistoryLimit",
                    "persistentVolumeClaimRetentionPolicy",
                    "minReadySeconds");

    static void defaults(ObjectNode spec) {
        Defaults.put(spec, "replicas", 1);
        Defaults.put(spec, "podManagementPolicy", "OrderedReady");
        Defaults.put(spec, "revisionHistoryLimit", 10);
        ObjectNode strategy = Defaults.map(spec, "updateStrategy");
        Defaults.put(strategy, "type", ROLLING);
        if (strategy.path("type").asText().equals(ROLLING)) {
            Defaults.put(Defaults.map(strategy, "rollingUpdate"), "partition", 0);
        }
    }

    void check(JsonNode spec) {
        errors.negative(
                "spec.",
                spec,
                "minReadySeconds",
                "revisionHistoryLimit",
                "ordinals.start",
                "updateStrategy.rollingUpdate.partition");
        if (!spec.path("volumeClaimTemplates").isEmpty()) {
            errors.add(
                    FieldError.forbidden(
                            "spec.volumeClaimTemplates",
                            "there are no persistent volumes here: take them out, or mount an"
                                    + " emptyDir in the template"));
        }
        JsonNode order = spec.path("podManagementPolicy");
        if (!List.of("OrderedReady", "Parallel").contains(order.asText())) {
            errors.invalid(
                    "spec.podManagementPolicy", order, "must be 'OrderedReady' or 'Parallel'");
        }
        errors.unlessOneOf(
                "spec.updateStrategy",
                spec.path("updateStrategy"),
                "type",
                List.of("OnDelete", ROLLING));
    }

    /// Whatever else changes would be another set.
    void checkChange(JsonNode before, JsonNode after) {
        for (Map.Entry<String, JsonNode> entry : after.properties()) {
            if (!MUTABLE.contains(entry.getKey())
                    && !entry.getValue().equals(before.get(entry.getKey()))) {
                errors.add(
                        FieldError.forbidden(
                                "spec",
                                "updates to statefulset spec for fields other than 'replicas', 'ordinals',"
                                        + " 'template', 'updateStrategy', 'revisionHistoryLimit',"
                                        + " 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are"
                                        + " forbidden"));
                return;
            }
        }
    }
}
