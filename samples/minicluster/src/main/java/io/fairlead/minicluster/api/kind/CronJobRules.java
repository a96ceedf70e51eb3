package io.fairlead.minicluster.api.kind;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.minicluster.api.model.FieldErrors;
import io.fairlead.minicluster.clock.CronSchedule;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;

/// When a CronJob makes Jobs, and which, as Kubernetes wants it.
///
/// @param errors where what is wrong is added
record CronJobRules(FieldErrors errors) {

    private static final List<String> POLICIES = List.of("Allow", "Forbid", "Replace");
    private static final int NAME_MAX = 52;

    static void defaults(ObjectNode spec) {
        Defaults.put(spec, "concurrencyPolicy", "Allow");
        Defaults.put(spec, "suspend", false);
        Defaults.put(spec, "successfulJobsHistoryLimit", 3);
        Defaults.put(spec, "failedJobsHistoryLimit", 1);
    }

    void check(ObjectNode object) {
        JsonNode spec = object.path("spec");
        JsonNode name = object.path("metadata").path("name");
        if (name.asText().length() > NAME_MAX) {
            errors.invalid("metadata.name", name, "must be no more than 52 characters");
        }
        schedule(spec.path("schedule"));
        JsonNode zone = spec.path("timeZone");
        if (!zone.isMissingNode() && !isZone(zone.asText())) {
            errors.invalid("spec.timeZone", zone, "unknown time zone " + zone.asText());
        }
        errors.unlessOneOf("spec", spec, "concurrencyPolicy", POLICIES);
        errors.negative(
                "spec.",
                spec,
                "startingDeadlineSeconds",
                "successfulJobsHistoryLimit",
                "failedJobsHistoryLimit");
        new JobRules(errors).check(spec.path("jobTemplate").path("spec"), "spec.jobTemplate.spec");
    }

    private void schedule(JsonNode schedule) {
        if (schedule.asText("").isEmpty()) {
            errors.required("spec.schedule", "");
            return;
        }
        try {
            CronSchedule _ = CronSchedule.parse(schedule.asText());
        } catch (IllegalArgumentException wrong) {
            errors.invalid("spec.schedule", schedule, String.valueOf(wrong.getMessage()));
        }
    }

    private static boolean isZone(String name) {
        try {
            // "Local" is the server's own, which nobody can know.
            return !name.isEmpty() && !name.equals("Local") && ZoneId.of(name) != null;
        } catch (DateTimeException _) {
            return false;
        }
    }
}
