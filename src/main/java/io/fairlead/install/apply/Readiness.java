package io.fairlead.install.apply;

import com.fasterxml.jackson.databind.JsonNode;

/// Whether a Deployment has what it wants.
final class Readiness {
    private Readiness() {}

    /// All pods are of the newest kind, and available.
    static boolean isReady(JsonNode deployment) {
        int wanted = deployment.at("/spec/replicas").asInt(1);
        JsonNode status = deployment.path("status");
        return status.path("observedGeneration").asLong()
                        >= deployment.at("/metadata/generation").asLong()
                && status.path("updatedReplicas").asInt() >= wanted
                && status.path("availableReplicas").asInt() >= wanted;
    }

    /// For people: `1 of 2 ready`.
    static String told(JsonNode deployment) {
        return "%d of %d ready"
                .formatted(
                        deployment.at("/status/availableReplicas").asInt(),
                        deployment.at("/spec/replicas").asInt(1));
    }
}
