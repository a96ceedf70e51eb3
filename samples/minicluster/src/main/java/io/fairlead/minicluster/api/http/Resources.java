package io.fairlead.minicluster.api.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.minicluster.api.model.ApiError;
import io.fairlead.minicluster.api.patch.MergeKeys;
import io.fairlead.minicluster.api.patch.Patches;
import io.fairlead.minicluster.api.verb.AdmissionRequest;
import io.fairlead.minicluster.api.verb.DeleteOptions;
import io.fairlead.minicluster.api.verb.Reading;
import io.fairlead.minicluster.api.verb.Reading.ListOptions;
import io.fairlead.minicluster.api.verb.Reading.Page;
import io.fairlead.minicluster.api.verb.Reading.Paging;
import io.fairlead.minicluster.api.verb.Target;
import io.fairlead.minicluster.api.verb.WriteOptions;
import io.fairlead.minicluster.api.verb.Writing;
import java.util.List;
import java.util.Optional;

/// Objects by HTTP methods.
public final class Resources {

    private final Reading reading;
    private final Writing writing;
    private final Views views;
    private final Watches watches;
    private final AccessView access;
    private final PodStreams streams;

    public Resources(
            Reading reading,
            Writing writing,
            Views views,
            Watches watches,
            AccessView access,
            PodStreams streams) {
        this.reading = reading;
        this.writing = writing;
        this.views = views;
        this.watches = watches;
        this.access = access;
        this.streams = streams;
    }

    Answer answer(Target target, Question question) {
        if (AccessView.takes(target)) {
            return access.answer(target, question);
        }
        if (target.subresource().equals("scale")) {
            return new ScaleView(reading, writing).answer(target, question);
        }
        if (PodStreams.answers(target)) {
            return streams.answer(target, question);
        }
        if (target.subresource().equals("binding")) {
            return bind(target, question);
        }
        return target.name().isEmpty() ? collection(target, question) : one(target, question);
    }

    private Answer collection(Target target, Question question) {
        return switch (question.method()) {
            case "GET" ->
                    question.flag("watch")
                            ? watches.start(target, listOptions(question), question)
                            : list(target, question);
            case "POST" -> create(target, question);
            case "DELETE" -> deleteAll(target, question);
            default -> throw ApiError.methodNotAllowed();
        };
    }

    private Answer one(Target target, Question question) {
        return switch (question.method()) {
            case "GET" -> views.one(target.served(), reading.get(target), question);
            case "PUT" -> {
                WriteOptions options = question.writeOptions();
                ObjectNode updated =
                        writing.update(
                                target, access.given(target, question.object(), question), options);
                yield written(200, target, updated, options);
            }
            case "PATCH" -> patch(target, question);
            case "DELETE" -> delete(target, question);
            default -> throw ApiError.methodNotAllowed();
        };
    }

    static ListOptions listOptions(Question question) {
        return new ListOptions(
                question.parameter("labelSelector"),
                question.parameter("fieldSelector"),
                new Paging(question.number("limit"), question.parameter("continue")),
                question.parameter("resourceVersion"),
                question.parameter("resourceVersionMatch").equals("Exact"));
    }

    private Answer list(Target target, Question question) {
        Page page = reading.list(target, listOptions(question));
        return views.list(target.served(), page, question);
    }

    private Answer create(Target target, Question question) {
        if (target.type().namespaced() && target.namespace().isEmpty()) {
            throw ApiError.methodNotAllowed();
        }
        WriteOptions options = question.writeOptions();
        ObjectNode created =
                writing.create(target, access.given(target, question.object(), question), options);
        return written(201, target, created, options);
    }

    private Answer patch(Target target, Question question) {
        String type = question.contentType();
        if (type.equals(Patches.APPLY)) {
            return apply(target, question);
        }
        boolean strategic = type.equals(Patches.STRATEGIC);
        boolean known = List.of(Patches.JSON, Patches.MERGE, Patches.STRATEGIC).contains(type);
        if (!known || (strategic && target.type().custom())) {
            throw ApiError.unsupportedMediaType(
                    String.join(", ", Patches.JSON, Patches.MERGE, Patches.APPLY)
                            + (target.type().custom() ? "" : ", " + Patches.STRATEGIC));
        }
        MergeKeys keys = target.served().schema();
        JsonNode patch = question.json();
        WriteOptions options = question.writeOptions();
        ObjectNode patched =
                writing.change(
                        target,
                        options,
                        object ->
                                access.given(
                                        target,
                                        target.fitting(
                                                Patches.apply(type, object, patch, keys), patch),
                                        question));
        return written(200, target, patched, options);
    }

