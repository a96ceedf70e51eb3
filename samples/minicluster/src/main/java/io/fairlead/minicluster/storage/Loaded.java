package io.fairlead.minicluster.storage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.minicluster.schema.KubeObject;
import io.fairlead.minicluster.schema.ObjectName;
import java.nio.file.Path;

/// An object as it was read.
///
/// @param raw everything that stood in the file, also what this cluster has no use for; not to be changed
/// @param line where the object begins
public record Loaded(KubeObject object, ObjectNode raw, Path file, int line) {

    /// What makes an object the same object.
    public record Key(String kind, ObjectName name) {
        @Override
        public String toString() {
            return kind + " " + name;
        }
    }

    Key key() {
        return new Key(object.kind(), object.meta().name());
    }

    String place() {
        return file + ":" + line;
    }
}
