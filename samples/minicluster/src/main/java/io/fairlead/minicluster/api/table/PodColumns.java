package io.fairlead.minicluster.api.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What is printed of pods. Their status is the first trouble of their containers.
final class PodColumns {

    private static final String NONE = "<none>";

    static final List<Column> ALL =
            List.of(
                    Column.text("Ready", (o, _) -> ready(o)),
                    Column.text("Status", (o, _) -> status(o)),
                    Column.text("Restarts", (o, _) -> String.valueOf(restarts(o))),
                    age(),
                    Column.wide("IP", (o, _) -> orNone(o.at("/status/podIP").asText(""))),
                    Column.wide("Node", (o, _) -> orNone(o.at("/spec/nodeName").asText(""))),
                    Column.wide(
                            "Nominated Node",
                            (o, _) -> orNone(o.at("/status/nominatedNodeName").asText(""))),
                    Column.wide("Readiness Gates", (_, _) -> NONE));

    private PodColumns() {}

    private static Column age() {
        return Columns.age();
    }

    private static String ready(ObjectNode pod) {
        long ready =
                lasting(pod).stream()
                        .filter(one ->
                                one.path("ready").asBoolean() && one.path("state").has("running"))
                        .count();
        return ready + "/" + (pod.at("/spec/containers").size() + sidecars(pod).size());
    }

    private static int restarts(ObjectNode pod) {
        return lasting(pod).stream().mapToInt(one -> one.path("restartCount").asInt()).sum();
    }

    /// Init containers that go on running.
    private static Set<String> sidecars(ObjectNode pod) {
        return pod.at("/spec/initContainers")
                .valueStream()
                .filter(one -> one.path("restartPolicy").asText().equals("Always"))
                .map(one -> one.path("name").asText())
                .collect(Collectors.toSet());
    }

    /// The states of all containers that are there as long as the pod is.
    private static List<JsonNode> lasting(ObjectNode pod) {
        Set<String> sidecars = sidecars(pod);
        return Stream.concat(
                        pod.at("/status/initContainerStatuses")
                                .valueStream()
                                .filter(one -> sidecars.contains(one.path("name").asText())),
                        pod.at("/status/containerStatuses").valueStream())
                .toList();
    }

    private static String status(ObjectNode pod) {
        String reason = pod.at("/status/reason").asText(pod.at("/status/phase").asText());
        boolean starting = false;
        int index = 0;
        for (JsonNode container : pod.at("/status/initContainerStatuses")) {
            JsonNode state = container.path("state");
            boolean done =
                    state.path("terminated").has("exitCode")
                            && state.path("terminated").path("exitCode").asInt() == 0;
            if (!done && !container.path("started").asBoolean()) {
                String trouble = trouble(state);
                starting = true;
                reason =
                        trouble.isEmpty() || trouble.equals("PodInitializing")
                                ? "Init:" + index + "/" + pod.at("/spec/initContainers").size()
                                : "Init:" + trouble;
                break;
            }
            index++;
        }
        if (!starting) {
            for (JsonNode container : pod.at("/status/containerStatuses")) {
                String trouble = trouble(container.path("state"));
                reason = trouble.isEmpty() ? reason : trouble;
            }
        }
        return pod.path("metadata").has("deletionTimestamp") ? "Terminating" : reason;
    }

    private static String trouble(JsonNode state) {
        JsonNode ended = state.path("terminated");
        if (ended.isObject() && ended.path("reason").asText("").isEmpty()) {
            return ended.path("signal").asInt() != 0
                    ? "Signal:" + ended.path("signal").asInt()
                    : "ExitCode:" + ended.path("exitCode").asInt();
        }
        return state.path("waiting").path("reason").asText(ended.path("reason").asText(""));
    }

    private static String orNone(String text) {
        return text.isEmpty() ? NONE : text;
    }
}
