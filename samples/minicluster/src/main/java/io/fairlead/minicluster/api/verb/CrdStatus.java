package io.fairlead.minicluster.api.verb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What the server says of a CustomResourceDefinition: its names are accepted, and it is served.
final class CrdStatus {

    private CrdStatus() {}

    static void set(ObjectNode crd, @Nullable ObjectNode old, String now) {
        TreeSet<String> versions = new TreeSet<>();
        if (old != null) {
            old.path("status").path("storedVersions").forEach(one -> versions.add(one.asText()));
        }
        for (JsonNode version : crd.path("spec").path("versions")) {
            if (version.path("storage").asBoolean()) {
                versions.add(version.path("name").asText());
            }
        }
        ObjectNode status = crd.putObject("status");
        status.set("acceptedNames", crd.path("spec").path("names").deepCopy());
        if (old != null && old.path("status").has("conditions")) {
            status.set("conditions", old.path("status").path("conditions"));
        } else {
            ArrayNode conditions = status.putArray("conditions");
            condition(conditions, "NamesAccepted", now)
                    .put("reason", "NoConflicts")
                    .put("message", "no conflicts found");
            condition(conditions, "Established", now)
                    .put("reason", "InitialNamesAccepted")
                    .put("message", "the initial names have been accepted");
        }
        versions.forEach(status.putArray("storedVersions")::add);
    }

    private static ObjectNode condition(ArrayNode conditions, String type, String now) {
        return conditions
                .addObject()
                .put("type", type)
                .put("status", "True")
                .put("lastTransitionTime", now);
    }
}
