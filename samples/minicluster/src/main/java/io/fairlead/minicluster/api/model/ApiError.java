package io.fairlead.minicluster.api.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// A request that can't be served, with the Status that its sender gets.
public final class ApiError extends RuntimeException {

    private static final long serialVersionUID = 1;

    private static final String PAGE = "404 page not found";

    private final int code;
    private final transient ObjectNode status;

    private ApiError(int code, String reason, String message, ObjectNode details) {
        super(message, null, false, false);
        this.code = code;
        this.status = JsonNodeFactory.instance.objectNode();
        status.put("kind", "Status").put("apiVersion", "v1").putObject("metadata");
        status.put("status", "Failure").put("message", message).put("reason", reason);
        if (!details.isEmpty()) {
            status.set("details", details);
        }
        status.put("code", code);
    }

    public int code() {
        return code;
    }

    public ObjectNode status() {
        return status;
    }

    public static ApiError badRequest(String message) {
        return new ApiError(400, "BadRequest", message, none());
    }

    public static ApiError unauthorized() {
        return new ApiError(401, "Unauthorized", "Unauthorized", none());
    }

    public static ApiError forbidden(ResourceType type, String name, String why) {
        return new ApiError(
                403,
                "Forbidden",
                "%s \"%s\" is forbidden: %s".formatted(type.qualified(), name, why),
                details(type, name));
    }

    /// What the sender may not do with a resource, which needn't exist.
    public static ApiError forbidden(String group, String resource, String name, String why) {
        String qualified = group.isEmpty() ? resource : resource + "." + group;
        ObjectNode details = none();
        if (!name.isEmpty()) {
            details.put("name", name);
        }
        if (!group.isEmpty()) {
            details.put("group", group);
        }
        return new ApiError(
                403,
                "Forbidden",
                (name.isEmpty() ? qualified : qualified + " \"" + name + "\"")
                        + " is forbidden: "
                        + why,
                details.put("kind", resource));
    }

    /// What the sender may not do with a path.
    public static ApiError forbiddenPath(String why) {
        return new ApiError(403, "Forbidden", "forbidden: " + why, none());
    }

    public static ApiError notFound(ResourceType type, String name) {
        return new ApiError(
                404,
                "NotFound",
                "%s \"%s\" not found".formatted(type.qualified(), name),
                details(type, name));
    }

    /// No such path, or no such type: whatever it is, it isn't of this API, so its answer isn't either.
    public static ApiError noSuchPath() {
        return new ApiError(404, "NotFound", PAGE, none());
    }

    /// The answer is the message, no Status.
    public boolean isPlain() {
        return status.path("message").asText().equals(PAGE);
    }

    public static ApiError methodNotAllowed() {
        return new ApiError(
                405,
                "MethodNotAllowed",
                "the server does not allow this method on the requested resource",
                none());
    }

    public static ApiError notAcceptable(String accepted) {
        return new ApiError(
                406,
                "NotAcceptable",
                "only the following media types are accepted: " + accepted,
                none());
    }

    public static ApiError alreadyExists(ResourceType type, String name) {
        return new ApiError(
                409,
                "AlreadyExists",
                "%s \"%s\" already exists".formatted(type.qualified(), name),
                details(type, name));
    }

    public static ApiError conflict(ResourceType type, String name, String why) {
        return new ApiError(
                409,
                "Conflict",
                "Operation cannot be fulfilled on %s \"%s\": %s"
                        .formatted(type.qualified(), name, why),
                details(type, name));
    }

    public static ApiError modified(ResourceType type, String name) {
        return conflict(
                type,
                name,
                "the object has been modified; please apply your changes to the latest version and"
                        + " try again");
    }

    /// What somebody applies is at odds with what others own.
    ///
    /// @param fields paths by the names of their owners
    public static ApiError applyConflict(
            ResourceType type, String name, Map<String, List<String>> fields) {
        ObjectNode details = details(type, name);
        var causes = details.putArray("causes");
        List<String> all = new ArrayList<>();
        fields.forEach((owner, paths) -> {
            all.add("conflict with %s: %s".formatted(owner, String.join(", ", paths)));
            paths.forEach(path ->
                    causes.addObject()
                            .put("reason", "FieldManagerConflict")
                            .put("message", "conflict with " + owner)
                            .put("field", path));
        });
        long number = fields.values().stream().mapToLong(List::size).sum();
        return new ApiError(
                409,
                "Conflict",
                "Apply failed with %d conflict%s: %s"
                        .formatted(number, number == 1 ? "" : "s", String.join("; ", all)),
                details);
    }

    public static ApiError expired(String message) {
        return new ApiError(410, "Expired", message, none());
    }

    public static ApiError tooLarge(long bytesMax) {
        return new ApiError(
                413,
                "RequestEntityTooLarge",
                "Request entity too large: limit is " + bytesMax,
                none());
    }

    public static ApiError unsupportedMediaType(String accepted) {
        return new ApiError(
                415,
                "UnsupportedMediaType",
                "the body of the request was in an unknown format - accepted media types include: "
                        + accepted,
                none());
    }

    public static ApiError invalid(ResourceType type, String name, List<FieldError> errors) {
        ObjectNode details = details(type, name).put("kind", type.kind());
        var causes = details.putArray("causes");
        for (FieldError error : errors) {
            causes.addObject()
                    .put("reason", error.reason())
                    .put("message", error.message())
                    .put("field", error.field());
        }
        String all = errors.stream().map(FieldError::toString).collect(Collectors.joining(", "));
        return new ApiError(
                422,
                "Invalid",
                "%s \"%s\" is invalid: %s"
                        .formatted(
                                type.qualifiedKind(),
                                name,
                                errors.size() == 1 ? all : "[" + all + "]"),
                details);
    }

    /// What a patch makes of an object is none of its type.
    public static ApiError unfitPatch(JsonNode patch, FieldError wrong) {
        ObjectNode details = none();
        FieldError error =
                FieldError.invalid("patch", TextNode.valueOf(patch.toString()), wrong.toString());
        details.putArray("causes")
                .addObject()
                .put("reason", error.reason())
                .put("message", error.message())
                .put("field", error.field());
        return new ApiError(422, "Invalid", " \"\" is invalid: " + error, details);
    }

    /// A patch that can't be done to this object.
    public static ApiError unprocessable(String why) {
        return new ApiError(422, "Invalid", why, none());
    }

    /// A refusal of somebody outside of the server, in their own words.
    public static ApiError denied(int code, String reason, String message) {
        return new ApiError(code, reason, message, none());
    }

    /// What a node says against it.
    public static ApiError ofNode(int code, String text) {
        String reason =
                switch (code) {
                    case 400 -> "BadRequest";
                    case 403 -> "Forbidden";
                    case 404 -> "NotFound";
                    case 429 -> "TooManyRequests";
                    default -> "InternalError";
                };
        return new ApiError(code, reason, text.isEmpty() ? "the node refuses" : text, none());
    }

    /// Our own fault.
    public static ApiError internal(String what) {
        return new ApiError(500, "InternalError", "Internal error occurred: " + what, none());
    }

    private static ObjectNode none() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static ObjectNode details(ResourceType type, String name) {
        ObjectNode details = none();
        if (!name.isEmpty()) {
            details.put("name", name);
        }
        if (!type.group().isEmpty()) {
            details.put("group", type.group());
        }
        return details.put("kind", type.plural());
    }
}
