package io.fairlead.minicluster.api.kind;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.minicluster.api.model.FieldErrors;
import io.fairlead.minicluster.api.model.ResourceType;
import java.util.List;
import java.util.Optional;

/// Kinds that are kept for the tools that write them, and that nothing here acts on.
public final class WithoutEffect {

    private WithoutEffect() {}

    /// What the sender of such an object should know; empty for kinds that have an effect.
    public static Optional<String> warning(ResourceType type) {
        return switch (type.group()) {
            case "networking.k8s.io", "policy", "autoscaling" ->
                    Optional.of(
                            "%s has no effect in this cluster: it is stored, and nothing acts on it"
                                    .formatted(type.kind()));
            default -> Optional.empty();
        };
    }

    static void setDefaults(String kind, ObjectNode spec) {
        switch (kind) {
            case "HorizontalPodAutoscaler" -> Defaults.put(spec, "minReplicas", 1);
            case "NetworkPolicy" -> {
                if (spec.path("policyTypes").isEmpty()) {
                    spec.putArray("policyTypes").add("Ingress");
                    if (spec.has("egress")) {
                        spec.withArray("policyTypes").add("Egress");
                    }
                }
            }
            default -> {}
        }
    }

    static void check(String kind, JsonNode spec, FieldErrors errors) {
        switch (kind) {
            case "Ingress" -> {
                if (spec.path("rules").isEmpty() && !spec.has("defaultBackend")) {
                    errors.invalid(
                            "spec", spec, "either `defaultBackend` or `rules` must be specified");
                }
            }
            case "IngressClass" -> {
                if (spec.path("controller").asText("").isEmpty()) {
                    errors.required("spec.controller", "");
                }
            }
            case "PodDisruptionBudget" -> {
                if (spec.has("minAvailable") && spec.has("maxUnavailable")) {
                    errors.invalid(
                            "spec", spec, "minAvailable and maxUnavailable cannot be both set");
                }
            }
            case "HorizontalPodAutoscaler" -> autoscaler(spec, errors);
            default -> {}
        }
    }

    private static void autoscaler(JsonNode spec, FieldErrors errors) {
        for (String field : List.of("kind", "name")) {
            if (spec.path("scaleTargetRef").path(field).asText("").isEmpty()) {
                errors.required("spec.scaleTargetRef." + field, "");
            }
        }
        JsonNode max = spec.path("maxReplicas");
        if (max.asInt() < 1) {
            errors.invalid("spec.maxReplicas", max, "must be greater than 0");
        }
        if (max.asInt() < spec.path("minReplicas").asInt()) {
            errors.invalid(
                    "spec.maxReplicas", max, "must be greater than or equal to `minReplicas`");
        }
    }
}
