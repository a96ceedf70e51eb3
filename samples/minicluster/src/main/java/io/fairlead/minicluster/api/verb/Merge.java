package io.fairlead.minicluster.api.verb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.minicluster.api.model.Meta;
import java.util.List;
import java.util.Map;

/// Which part of an object a request may change.
final class Merge {

    private Merge() {}

    /// The old object with the part that this request is about.
    static ObjectNode subresource(Target target, ObjectNode old, ObjectNode wanted) {
        return switch (target.subresource()) {
            case "status" -> {
                ObjectNode next = target.served().show(old).deepCopy();
                copy("status", wanted, next);
                if (target.type().qualified().equals("nodes")) {
                    copy("metadata", wanted, next);
                }
                yield next;
            }
            case "binding", "finalize" -> {
                ObjectNode next = old.deepCopy();
                copy("spec", wanted, next);
                yield next;
            }
            default -> {
                if (target.type().subresources().contains("status")) {
                    copy("status", old, wanted);
                }
                if (target.type().is("", "namespaces")) {
                    copy("spec", old, wanted);
                }
                Meta meta = Meta.of(wanted);
                if (!Meta.of(old).beingDeleted()) {
                    meta.node().remove("deletionTimestamp");
                }
                yield wanted;
            }
        };
    }

    private static void copy(String field, ObjectNode from, ObjectNode to) {
        JsonNode part = from.get(field);
        if (part == null) {
            to.remove(field);
        } else {
            to.set(field, part.deepCopy());
        }
    }

    /// Has what is wanted changed, and not just who says what about it?
    static boolean specChanged(Served served, ObjectNode old, ObjectNode next) {
        boolean status = served.type().subresources().contains("status");
        List<String> beside =
                status || !served.type().custom()
                        ? List.of("metadata", "status", "apiVersion")
                        : List.of("metadata", "apiVersion");
        return !without(beside, old).equals(without(beside, next));
    }

    private static ObjectNode without(List<String> fields, ObjectNode object) {
        ObjectNode rest = object.objectNode();
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            if (!fields.contains(entry.getKey())) {
                rest.set(entry.getKey(), entry.getValue());
            }
        }
        return rest;
    }
}
