package io.fairlead.minicluster.api.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.minicluster.api.model.ApiError;
import io.fairlead.minicluster.api.model.FieldError;
import io.fairlead.minicluster.api.patch.MergeKeys;
import io.fairlead.minicluster.api.patch.Patches;
import io.fairlead.minicluster.api.verb.AdmissionRequest;
import io.fairlead.minicluster.api.verb.Reading;
import io.fairlead.minicluster.api.verb.Target;
import io.fairlead.minicluster.api.verb.WriteOptions;
import io.fairlead.minicluster.api.verb.Writing;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/// The subresource `scale`: how many, and nothing else.
final class ScaleView {

    private final Reading reading;
    private final Writing writing;

    ScaleView(Reading reading, Writing writing) {
        this.reading = reading;
        this.writing = writing;
    }

    Answer answer(Target target, Question question) {
        Target whole = new Target(target.served(), target.namespace(), target.name(), "");
        return switch (question.method()) {
            case "GET" -> Answer.json(200, scale(whole, reading.get(whole)));
            case "PUT" -> {
                ObjectNode wanted = question.object();
                yield write(target, question, _ -> wanted);
            }
            case "PATCH" -> {
                JsonNode patch = question.json();
                yield write(
                        target,
                        question,
                        now -> Patches.apply(question.contentType(), now, patch, MergeKeys.NONE));
            }
            default -> throw ApiError.methodNotAllowed();
        };
    }

    private Answer write(
            Target whole, Question question, java.util.function.UnaryOperator<ObjectNode> change) {
        WriteOptions options = question.writeOptions();
        ObjectNode written =
                writing.change(
                        whole,
                        options,
                        object -> {
                            ObjectNode now = scale(whole, object);
                            ObjectNode wanted =
                                    writing.admitted(
                                            AdmissionRequest.update(
                                                    whole,
                                                    change.apply(now.deepCopy()),
                                                    now,
                                                    options));
                            JsonNode replicas = wanted.path("spec").path("replicas");
                            if (!replicas.isMissingNode() && !replicas.canConvertToInt()) {
                                throw ApiError.unfitPatch(
                                        wanted,
                                        FieldError.type(
                                                "spec.replicas", replicas.toString(), "int32"));
                            }
                            List<FieldError> wrong =
                                    FieldError.negative("", wanted, "spec.replicas");
                            if (!wrong.isEmpty()) {
                                throw ApiError.invalid(whole.type(), whole.name(), wrong);
                            }
                            JsonNode version = wanted.at("/metadata/resourceVersion");
                            if (!version.asText("").isEmpty()) {
                                object.withObjectProperty("metadata")
                                        .set("resourceVersion", version);
                            }
                            put(
                                    object,
                                    path(whole, "specReplicasPath", ".spec.replicas"),
                                    replicas);
                            return object;
                        });
        return Answer.json(200, scale(whole, written), options.warnings());
    }

    private static void put(ObjectNode object, String path, JsonNode value) {
        String[] fields = path.substring(1).split("\\.");
        ObjectNode place = object;
        for (int i = 0; i < fields.length - 1; i++) {
            place = place.withObjectProperty(fields[i]);
        }
        place.put(fields[fields.length - 1], value.asInt());
    }

    private static JsonNode at(ObjectNode object, String path) {
        return object.at(path.replace('.', '/'));
    }

    private static String path(Target target, String which, String standard) {
        return target.served().version().at("/subresources/scale/" + which).asText(standard);
    }

    private static ObjectNode scale(Target target, ObjectNode object) {
        ObjectNode scale = JsonNodeFactory.instance.objectNode();
        scale.put("kind", "Scale").put("apiVersion", "autoscaling/v1");
        ObjectNode meta = scale.putObject("metadata");
        for (String field :
                List.of("name", "namespace", "uid", "resourceVersion", "creationTimestamp")) {
            if (object.path("metadata").has(field)) {
                meta.set(field, object.path("metadata").path(field));
            }
        }
        scale.putObject("spec")
                .put(
                        "replicas",
                        at(object, path(target, "specReplicasPath", ".spec.replicas")).asInt());
        ObjectNode status = scale.putObject("status");
        status.put(
                "replicas",
                at(object, path(target, "statusReplicasPath", ".status.replicas")).asInt());
        StringJoiner selector = new StringJoiner(",");
        for (Map.Entry<String, JsonNode> label :
                object.path("spec").path("selector").path("matchLabels").properties()) {
            selector.add(label.getKey() + "=" + label.getValue().asText());
        }
        String custom = path(target, "labelSelectorPath", "");
        status.put(
                "selector", custom.isEmpty() ? selector.toString() : at(object, custom).asText(""));
        return scale;
    }
}
