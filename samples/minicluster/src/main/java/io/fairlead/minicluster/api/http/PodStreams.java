package io.fairlead.minicluster.api.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.minicluster.api.model.ApiError;
import io.fairlead.minicluster.api.verb.AdmissionRequest;
import io.fairlead.minicluster.api.verb.Reading;
import io.fairlead.minicluster.api.verb.Served;
import io.fairlead.minicluster.api.verb.Target;
import io.fairlead.minicluster.api.verb.WriteOptions;
import io.fairlead.minicluster.api.verb.Writing;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// The subresources of pods that their node answers: `log`, `exec` and `portforward`.
public final class PodStreams {

    private static final String EXEC = "exec";
    private static final List<String> KINDS = List.of("log", EXEC, "portforward");
    private static final String CONTAINER = "container";
    private static final String COMMAND = "command";
    private static final String PORTS = "ports";
    private static final int KUBELET_PORT = 10_250;

    /// What clients say in `exec`, and the kubelet's names for it.
    private static final Map<String, String> FLAGS =
            Map.of("stdin", "input", "stdout", "output", "stderr", "error", "tty", "tty");

    private final Reading reading;
    private final Writing writing;
    private final NodeClient client;
    private final InstantSource clock;

    public PodStreams(Reading reading, Writing writing, NodeClient client, InstantSource clock) {
        this.reading = reading;
        this.writing = writing;
        this.client = client;
        this.clock = clock;
    }

    static boolean answers(Target target) {
        return target.type().is("", "pods") && KINDS.contains(target.subresource());
    }

    Answer answer(Target target, Question question) {
        boolean log = target.subresource().equals("log");
        boolean fits =
                question.method().equals("GET") || (!log && question.method().equals("POST"));
        if (!fits) {
            throw ApiError.methodNotAllowed();
        }
        ObjectNode pod =
                reading.get(new Target(target.served(), target.namespace(), target.name(), ""));
        if (log && pod.path("spec").path("nodeName").asText("").isEmpty()) {
            // It has said nothing yet.
            return new Answer.Text(200, "");
        }
        String node = address(pod);
        String where = target.namespace() + "/" + target.name();
        if (log) {
            List<String> query = new ArrayList<>();
            logQuery(question, query);
            String container = container(pod, question.parameter("container"));
            URI uri = uri(node + "/containerLogs/" + where + "/" + container, query);
            return new Answer.Relay(new NodeCall(client, () -> uri, question, false));
        }
        AdmissionRequest request =
                AdmissionRequest.connect(
                        target,
                        wanted(target, question),
                        WriteOptions.parse(question.user(), question.manager(), "", ""));
        Supplier<URI> address =
                () -> {
                    ObjectNode wanted = writing.admitted(request);
                    return target.subresource().equals(EXEC)
                            ? exec(node + "/exec/" + where, pod, wanted)
                            : ports(node + "/portForward/" + where, wanted);
                };
        return new Answer.Relay(new NodeCall(client, address, question, true));
    }

    /// What a client asks of a stream, as webhooks see it.
    private static ObjectNode wanted(Target target, Question question) {
        ObjectNode wanted = JsonNodeFactory.instance.objectNode();
        if (!target.subresource().equals(EXEC)) {
            wanted.put("kind", "PodPortForwardOptions").put("apiVersion", "v1");
            question.all(PORTS).forEach(port -> wanted.withArray(PORTS).add(port(port)));
            return wanted;
        }
        wanted.put("kind", "PodExecOptions").put("apiVersion", "v1");
        FLAGS.keySet().stream().filter(question::flag).forEach(flag -> wanted.put(flag, true));
        if (!question.parameter(CONTAINER).isEmpty()) {
            wanted.put(CONTAINER, question.parameter(CONTAINER));
        }
        question.all(COMMAND).forEach(wanted.putArray(COMMAND)::add);
        return wanted;
    }