    private Answer apply(Target target, Question question) {
        if (question.parameter("fieldManager").isEmpty()) {
            throw ApiError.unprocessable(
                    "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply"
                            + " patch");
        }
        if (!(question.yaml() instanceof ObjectNode config)) {
            throw ApiError.badRequest("what is applied is no object");
        }
        if (!config.path("metadata").path("managedFields").isEmpty()) {
            throw ApiError.badRequest("metadata.managedFields must be nil");
        }
        WriteOptions options = question.writeOptions();
        boolean isNew = !writing.exists(target);
        if (isNew) {
            access.requireCreate(target, question);
        }
        ObjectNode applied =
                writing.apply(
                        target,
                        config,
                        question.flag("force"),
                        options,
                        object -> access.given(target, object, question));
        return written(isNew ? 201 : 200, target, applied, options);
    }

    private Answer bind(Target target, Question question) {
        if (!question.method().equals("POST")) {
            throw ApiError.methodNotAllowed();
        }
        WriteOptions options = question.writeOptions();
        ObjectNode binding =
                writing.admitted(AdmissionRequest.create(target, question.object(), options));
        JsonNode node = binding.path("target").path("name");
        ObjectNode bound =
                writing.change(
                        target,
                        options,
                        pod -> {
                            if (!pod.path("spec").path("nodeName").asText("").isEmpty()) {
                                throw ApiError.conflict(
                                        target.type(),
                                        target.name(),
                                        "pod %s is already assigned to node %s"
                                                .formatted(
                                                        target.name(),
                                                        pod.path("spec").path("nodeName")));
                            }
                            pod.withObjectProperty("spec").set("nodeName", node);
                            return pod;
                        });
        return success(201, target, bound);
    }

    private Answer delete(Target target, Question question) {
        ObjectNode before = reading.get(target);
        JsonNode body = deleteBody(question);
        WriteOptions options = deleteWrite(question, body);
        Optional<ObjectNode> left = writing.delete(target, deleteOptions(question, body), options);
        return left.map(object -> written(200, target, object, options))
                .orElseGet(() -> success(200, target, before));
    }

    private Answer deleteAll(Target target, Question question) {
        Page page = reading.list(target, listOptions(question));
        JsonNode body = deleteBody(question);
        List<ObjectNode> deleted =
                writing.deleteAll(
                        target,
                        page.items(),
                        deleteOptions(question, body),
                        deleteWrite(question, body));
        return views.list(target.served(), new Page(deleted, page.revision(), "", 0), question);
    }

    private static JsonNode deleteBody(Question question) {
        return question.body().isEmpty() ? MissingNode.getInstance() : question.object();
    }

    private static WriteOptions deleteWrite(Question question, JsonNode body) {
        String dryRun = question.parameter("dryRun");
        return WriteOptions.parse(
                question.user(),
                question.manager(),
                body.path("dryRun").path(0).asText(dryRun),
                "");
    }

    private static DeleteOptions deleteOptions(Question question, JsonNode body) {
        String grace = question.parameter("gracePeriodSeconds");
        String policy = question.parameter("propagationPolicy");
        boolean orphan = body.path("orphanDependents").asBoolean();
        return new DeleteOptions(
                body.path("gracePeriodSeconds")
                        .asLong(grace.isEmpty() ? -1 : question.number("gracePeriodSeconds")),
                body.path("propagationPolicy")
                        .asText(!policy.isEmpty() ? policy : orphan ? "Orphan" : "Background"),
                body.path("preconditions"));
    }

    /// Writes answer with the object itself, whatever form a reader would like.
    private static Answer written(
            int code, Target target, ObjectNode object, WriteOptions options) {
        return Answer.json(code, target.served().show(object), options.warnings());
    }

    private static Answer success(int code, Target target, ObjectNode object) {
        ObjectNode status = JsonNodeFactory.instance.objectNode();
        status.put("kind", "Status").put("apiVersion", "v1").putObject("metadata");
        status.put("status", "Success");
        ObjectNode details = status.putObject("details").put("name", target.name());
        if (!target.type().group().isEmpty()) {
            details.put("group", target.type().group());
        }
        details.put("kind", target.type().plural())
                .put("uid", object.path("metadata").path("uid").asText());
        if (code == 201) {
            status.put("code", code);
        }
        return Answer.json(code, status);
    }
}
