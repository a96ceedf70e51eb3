package io.fairlead.minicluster.api.verb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.minicluster.api.cel.SchemaRules;
import io.fairlead.minicluster.api.kind.BuiltIns;
import io.fairlead.minicluster.api.kind.Defaults;
import io.fairlead.minicluster.api.kind.Rules;
import io.fairlead.minicluster.api.kind.WithoutEffect;
import io.fairlead.minicluster.api.model.ApiError;
import io.fairlead.minicluster.api.model.FieldError;
import io.fairlead.minicluster.api.model.Meta;
import io.fairlead.minicluster.api.model.Names;
import io.fairlead.minicluster.api.model.ResourceType;
import io.fairlead.minicluster.api.schema.SchemaCheck;
import io.fairlead.minicluster.api.schema.SchemaWalk;
import io.fairlead.minicluster.api.verb.WriteOptions.FieldValidation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes of what a sender wrote what can be stored: decoded, pruned, with defaults, and valid.
final class Admission {

    private Admission() {}

    /// Does the object say the kind, name and namespace of its path?
    static void checkHead(Target target, ObjectNode object) {
        ResourceType type = target.type();
        String kind = object.path("kind").asText("");
        String version = object.path("apiVersion").asText("");
        if (kind.isEmpty()) {
            throw ApiError.badRequest("Object 'Kind' is missing in '" + shortened(object) + "'");
        }
        if (!version.equals(type.apiVersion())) {
            throw ApiError.badRequest(
                    "the API version in the data (%s) does not match the expected API version (%s)"
                            .formatted(version, type.apiVersion()));
        }
        if (!kind.equals(type.kind())) {
            throw ApiError.badRequest(
                    "%s in version \"%s\" cannot be handled as a %s"
                            .formatted(kind, type.version(), type.kind()));
        }
        if (object.has("metadata") && !object.path("metadata").isObject()) {
            throw undecoded(type, "metadata is no object");
        }
        Meta meta = Meta.of(object);
        if (!target.name().isEmpty() && !meta.name().equals(target.name())) {
            throw ApiError.badRequest(
                    "the name of the object (%s) does not match the name on the URL (%s)"
                            .formatted(meta.name(), target.name()));
        }
        if (!type.namespaced()) {
            meta.node().remove("namespace");
        } else if (meta.namespace().isEmpty()) {
            meta.node().put("namespace", target.namespace());
        } else if (!meta.namespace().equals(target.namespace())) {
            throw ApiError.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the"
                            + " request");
        }
    }

    /// Removes what the schema doesn't know.
    static void prune(Served served, ObjectNode object, WriteOptions options) {
        ResourceType type = served.type();
        removeNulls(type.custom() ? object.path("metadata") : object);
        List<String> unknown = SchemaWalk.prune(served.schema(), object);
        if (!unknown.isEmpty() && options.validation() == FieldValidation.STRICT) {
            throw undecoded(type, "strict decoding error: " + String.join(", ", named(unknown)));
        }
        if (options.validation() == FieldValidation.WARN) {
            named(unknown).forEach(options::warn);
        }
    }

    /// Fits the object to its schema.
    static void decode(Served served, ObjectNode object, WriteOptions options) {
        prune(served, object, options);
        ResourceType type = served.type();
        if (type.custom()) {
            SchemaWalk.setDefaults(served.schema(), object);
            return;
        }
        List<FieldError> errors = SchemaCheck.check(served.schema(), object);
        if (!errors.isEmpty()) {
            throw undecoded(type, errors.getFirst().toString());
        }
        Defaults.set(type, object);
        if (type.equals(BuiltIns.CRDS)) {
            refuse(served, object, SchemaRules.ofDefinition(object, options::warn));
        }
        WithoutEffect.warning(type).ifPresent(options::warn);
    }

    /// Why it can't be decoded. A custom type's schema says more than that.
    static List<FieldError> undecodable(Served served, ObjectNode object) {
        if (served.type().custom()) {
            return List.of();
        }
        ObjectNode copy = object.deepCopy();
        removeNulls(copy);
        return SchemaCheck.check(served.schema(), copy);
    }

    private static List<String> named(List<String> unknown) {
        return unknown.stream().map("unknown field \"%s\""::formatted).toList();
    }

    /// Holds the object against the rules of its kind.
    static void validate(Served served, ObjectNode object) {
        validate(served, null, object);
    }

    private static void validate(Served served, @Nullable ObjectNode before, ObjectNode object) {
        List<FieldError> errors = new ArrayList<>(Names.check(served.type(), object));
        errors.addAll(
                served.type().custom()
                        ? SchemaCheck.check(served.schema(), object)
                        : Rules.check(served.type(), object));
        if (errors.isEmpty() && served.type().custom()) {
            // Its rules may count on the types of its fields.
            errors.addAll(SchemaRules.check(served.schema(), object, before));
        }
        refuse(served, object, errors);
    }

    /// Holds a change against what may not change.
    static void validateChange(Served served, ObjectNode before, ObjectNode after) {
        refuse(served, after, Rules.checkChange(served.type(), before, after));
        validate(served, before, after);
    }

    private static void refuse(Served served, ObjectNode object, List<FieldError> errors) {
        if (!errors.isEmpty()) {
            throw ApiError.invalid(served.type(), Meta.of(object).name(), errors);
        }
    }

    private static ApiError undecoded(ResourceType type, String why) {
        return ApiError.badRequest(
                "%s in version \"%s\" cannot be handled as a %s: %s"
                        .formatted(type.kind(), type.version(), type.kind(), why));
    }

    private static void removeNulls(JsonNode node) {
        if (node instanceof ObjectNode map) {
            List<String> nulls = new ArrayList<>();
            map.properties()
                    .forEach(entry -> {
                        if (entry.getValue().isNull()) {
                            nulls.add(entry.getKey());
                        } else {
                            removeNulls(entry.getValue());
                        }
                    });
            map.remove(nulls);
        } else if (node instanceof ArrayNode list) {
            list.forEach(Admission::removeNulls);
        }
    }

    private static String shortened(ObjectNode object) {
        String text = object.toString();
        return text.length() > 200 ? text.substring(0, 200) + "…" : text;
    }
}
