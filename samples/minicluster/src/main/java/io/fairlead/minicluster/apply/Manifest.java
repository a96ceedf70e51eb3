package io.fairlead.minicluster.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// An object as it stands in a file.
///
/// @param object with everything that stands there; not to be changed
/// @param file as people know it
/// @param line where the object begins
record Manifest(ObjectNode object, String file, int line) {

    /// What makes an object the same object.
    ///
    /// @param group empty for Kubernetes' first kinds
    /// @param namespace empty where none is written
    record Key(String group, String kind, String namespace, String name) {
        @Override
        public String toString() {
            return namespace.isEmpty() ? kind + " " + name : kind + " " + namespace + "/" + name;
        }
    }

    /// Objects that name no namespace are in `default`, if their kind has namespaces at all.
    Key key() {
        JsonNode meta = object.path("metadata");
        String namespace = meta.path("namespace").asText("");
        return new Key(group(), kind(), namespace.equals("default") ? "" : namespace, name());
    }

    String kind() {
        return object.path("kind").asText();
    }

    String apiVersion() {
        return object.path("apiVersion").asText();
    }

    private String group() {
        int slash = apiVersion().indexOf('/');
        return slash < 0 ? "" : apiVersion().substring(0, slash);
    }

    private String name() {
        return object.path("metadata").path("name").asText();
    }

    /// A sentence about this object, with its place.
    String problem(String what) {
        return "%s:%d: %s: %s".formatted(file, line, key(), what);
    }
}