    private static int port(String text) {
        if (!text.matches("[0-9]{1,5}")) {
            throw ApiError.badRequest("ports: \"%s\" is no port".formatted(text));
        }
        return Integer.parseInt(text);
    }

    private static URI ports(String path, ObjectNode wanted) {
        List<String> query = new ArrayList<>();
        wanted.path(PORTS).forEach(port -> add(query, "port", port.asText()));
        return uri(path, query);
    }

    private static URI exec(String path, ObjectNode pod, ObjectNode wanted) {
        List<String> query = new ArrayList<>();
        wanted.path(COMMAND).forEach(word -> add(query, COMMAND, word.asText()));
        FLAGS.forEach((theirs, name) -> {
            if (wanted.path(theirs).asBoolean()) {
                add(query, name, "1");
            }
        });
        return uri(path + "/" + container(pod, wanted.path(CONTAINER).asText()), query);
    }

    private static URI uri(String path, List<String> query) {
        return URI.create(query.isEmpty() ? path : path + "?" + String.join("&", query));
    }

    private void logQuery(Question question, List<String> query) {
        String seconds = question.parameter("sinceSeconds");
        String time = question.parameter("sinceTime");
        for (String name : List.of("sinceSeconds", "tailLines", "limitBytes")) {
            if (question.number(name) < 0) {
                throw ApiError.badRequest(name + ": must be zero or more");
            }
        }
        if (!seconds.isEmpty() && !time.isEmpty()) {
            throw ApiError.badRequest(
                    "at most one of `sinceTime` or `sinceSeconds` may be specified");
        }
        if (!seconds.isEmpty()) {
            time = clock.instant().minusSeconds(question.number("sinceSeconds")).toString();
        }
        for (String name : List.of("follow", "previous", "timestamps", "tailLines", "limitBytes")) {
            if (!question.parameter(name).isEmpty()) {
                add(query, name, question.parameter(name));
            }
        }
        if (!time.isEmpty()) {
            add(query, "sinceTime", time);
        }
    }

    private static void add(List<String> query, String name, String value) {
        query.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
    }

    /// The one that is asked for, or the only one.
    private static String container(ObjectNode pod, String wanted) {
        String name = pod.path("metadata").path("name").asText();
        List<String> names = names(pod.path("spec").path("containers"));
        List<String> init = names(pod.path("spec").path("initContainers"));
        if (wanted.isEmpty() && names.size() == 1) {
            return names.getFirst();
        }
        if (wanted.isEmpty()) {
            throw ApiError.badRequest(
                    "a container name must be specified for pod %s, choose one of: %s%s"
                            .formatted(
                                    name,
                                    names.toString().replace(",", ""),
                                    init.isEmpty()
                                            ? ""
                                            : " or one of the init containers: "
                                                    + init.toString().replace(",", "")));
        }
        if (!names.contains(wanted) && !init.contains(wanted)) {
            throw ApiError.badRequest(
                    "container %s is not valid for pod %s".formatted(wanted, name));
        }
        return wanted;
    }

    private static List<String> names(JsonNode containers) {
        List<String> names = new ArrayList<>();
        containers.forEach(one -> names.add(one.path("name").asText()));
        return names;
    }

    private String address(ObjectNode pod) {
        String name = pod.path("spec").path("nodeName").asText("");
        if (name.isEmpty()) {
            throw ApiError.badRequest(
                    "pod %s does not have a host assigned"
                            .formatted(pod.path("metadata").path("name").asText()));
        }
        Served nodes = writing.registry().find("", "v1", "nodes").orElseThrow(ApiError::noSuchPath);
        JsonNode status = reading.get(new Target(nodes, "", name, "")).path("status");
        int port = status.at("/daemonEndpoints/kubeletEndpoint/Port").asInt(KUBELET_PORT);
        for (JsonNode address : status.path("addresses")) {
            if (address.path("type").asText().equals("InternalIP")) {
                return "https://%s:%d".formatted(address.path("address").asText(), port);
            }
        }
        throw ApiError.internal("node %s has no address of type InternalIP".formatted(name));
    }
}
