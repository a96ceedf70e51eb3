package io.fairlead.minicluster.api.verb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.minicluster.api.model.Meta;
import io.fairlead.minicluster.api.model.ResourceType;
import java.util.ArrayList;
import java.util.List;

/// The way of an object to its end: grace for pods, then finalizers, then gone.
final class Deleting {

    private Deleting() {}

    /// Notes in the object that it is to go.
    static void begin(ResourceType type, ObjectNode object, DeleteOptions how, Origin origin) {
        Meta meta = Meta.of(object);
        List<String> finalizers = new ArrayList<>(meta.finalizers());
        switch (how.propagation()) {
            case "Foreground" -> addOnce(finalizers, "foregroundDeletion");
            case "Orphan" -> addOnce(finalizers, "orphan");
            default -> {}
        }
        meta.finalizers(finalizers);
        long grace = grace(type, object, how);
        boolean shorter =
                meta.beingDeleted()
                        && meta.node().path("deletionGracePeriodSeconds").asLong() > grace;
        if (!meta.beingDeleted() || shorter) {
            meta.node()
                    .put("deletionTimestamp", origin.timestamp(grace))
                    .put("deletionGracePeriodSeconds", grace);
        }
        if (type.is("", "namespaces")) {
            object.withObjectProperty("status").put("phase", "Terminating");
        }
    }

    private static void addOnce(List<String> finalizers, String finalizer) {
        if (!finalizers.contains(finalizer)) {
            finalizers.add(finalizer);
        }
    }

    /// Only pods that a node has get time to end.
    private static long grace(ResourceType type, ObjectNode object, DeleteOptions how) {
        JsonNode spec = object.path("spec");
        String phase = object.path("status").path("phase").asText();
        boolean runs =
                type.is("", "pods")
                        && !spec.path("nodeName").asText("").isEmpty()
                        && !phase.equals("Succeeded")
                        && !phase.equals("Failed");
        if (!runs) {
            return 0;
        }
        return how.graceSeconds() >= 0
                ? how.graceSeconds()
                : spec.path("terminationGracePeriodSeconds").asLong();
    }

    /// Is there nobody left who has to agree to its end?
    static boolean isOver(ResourceType type, ObjectNode object) {
        Meta meta = Meta.of(object);
        boolean content =
                type.is("", "namespaces") && !object.path("spec").path("finalizers").isEmpty();
        return meta.beingDeleted()
                && meta.finalizers().isEmpty()
                && !content
                && meta.node().path("deletionGracePeriodSeconds").asLong() == 0;
    }
}
