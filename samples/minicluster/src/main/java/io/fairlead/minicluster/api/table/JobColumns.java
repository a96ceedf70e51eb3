package io.fairlead.minicluster.api.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// What is printed of Jobs.
final class JobColumns {

    private JobColumns() {}

    static List<Column> all() {
        return List.of(
                Column.text("Status", (o, _) -> status(o)),
                Column.text("Completions", (o, _) -> completions(o)),
                Column.text("Duration", JobColumns::duration),
                Columns.age(),
                Column.wide("Containers", (o, _) -> Columns.containers(o, "name")),
                Column.wide("Images", (o, _) -> Columns.containers(o, "image")),
                Column.wide(
                        "Selector",
                        (o, _) -> Columns.selector(o.at("/spec/selector/matchLabels"))));
    }

    static List<Column> ofCronJobs() {
        return List.of(
                Column.text("Schedule", (o, _) -> Columns.at(o, "/spec/schedule")),
                Column.text("Timezone", (o, _) -> o.at("/spec/timeZone").asText("<none>")),
                Column.text(
                        "Suspend", (o, _) -> o.at("/spec/suspend").asBoolean() ? "True" : "False"),
                Column.number("Active", (o, _) -> o.at("/status/active").size()),
                Column.text("Last Schedule", JobColumns::lastSchedule),
                Columns.age(),
                Column.wide(
                        "Containers",
                        (o, _) -> Columns.containers(o.at("/spec/jobTemplate"), "name")),
                Column.wide(
                        "Images",
                        (o, _) -> Columns.containers(o.at("/spec/jobTemplate"), "image")));
    }

    private static String lastSchedule(ObjectNode cron, Instant now) {
        String last = Columns.at(cron, "/status/lastScheduleTime");
        return last.isEmpty() ? "<none>" : Age.of(Duration.between(Instant.parse(last), now));
    }

    private static String status(ObjectNode job) {
        if (is(job, "Complete")) {
            return "Complete";
        }
        if (is(job, "Failed")) {
            return "Failed";
        }
        if (job.path("metadata").has("deletionTimestamp")) {
            return "Terminating";
        }
        if (is(job, "Suspended")) {
            return "Suspended";
        }
        if (is(job, "FailureTarget")) {
            return "FailureTarget";
        }
        return is(job, "SuccessCriteriaMet") ? "SuccessCriteriaMet" : "Running";
    }

    private static boolean is(ObjectNode job, String type) {
        for (JsonNode condition : job.at("/status/conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return condition.path("status").asText().equals("True");
            }
        }
        return false;
    }

    private static String completions(ObjectNode job) {
        int succeeded = job.at("/status/succeeded").asInt();
        JsonNode wanted = job.at("/spec/completions");
        if (wanted.isNumber()) {
            return succeeded + "/" + wanted.asInt();
        }
        int parallelism = job.at("/spec/parallelism").asInt();
        return parallelism > 1 ? succeeded + "/1 of " + parallelism : succeeded + "/1";
    }

    private static String duration(ObjectNode job, Instant now) {
        String start = Columns.at(job, "/status/startTime");
        if (start.isEmpty()) {
            return "";
        }
        String end = Columns.at(job, "/status/completionTime");
        return Age.of(
                Duration.between(Instant.parse(start), end.isEmpty() ? now : Instant.parse(end)));
    }
}
