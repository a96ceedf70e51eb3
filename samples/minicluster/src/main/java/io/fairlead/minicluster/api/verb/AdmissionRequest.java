package io.fairlead.minicluster.api.verb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.List;

/// A write, or a stream into a pod, that others have a say in.
///
/// @param target with the subresource that the write is about
/// @param object as it is to be; null (a node) when something is deleted
/// @param old as it is; null (a node) when something is created
public record AdmissionRequest(
        Target target, Operation operation, JsonNode object, JsonNode old, WriteOptions options) {

    /// What happens to the object.
    public enum Operation {
        CREATE,
        UPDATE,
        DELETE,
        CONNECT
    }

    /// Something is made.
    public static AdmissionRequest create(Target target, JsonNode object, WriteOptions options) {
        return new AdmissionRequest(
                target, Operation.CREATE, object, NullNode.getInstance(), options);
    }

    /// Something is changed.
    public static AdmissionRequest update(
            Target target, JsonNode object, JsonNode old, WriteOptions options) {
        return new AdmissionRequest(target, Operation.UPDATE, object, old, options);
    }

    /// A stream begins.
    ///
    /// @param object what is asked of it
    public static AdmissionRequest connect(Target target, JsonNode object, WriteOptions options) {
        return new AdmissionRequest(
                target, Operation.CONNECT, object, NullNode.getInstance(), options);
    }

    static AdmissionRequest delete(Target target, JsonNode old, WriteOptions options) {
        return new AdmissionRequest(target, Operation.DELETE, NullNode.getInstance(), old, options);
    }

    /// The same with another object.
    public AdmissionRequest with(JsonNode next) {
        return new AdmissionRequest(target, operation, next, old, options);
    }

    /// The name that the path or the object says; empty where the server makes one up later.
    public String name() {
        return target.name().isEmpty()
                ? object.path("metadata").path("name").asText("")
                : target.name();
    }

    /// Empty for what is in none; a namespace counts as in itself.
    public String namespace() {
        return target.type().is("", "namespaces") ? name() : target.namespace();
    }

    /// Object and old object, as far as they are there.
    public List<JsonNode> both() {
        return java.util.stream.Stream.of(object, old).filter(JsonNode::isObject).toList();
    }
}
