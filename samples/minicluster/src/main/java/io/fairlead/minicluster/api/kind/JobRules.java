package io.fairlead.minicluster.api.kind;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.minicluster.api.model.FieldError;
import io.fairlead.minicluster.api.model.Names;
import java.util.List;

/// What Kubernetes sets in Jobs and demands of them.
final class JobRules {

    private static final String UID_LABEL = "batch.kubernetes.io/controller-uid";
    private static final String NAME_LABEL = "batch.kubernetes.io/job-name";
    private static final int BACKOFF = 6;

    private final List<FieldError> errors;

    JobRules(List<FieldError> errors) {
        this.errors = errors;
    }

    /// Sets what the sender left open, but for the pods' own fields.
    static void defaults(ObjectNode spec) {
        if (!spec.hasNonNull("completions") && !spec.hasNonNull("parallelism")) {
            spec.put("completions", 1);
        }
        putIfAbsent(spec, "parallelism", 1);
        putIfAbsent(spec, "backoffLimit", BACKOFF);
        if (!spec.hasNonNull("suspend")) {
            spec.put("suspend", false);
        }
        if (spec.path("completionMode").asText("").isEmpty()) {
            spec.put("completionMode", "NonIndexed");
        }
        if (spec.path("podReplacementPolicy").asText("").isEmpty()) {
            spec.put("podReplacementPolicy", "TerminatingOrFailed");
        }
    }

    private static void putIfAbsent(ObjectNode spec, String field, int value) {
        if (!spec.hasNonNull(field)) {
            spec.put(field, value);
        }
    }

    /// Gives a new Job's pods labels that no other Job's have.
    static void begin(ObjectNode job) {
        ObjectNode spec = job.withObjectProperty("spec");
        if (spec.path("manualSelector").asBoolean()) {
            return;
        }
        JsonNode meta = job.path("metadata");
        String uid = meta.path("uid").asText();
        String name = meta.path("name").asText();
        spec.withObjectProperty("template")
                .withObjectProperty("metadata")
                .withObjectProperty("labels")
                .put(UID_LABEL, uid)
                .put(NAME_LABEL, name)
                .put("controller-uid", uid)
                .put("job-name", name);
        spec.putObject("selector").putObject("matchLabels").put(UID_LABEL, uid);
    }

    void check(JsonNode spec, String path) {
        for (String field :
                List.of(
                        "completions",
                        "parallelism",
                        "backoffLimit",
                        "activeDeadlineSeconds",
                        "ttlSecondsAfterFinished")) {
            if (spec.path(field).asLong() < 0) {
                errors.add(
                        FieldError.invalid(
                                path + "." + field,
                                spec.path(field),
                                "must be greater than or equal to 0"));
            }
        }
        JsonNode mode = spec.path("completionMode");
        List<String> modes = List.of("Indexed", "NonIndexed");
        if (!modes.contains(mode.asText("NonIndexed"))) {
            errors.add(FieldError.unsupported(path + ".completionMode", mode, modes));
        } else if (mode.asText().equals("Indexed") && !spec.hasNonNull("completions")) {
            errors.add(
                    FieldError.required(path + ".completions", "when completion mode is Indexed"));
        }
        String template = path + ".template";
        JsonNode labels = spec.path("template").path("metadata").path("labels");
        Names.checkLabels(template + ".metadata.labels", labels, errors);
        if (spec.has("selector") && !LabelSelectors.matches(spec.path("selector"), labels)) {
            errors.add(
                    FieldError.invalid(
                            template + ".metadata.labels",
                            labels,
                            "`selector` does not match template `labels`"));
        }
        JsonNode pod = spec.path("template").path("spec");
        new PodRules(errors).podSpec(template + ".spec", pod);
        if (pod.path("restartPolicy").asText("Always").equals("Always")) {
            errors.add(
                    FieldError.unsupported(
                            template + ".spec.restartPolicy",
                            pod.path("restartPolicy"),
                            List.of("OnFailure", "Never")));
        }
    }
}
