package io.fairlead.minicluster.check;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Rows about pods that live shortly: their first act is a call, and their end is an end.
final class JobRows {
    private static final Duration DONE_MAX = Duration.ofSeconds(90);
    private static final Duration LOOK = Duration.ofMillis(500);

    private static final String CALL =
            "curl -sf --max-time 10 -o /dev/null http://fleetman-staff-service:8080/driver/City%20Truck";

    /// How somebody whose cluster has no native sidecars ends his proxy.
    private static final String QUIT = " && curl -sf -X POST http://127.0.0.1:15020/quitquitquit";

    private static final String NATIVE = "sidecar.istio.io/nativeSidecar: \"true\"";
    private static final String HELD =
            "sidecar.istio.io/nativeSidecar: \"false\", proxy.istio.io/config:"
                    + " \"{holdApplicationUntilProxyStarts: true}\"";

    private JobRows() {}

    static List<Row> byName() {
        return List.of(
                Row.withKubectl(
                        "job-native",
                        "a Job beside a native sidecar calls out at once, and is Complete",
                        fleet -> ask(fleet, "check-job-native", NATIVE, CALL)),
                Row.withKubectl(
                        "job-held",
                        "a Job that its sidecar holds calls out at once, ends it, and is Complete",
                        fleet -> ask(fleet, "check-job-held", HELD, CALL + QUIT)));
    }

    private static Outcome ask(Fleet fleet, String name, String annotations, String script)
            throws InterruptedException {
        Fleet.Ran applied = fleet.kubectlApply(yaml(name, annotations, script));
        Optional<Duration> ended =
                fleet.await(DONE_MAX, LOOK, () -> !condition(fleet, name).isEmpty());
        String condition = condition(fleet, name);
        JsonNode pod =
                KubectlRows.get(fleet, "pods", "-n", "default", "-l", "app=" + name).at("/items/0");
        boolean meshed = pod.toString().contains("\"istio-proxy\"");
        String phase = pod.at("/status/phase").asText("no pod");
        Fleet.Ran _ = fleet.kubectl("delete", "job", name, "-n", "default");
        return Outcome.of(
                applied.status() == 0
                        && ended.isPresent()
                        && condition.equals("Complete")
                        && meshed
                        && phase.equals("Succeeded"),
                "%s after %s, its pod %s %s a proxy; %s"
                        .formatted(
                                condition.isEmpty() ? "not ended" : condition,
                                ended.map(Configuration::seconds).orElse("all the time"),
                                phase,
                                meshed ? "with" : "WITHOUT",
                                applied.status() == 0 ? "applied" : applied.output()),
                "Complete; Succeeded with a proxy");
    }

    /// Fails at once where the proxy isn't ready: no try after the first, of the call, the container or the pod.
    private static String yaml(String name, String annotations, String script) {
        return """
        apiVersion: batch/v1
        kind: Job
        metadata: {name: %1$s, namespace: default}
        spec:
          backoffLimit: 0
          template:
            metadata:
              labels: {app: %1$s}
              annotations: {%2$s}
            spec:
              restartPolicy: Never
              containers:
              - name: app
                image: fairlead/idle:1
                command: [sh, -c, '%3$s']
        """
                .formatted(name, annotations, script);
    }

    /// How it ended; empty while it didn't.
    private static String condition(Fleet fleet, String job) {
        for (JsonNode condition :
                KubectlRows.get(fleet, "job", job, "-n", "default").at("/status/conditions")) {
            String type = condition.path("type").asText();
            if (condition.path("status").asText().equals("True")
                    && (type.equals("Complete") || type.equals("Failed"))) {
                return type;
            }
        }
        return "";
    }
}
