package io.fairlead.inject.review;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.inject.config.InjectorConfig;
import io.fairlead.inject.decide.Choice;
import io.fairlead.inject.decide.Choosing;
import io.fairlead.inject.decide.PodFacts;
import io.fairlead.inject.patch.Injection;
import io.fairlead.inject.patch.JsonPatch;
import io.fairlead.inject.patch.Outcome;
import io.fairlead.inject.patch.Owner;
import io.fairlead.inject.patch.PodRequest;
import io.fairlead.inject.review.Review.Asked;
import io.fairlead.model.config.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// What an AdmissionReview is answered.
///
/// @param json for the API server
/// @param reason for people and logs; empty when there is nothing to say
public record Answer(Verdict verdict, ObjectNode json, String reason) {

    private static final int FORBIDDEN = 403;

    /// Kubernetes cuts and drops longer ones.
    private static final int WARNING_MAX = 250;

    private static final int WARNINGS_MAX = 12;

    /// What became of the object.
    public enum Verdict {
        INJECTED,
        UNCHANGED,
        REFUSED
    }

    public Answer {
        json = json.deepCopy();
    }

    /// Of a pod that may get a proxy.
    ///
    /// @param variables of the proxy, from the path
    public static Answer injection(
            Asked asked, Map<String, String> variables, InjectorConfig config) {
        ObjectNode pod = asked.object();
        if (!pod.path("kind").asText("Pod").equals("Pod") || !pod.path("spec").isObject()) {
            return refused(asked, "only pods get a proxy; this is no pod");
        }
        Choice choice = Choosing.answer(PodFacts.of(pod, asked.namespace()), config.selection());
        if (!choice.injects()) {
            return allowed(asked, List.of(), choice.detail());
        }
        PodRequest request = new PodRequest(pod, asked.namespace(), Owner.of(pod), variables);
        return switch (Injection.inject(request, config)) {
            case Outcome.Injected(ObjectNode with, List<String> notes) -> {
                ObjectNode json = response(asked, true);
                String patch = JsonPatch.between(pod, with).toString();
                of(json).put("patchType", "JSONPatch")
                        .put(
                                "patch",
                                Base64.getEncoder()
                                        .encodeToString(patch.getBytes(StandardCharsets.UTF_8)));
                warn(json, notes);
                yield new Answer(Verdict.INJECTED, json, choice.detail());
            }
            case Outcome.Refused(List<String> problems) ->
                    refused(asked, String.join("; ", problems));
        };
    }

    /// Of an object that was checked.
    ///
    /// @param problems of all severities
    public static Answer validation(Asked asked, List<Problem> problems) {
        List<String> errors = problems.stream().filter(Problem::isError).map(Answer::told).toList();
        return errors.isEmpty()
                ? allowed(asked, problems.stream().map(Answer::told).toList(), "")
                : refused(asked, String.join("; ", errors));
    }

    private static String told(Problem problem) {
        return "[%s] %s%s%s"
                .formatted(
                        problem.code(),
                        problem.field().isEmpty() ? "" : problem.field() + ": ",
                        problem.message(),
                        problem.fix().isEmpty() ? "" : " (fix: " + problem.fix() + ")");
    }

    private static Answer allowed(Asked asked, List<String> warnings, String reason) {
        ObjectNode json = response(asked, true);
        warn(json, warnings);
        return new Answer(Verdict.UNCHANGED, json, reason);
    }

    private static Answer refused(Asked asked, String reason) {
        ObjectNode json = response(asked, false);
        of(json).putObject("status").put("code", FORBIDDEN).put("message", reason);
        return new Answer(Verdict.REFUSED, json, reason);
    }

    private static void warn(ObjectNode json, List<String> warnings) {
        if (warnings.isEmpty()) {
            return;
        }
        ArrayNode list = of(json).putArray("warnings");
        warnings.stream()
                .limit(WARNINGS_MAX)
                .map(text -> text.length() > WARNING_MAX ? text.substring(0, WARNING_MAX) : text)
                .forEach(list::add);
    }

    private static ObjectNode of(ObjectNode json) {
        return (ObjectNode) json.path("response");
    }

    private static ObjectNode response(Asked asked, boolean allowed) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("apiVersion", asked.apiVersion()).put("kind", "AdmissionReview");
        json.putObject("response").put("uid", asked.uid()).put("allowed", allowed);
        return json;
    }
}
