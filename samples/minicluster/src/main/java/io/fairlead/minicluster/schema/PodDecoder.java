package io.fairlead.minicluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.fairlead.minicluster.schema.Probe.Question;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Turns the JSON tree of a pod, as an API server has accepted it and with the values of all variables, into records.
public final class PodDecoder {

    private PodDecoder() {}

    /// A pod.
    public record Decoded(Meta meta, PodSpec spec) {}

    /// Decodes a pod.
    public static Decoded decode(JsonNode pod) {
        return new Decoded(meta(pod.path("metadata")), podSpec(pod.path("spec")));
    }

    private static PodSpec podSpec(JsonNode spec) {
        return new PodSpec(
                list(spec.path("containers"), PodDecoder::container),
                seconds(spec.path("terminationGracePeriodSeconds"), 30),
                list(spec.path("initContainers"), PodDecoder::container),
                switch (spec.path("restartPolicy").asText()) {
                    case "Never" -> Restart.NEVER;
                    case "OnFailure" -> Restart.ON_FAILURE;
                    default -> Restart.ALWAYS;
                },
                spec.path("hostNetwork").asBoolean());
    }

    private static Care care(JsonNode container) {
        JsonNode security = container.path("securityContext");
        return new Care(
                probe(container.path("livenessProbe")),
                probe(container.path("startupProbe")),
                hook(container.path("lifecycle").path("postStart")),
                hook(container.path("lifecycle").path("preStop")),
                container.path("restartPolicy").asText().equals("Always"),
                security.path("runAsUser").asInt(),
                texts(security.path("capabilities").path("add")).stream()
                        .filter(Care.NETWORK::contains)
                        .collect(Collectors.toSet()),
                list(
                        container.path("volumeMounts"),
                        mount ->
                                new Care.Mount(
                                        mount.path("name").asText(),
                                        mount.path("mountPath").asText(),
                                        mount.path("subPath").asText(),
                                        mount.path("readOnly").asBoolean())));
    }

    private static @Nullable Question hook(JsonNode hook) {
        String seconds = hook.path("sleep").path("seconds").asText();
        return seconds.isEmpty() ? question(hook) : new Question.Exec(List.of("sleep", seconds));
    }

    private static Container container(JsonNode container) {
        return new Container(
                container.path("name").asText(),
                container.path("image").asText(),
                texts(container.path("command")),
                texts(container.path("args")),
                env(container.path("env")),
                list(container.path("ports"), PodDecoder::containerPort),
                probe(container.path("readinessProbe")),
                care(container));
    }

    private static Map<String, String> env(JsonNode variables) {
        Map<String, String> env = new LinkedHashMap<>();
        variables.forEach(one -> env.put(one.path("name").asText(), one.path("value").asText()));
        return env;
    }

    private static Container.Port containerPort(JsonNode port) {
        return new Container.Port(
                port.path("name").asText(),
                port.path("containerPort").asInt(),
                port.path("protocol").asText("TCP"));
    }

    private static @Nullable Probe probe(JsonNode probe) {
        @Nullable Question question = question(probe);
        return question == null
                ? null
                : new Probe(
                        question,
                        new Probe.Timing(
                                seconds(probe.path("initialDelaySeconds"), 0),
                                Duration.ofSeconds(least(probe, "periodSeconds", 10)),
                                Duration.ofSeconds(least(probe, "timeoutSeconds", 1)),
                                least(probe, "successThreshold", 1),
                                least(probe, "failureThreshold", 3)));
    }

    private static @Nullable Question question(JsonNode handler) {
        JsonNode http = handler.path("httpGet");
        JsonNode tcp = handler.path("tcpSocket");
        JsonNode grpc = handler.path("grpc");
        if (http.isObject()) {
            return new Question.HttpGet(http.path("path").asText("/"), portRef(http.path("port")));
        }
        if (tcp.isObject()) {
            return new Question.TcpSocket(portRef(tcp.path("port")));
        }
        if (grpc.isObject()) {
            return new Question.Grpc(grpc.path("port").asInt(), grpc.path("service").asText());
        }
        return handler.has("exec")
                ? new Question.Exec(texts(handler.path("exec").path("command")))
                : null;
    }

    private static PortRef portRef(JsonNode port) {
        return port.isTextual()
                ? new PortRef.ByName(port.textValue())
                : new PortRef.ByNumber(port.asInt());
    }

    private static Meta meta(JsonNode meta) {
        return new Meta(
                new ObjectName(
                        meta.path("namespace").asText("default"), meta.path("name").asText()),
                map(meta.path("labels")));
    }

    private static Map<String, String> map(JsonNode node) {
        Map<String, String> texts = new LinkedHashMap<>();
        node.properties().forEach(one -> texts.put(one.getKey(), one.getValue().asText()));
        return texts;
    }

    /// A number that can't be less than 1.
    private static int least(JsonNode place, String field, int standard) {
        return Math.max(1, place.path(field).asInt(standard));
    }

    private static Duration seconds(JsonNode node, int standard) {
        return Duration.ofSeconds(node.asInt(standard));
    }

    private static List<String> texts(JsonNode node) {
        return list(node, JsonNode::asText);
    }

    private static <T> List<T> list(JsonNode node, Function<JsonNode, T> item) {
        return node.valueStream().map(item).toList();
    }
}
