package io.fairlead.minicluster.api.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.minicluster.api.model.ApiError;
import io.fairlead.minicluster.api.model.ResourceType;
import io.fairlead.minicluster.api.patch.Patches;
import io.fairlead.minicluster.api.verb.Registry;
import io.fairlead.minicluster.api.verb.Served;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The fields of all kinds, and which paths take them: version 3 by group, version 2 in one document.
final class OpenApi {

    private static final String V3 = "#/components/schemas/";
    private static final String V2 = "#/definitions/";
    private static final String GVK = "x-kubernetes-group-version-kind";

    private final Registry registry;

    OpenApi(Registry registry) {
        this.registry = registry;
    }

    Answer answer(List<String> path, String accept) {
        String all = String.join("/", path);
        if (all.equals("v2")) {
            return accept.contains(OpenApiBody.ASKED)
                    ? new Answer.Bytes(OpenApiBody.TYPE, OpenApiBody.of(version2()))
                    : Answer.json(200, version2());
        }
        if (all.equals("v3")) {
            return Answer.json(200, index());
        }
        for (Map.Entry<String, List<String>> group : registry.groups().entrySet()) {
            for (String version : group.getValue()) {
                if (all.equals("v3/" + place(group.getKey(), version))) {
                    return Answer.json(200, version3(group.getKey(), version));
                }
            }
        }
        throw ApiError.noSuchPath();
    }

    private static String place(String group, String version) {
        return group.isEmpty() ? "api/" + version : "apis/" + group + "/" + version;
    }

    private ObjectNode index() {
        ObjectNode index = object();
        ObjectNode paths = index.putObject("paths");
        registry.groups()
                .forEach((group, versions) -> {
                    for (String version : versions) {
                        int hash = served(group, version).hashCode();
                        String place = place(group, version);
                        paths.putObject(place)
                                .put(
                                        "serverRelativeURL",
                                        "/openapi/v3/%s?hash=%08X".formatted(place, hash));
                    }
                });
        return index;
    }

    private ObjectNode version3(String group, String version) {
        ObjectNode document = head();
        document.put("openapi", "3.0.0");
        ObjectNode paths = document.putObject("paths");
        ObjectNode schemas = document.putObject("components").putObject("schemas");
        for (Served one : served(group, version)) {
            operations(paths, one, V3);
        }
        reachable(served(group, version)).forEach(schemas::set);
        return document;
    }

    private ObjectNode version2() {
        ObjectNode document = head().put("swagger", "2.0");
        ObjectNode paths = document.putObject("paths");
        ObjectNode definitions = document.putObject("definitions");
        for (Served one : registry.all()) {
            operations(paths, one, V2);
        }
        reachable(registry.all())
                .forEach((name, schema) -> definitions.set(name, inVersion2(schema)));
        return document;
    }

    private static ObjectNode head() {
        ObjectNode head = object();
        head.putObject("info").put("title", "Kubernetes").put("version", "v1.33.0");
        return head;
    }

    /// All schemas that these types refer to, each with the kinds that it is the schema of.
    private Map<String, ObjectNode> reachable(List<Served> types) {
        Map<String, ObjectNode> found = new TreeMap<>();
        Deque<String> open = new ArrayDeque<>();
        types.forEach(one -> open.add(one.definition()));
        while (!open.isEmpty()) {
            String name = open.remove();
            ObjectNode schema = registry.schemas().getOrDefault(name, object());
            if (found.putIfAbsent(name, schema.deepCopy()) == null) {
                for (JsonNode reference : schema.findValues("$ref")) {
                    if (isReference(reference)) {
                        open.add(reference.asText().substring(V3.length()));
                    }
                }
            }
        }
        for (Served one : types) {
            found.getOrDefault(one.definition(), object()).putArray(GVK).add(kind(one.type()));
        }
        return found;
    }

    private static void operations(ObjectNode paths, Served served, String references) {
        ResourceType type = served.type();
        String base =
                "/"
                        + place(type.group(), type.version())
                        + (type.namespaced() ? "/namespaces/{namespace}/" : "/")
                        + type.plural();
        ObjectNode collection = paths.putObject(base);
        write(operation(collection, "post", "post", type), served, references);
        if (!type.stored()) {
            return;
        }
        operation(collection, "get", "list", type);
        ObjectNode item = paths.putObject(base + "/{name}");
        operation(item, "get", "get", type);
        write(operation(item, "put", "put", type), served, references);
        ObjectNode patch = operation(item, "patch", "patch", type);
        options(patch, references);
        List<String> patches =
                type.custom()
                        ? List.of(Patches.JSON, Patches.MERGE, Patches.APPLY)
                        : List.of(Patches.JSON, Patches.MERGE, Patches.STRATEGIC, Patches.APPLY);
        if (references.equals(V3)) {
            ObjectNode content = patch.putObject("requestBody").putObject("content");
            patches.forEach(
                    one -> content.putObject(one).putObject("schema").put("type", "object"));
        } else {
            patches.forEach(patch.putArray("consumes")::add);
        }
        operation(item, "delete", "delete", type);
    }

    private static ObjectNode operation(
            ObjectNode path, String method, String action, ResourceType type) {
        ObjectNode operation =
                path.putObject(method)
                        .put("operationId", action + type.group() + type.version() + type.kind())
                        .put("x-kubernetes-action", action);
        operation.set(GVK, kind(type));
        operation.putObject("responses").putObject("200").put("description", "OK");
        return operation;
    }

    private static void write(ObjectNode operation, Served served, String references) {
        options(operation, references);
        String reference = references + served.definition();
        if (references.equals(V3)) {
            operation
                    .putObject("requestBody")
                    .putObject("content")
                    .putObject("application/json")
                    .putObject("schema")
                    .put("$ref", reference);
        } else {
            operation
                    .withArray("parameters")
                    .addObject()
                    .put("name", "body")
                    .put("in", "body")
                    .put("required", true)
                    .putObject("schema")
                    .put("$ref", reference);
        }
    }

    private static void options(ObjectNode operation, String references) {
        ArrayNode parameters = operation.putArray("parameters");
        for (String name : List.of("dryRun", "fieldManager", "fieldValidation")) {
            ObjectNode parameter = parameters.addObject().put("name", name).put("in", "query");
            if (references.equals(V3)) {
                parameter.putObject("schema").put("type", "string");
            } else {
                parameter.put("type", "string");
            }
        }
    }

    private static ObjectNode kind(ResourceType type) {
        return Discovery.kind(type.group(), type.version(), type.kind());
    }

    private static ObjectNode inVersion2(ObjectNode schema) {
        ObjectNode copy = schema.deepCopy();
        for (JsonNode parent : copy.findParents("$ref")) {
            if (isReference(parent.path("$ref"))) {
                ((ObjectNode) parent).put("$ref", parent.path("$ref").asText().replace(V3, V2));
            }
        }
        return copy;
    }

    /// And not the description of a field of that name, which schemas have.
    private static boolean isReference(JsonNode node) {
        return node.isTextual() && node.asText().startsWith(V3);
    }

    private List<Served> served(String group, String version) {
        return registry.all().stream()
                .filter(s -> s.type().group().equals(group) && s.type().version().equals(version))
                .toList();
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
