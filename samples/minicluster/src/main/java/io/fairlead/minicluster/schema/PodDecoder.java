package io.fairlead.minicluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.fairlead.minicluster.schema.Container.EnvVar;
import io.fairlead.minicluster.schema.Probe.Question;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Turns the JSON tree of a pod into a record.
public final class PodDecoder {

    private PodDecoder() {}

    /// What a tree turned out to be.
    public sealed interface Decoded {

        /// A pod.
        record Known(Meta meta, PodSpec spec) implements Decoded {}

        /// A pod that can't be run here.
        record Rejected(List<Problem> problems) implements Decoded {
            public Rejected {
                problems = List.copyOf(problems);
            }
        }
    }

    /// Decodes a pod.
    public static Decoded decode(JsonNode node) {
        List<Problem> problems = new ArrayList<>();
        Tree root = new Tree("", node, problems);
        Decoded.Known pod = new Decoded.Known(meta(root.at("metadata")), podSpec(root.at("spec")));
        return problems.isEmpty() ? pod : new Decoded.Rejected(problems);
    }

    private static PodSpec podSpec(Tree spec) {
        List<Container> containers = spec.at("containers").list(PodDecoder::container);
        if (containers.isEmpty()) {
            spec.at("containers").wrong("needs at least one container", 0);
        }
        return new PodSpec(
                containers,
                spec.at("serviceAccountName").text("default"),
                Duration.ofSeconds(spec.at("terminationGracePeriodSeconds").number(30)),
                spec.at("initContainers").list(PodDecoder::container),
                switch (spec.at("restartPolicy").text("Always")) {
                    case "Never" -> Restart.NEVER;
                    case "OnFailure" -> Restart.ON_FAILURE;
                    default -> Restart.ALWAYS;
                },
                spec.at("hostNetwork").node().asBoolean(false));
    }

    private static Care care(Tree tree) {
        return new Care(
                probe(tree.at("livenessProbe")),
                probe(tree.at("startupProbe")),
                hook(tree.at("lifecycle").at("postStart")),
                hook(tree.at("lifecycle").at("preStop")),
                tree.at("restartPolicy").text("").equals("Always"),
                tree.at("securityContext").at("runAsUser").number(0),
                tree
                        .at("securityContext")
                        .at("capabilities")
                        .at("add")
                        .list(name -> name.text(""))
                        .stream()
                        .filter(Care.NETWORK::contains)
                        .collect(Collectors.toSet()),
                tree.at("volumeMounts")
                        .list(mount ->
                                new Care.Mount(
                                        mount.at("name").required(),
                                        mount.at("mountPath").required(),
                                        mount.at("subPath").text(""),
                                        mount.at("readOnly").node().asBoolean(false))));
    }

    private static @Nullable Question hook(Tree hook) {
        int seconds = hook.at("sleep").at("seconds").number(0);
        return seconds > 0
                ? new Question.Exec(List.of("sleep", Integer.toString(seconds)))
                : hook.absent() ? null : question(hook);
    }

    private static Container container(Tree tree) {
        return new Container(
                tree.at("name").required(),
                tree.at("image").required(),
                tree.at("command").list(item -> item.text("")),
                tree.at("args").list(item -> item.text("")),
                tree.at("env").list(PodDecoder::envVar),
                tree.at("ports").list(PodDecoder::containerPort),
                probe(tree.at("readinessProbe")),
                tree.at("workingDir").text(""),
                care(tree));
    }

    private static EnvVar envVar(Tree tree) {
        String name = tree.at("name").required();
        Tree field = tree.at("valueFrom").at("fieldRef").at("fieldPath");
        return field.absent()
                ? new EnvVar.Literal(name, tree.at("value").text(""))
                : new EnvVar.Field(name, field.text(""));
    }

    private static Container.Port containerPort(Tree tree) {
        return new Container.Port(
                tree.at("name").text(""),
                tree.at("containerPort").port(0),
                tree.at("protocol").text("TCP"));
    }

    private static @Nullable Probe probe(Tree tree) {
        if (tree.absent()) {
            return null;
        }
        @Nullable Question question = question(tree);
        if (question == null) {
            return null;
        }
        Probe.Timing standard = Probe.Timing.DEFAULT;
        return new Probe(
                question,
                new Probe.Timing(
                        Duration.ofSeconds(tree.at("initialDelaySeconds").number(0)),
                        Duration.ofSeconds(
                                Math.max(
                                        1,
                                        tree.at("periodSeconds")
                                                .number((int) standard.period().toSeconds()))),
                        Duration.ofSeconds(Math.max(1, tree.at("timeoutSeconds").number(1))),
                        Math.max(1, tree.at("successThreshold").number(1)),
                        Math.max(1, tree.at("failureThreshold").number(3))));
    }

    private static @Nullable Question question(Tree tree) {
        Tree http = tree.at("httpGet");
        Tree tcp = tree.at("tcpSocket");
        Tree exec = tree.at("exec");
        PortRef none = new PortRef.ByNumber(0);
        if (!http.absent()) {
            return new Question.HttpGet(http.at("path").text("/"), http.at("port").portRef(none));
        }
        if (!tcp.absent()) {
            return new Question.TcpSocket(tcp.at("port").portRef(none));
        }
        Tree grpc = tree.at("grpc");
        if (!grpc.absent()) {
            return new Question.Grpc(grpc.at("port").number(0), grpc.at("service").text(""));
        }
        return exec.absent()
                ? tree.wrong(
                        "only exec, grpc, httpGet and tcpSocket are done here",
                        (@Nullable Question) null)
                : new Question.Exec(exec.at("command").list(word -> word.text("")));
    }

    private static Meta meta(Tree meta) {
        String namespace = meta.at("namespace").text("");
        return new Meta(
                new ObjectName(
                        namespace.isEmpty() ? ObjectName.DEFAULT_NAMESPACE : namespace,
                        meta.at("name").required()),
                meta.at("labels").texts(),
                meta.at("annotations").texts());
    }
}
