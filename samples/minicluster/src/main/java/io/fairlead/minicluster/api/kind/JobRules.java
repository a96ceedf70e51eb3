package io.fairlead.minicluster.api.kind;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.minicluster.api.model.FieldErrors;
import java.util.List;

/// What Kubernetes sets in Jobs and demands of them.
final class JobRules {

    private static final String UID_LABEL = "batch.kubernetes.io/controller-uid";
    private static final String NAME_LABEL = "batch.kubernetes.io/job-name";
    private static final int BACKOFF = 6;

    private final FieldErrors errors;

    JobRules(FieldErrors errors) {
        this.errors = errors;
    }

    /// Sets what the sender left open, but for the pods' own fields.
    static void defaults(ObjectNode spec) {
        if (!spec.hasNonNull("completions") && !spec.hasNonNull("parallelism")) {
            spec.put("completions", 1);
        }
        Defaults.put(spec, "parallelism", 1);
        Defaults.put(spec, "backoffLimit", BACKOFF);
        Defaults.put(spec, "suspend", false);
        Defaults.put(spec, "completionMode", "NonIndexed");
        Defaults.put(spec, "podReplacementPolicy", "TerminatingOrFailed");
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
        errors.negative(
                path + ".",
                spec,
                "completions",
                "parallelism",
                "backoffLimit",
                "activeDeadlineSeconds",
                "ttlSecondsAfterFinished");
        JsonNode mode = spec.path("completionMode");
        List<String> modes = List.of("NonIndexed", "Indexed");
        if (!modes.contains(mode.asText("NonIndexed"))) {
            errors.unsupported(path + ".completionMode", mode, modes);
        } else if (mode.asText().equals("Indexed") && !spec.hasNonNull("completions")) {
            errors.required(path + ".completions", "when completion mode is Indexed");
        }
        new PodRules(errors).template(path, spec, List.of("OnFailure", "Never"));
    }
}
