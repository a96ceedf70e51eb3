package io.fairlead.minicluster.api.kind;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.minicluster.api.model.ResourceType;

/// The status that an object begins with.
public final class FirstState {

    private FirstState() {}

    /// Takes away what its sender says of its status, and sets what the server knows of it.
    public static void set(ResourceType type, ObjectNode object) {
        boolean hasStatus = type.subresources().contains("status");
        if (hasStatus && !type.is("", "nodes")) {
            object.remove("status");
        }
        switch (type.qualified()) {
            case "namespaces" -> {
                object.withObjectProperty("spec").putArray("finalizers").add("kubernetes");
                object.putObject("status").put("phase", "Active");
            }
            case "pods" ->
                    object.putObject("status")
                            .put("phase", "Pending")
                            .put("qosClass", quality(object.path("spec")));
            case "deployments.apps" -> object.putObject("status");
            case "replicasets.apps" -> object.putObject("status").put("replicas", 0);
            case "statefulsets.apps" ->
                    object.putObject("status").put("replicas", 0).put("availableReplicas", 0);
            case "daemonsets.apps" ->
                    object.putObject("status")
                            .put("currentNumberScheduled", 0)
                            .put("numberMisscheduled", 0)
                            .put("desiredNumberScheduled", 0)
                            .put("numberReady", 0);
            case "jobs.batch" -> {
                JobRules.begin(object);
                object.putObject("status");
            }
            case "cronjobs.batch" -> object.putObject("status");
            case "services" -> object.putObject("status").putObject("loadBalancer");
            default -> {}
        }
    }

    private static String quality(JsonNode spec) {
        boolean anything = false;
        boolean guaranteed = true;
        for (JsonNode container : spec.path("containers")) {
            JsonNode resources = container.path("resources");
            anything |=
                    !resources.path("limits").isEmpty() || !resources.path("requests").isEmpty();
            for (String resource : new String[] {"cpu", "memory"}) {
                JsonNode limit = resources.path("limits").path(resource);
                JsonNode request = resources.path("requests").path(resource);
                guaranteed &=
                        !limit.isMissingNode()
                                && (request.isMissingNode() || request.equals(limit));
            }
        }
        return guaranteed ? "Guaranteed" : anything ? "Burstable" : "BestEffort";
    }
}
