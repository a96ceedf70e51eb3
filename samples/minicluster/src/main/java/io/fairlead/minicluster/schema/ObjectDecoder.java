package io.fairlead.minicluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.fairlead.minicluster.schema.Container.EnvVar;
import io.fairlead.minicluster.schema.Probe.Question;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Turns the JSON tree of one object into a record. Kinds that the cluster doesn't run are left to the daemon.
public final class ObjectDecoder {

    private static final Set<String> STORED = Set.of("ConfigMap", "Namespace", "ServiceAccount");

    private ObjectDecoder() {}

    /// What a tree turned out to be.
    public sealed interface Decoded {

        /// An object of this cluster.
        record Known(KubeObject object) implements Decoded {}

        /// Some other kind, none of this cluster's business.
        record Foreign(String kind) implements Decoded {}

        /// An object of this cluster with mistakes in it.
        record Rejected(List<Problem> problems) implements Decoded {
            public Rejected {
                problems = List.copyOf(problems);
            }
        }
    }

    /// Decodes one object.
    public static Decoded decode(JsonNode node) {
        List<Problem> problems = new ArrayList<>();
        Tree root = new Tree("", node, problems);
        String kind = root.at("kind").text("");
        String group = root.at("apiVersion").text("");
        @Nullable KubeObject object =
                switch (kind) {
                    case "Deployment" -> group.startsWith("apps/") ? deployment(root) : null;
                    case "Pod" -> core(group) ? pod(root) : null;
                    case "Service" -> core(group) ? service(root) : null;
                    default ->
                            STORED.contains(kind) && core(group)
                                    ? new KubeObject.Stored(kind, meta(root, kind))
                                    : null;
                };
        if (object == null) {
            return new Decoded.Foreign(kind);
        }
        return problems.isEmpty() ? new Decoded.Known(object) : new Decoded.Rejected(problems);
    }

    private static boolean core(String apiVersion) {
        return apiVersion.equals("v1");
    }

    private static KubeObject deployment(Tree root) {
        Tree spec = root.at("spec");
        Tree template = spec.at("template");
        Tree meta = template.at("metadata");
        return new KubeObject.Deployment(
                meta(root, "Deployment"),
                Math.max(0, spec.at("replicas").number(1)),
                new PodTemplate(
                        meta.at("labels").texts(),
                        meta.at("annotations").texts(),
                        podSpec(template.at("spec"))));
    }

    private static KubeObject pod(Tree root) {
        return new KubeObject.Pod(meta(root, "Pod"), podSpec(root.at("spec")));
    }

    private static KubeObject service(Tree root) {
        Tree spec = root.at("spec");
        Tree type = spec.at("type");
        ServiceSpec.Type known =
                switch (type.text("ClusterIP")) {
                    case "ClusterIP" -> ServiceSpec.Type.CLUSTER_IP;
                    case "NodePort", "LoadBalancer" -> ServiceSpec.Type.NODE_PORT;
                    case "ExternalName" -> ServiceSpec.Type.EXTERNAL_NAME;
                    default ->
                            type.wrong(
                                    "expected ClusterIP, NodePort, LoadBalancer or ExternalName",
                                    ServiceSpec.Type.CLUSTER_IP);
                };
        return new KubeObject.Service(
                meta(root, "Service"),
                new ServiceSpec(
                        known,
                        spec.at("clusterIP").text(""),
                        spec.at("selector").texts(),
                        spec.at("ports").list(ObjectDecoder::servicePort),
                        spec.at("externalName").text(""),
                        spec.at("publishNotReadyAddresses").node().asBoolean(false)));
    }

    private static ServiceSpec.Port servicePort(Tree port) {
        int number = port.at("port").port(0);
        if (port.at("port").node().asInt(0) == 0) {
            port.at("port").wrong("expected a port, 1 to 65535", 0);
        }
        return new ServiceSpec.Port(
                port.at("name").text(""),
                port.at("protocol").text("TCP"),
                number,
                port.at("targetPort").portRef(new PortRef.ByNumber(number)),
                port.at("nodePort").port(0),
                port.at("appProtocol").text(""));
    }

    private static PodSpec podSpec(Tree spec) {
        List<Container> containers = spec.at("containers").list(ObjectDecoder::container);
        if (containers.isEmpty()) {
            spec.at("containers").wrong("needs at least one container", 0);
        }
        return new PodSpec(
                containers,
                spec.at("serviceAccountName").text("default"),
                spec.at("hostname").text(""),
                spec.at("subdomain").text(""),
                Duration.ofSeconds(spec.at("terminationGracePeriodSeconds").number(30)),
                spec.at("initContainers").list(ObjectDecoder::container),
                switch (spec.at("restartPolicy").text("Always")) {
                    case "Never" -> Restart.NEVER;
                    case "OnFailure" -> Restart.ON_FAILURE;
                    default -> Restart.ALWAYS;
                });
    }

    private static Care care(Tree tree) {
        Tree preStop = tree.at("lifecycle").at("preStop");
        int seconds = preStop.at("sleep").at("seconds").number(0);
        return new Care(
                probe(tree.at("livenessProbe")),
                probe(tree.at("startupProbe")),
                seconds > 0
                        ? new Question.Exec(List.of("sleep", Integer.toString(seconds)))
                        : preStop.absent() ? null : question(preStop),
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

    private static Container container(Tree tree) {
        return new Container(
                tree.at("name").required(),
                tree.at("image").required(),
                tree.at("command").list(item -> item.text("")),
                tree.at("args").list(item -> item.text("")),
                tree.at("env").list(ObjectDecoder::envVar),
                tree.at("ports").list(ObjectDecoder::containerPort),
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
        return exec.absent()
                ? tree.wrong(
                        "only exec, httpGet and tcpSocket are done here", (@Nullable Question) null)
                : new Question.Exec(exec.at("command").list(word -> word.text("")));
    }

    private static Meta meta(Tree root, String kind) {
        Tree meta = root.at("metadata");
        String namespace =
                kind.equals("Namespace")
                        ? ""
                        : meta.at("namespace").text(ObjectName.DEFAULT_NAMESPACE);
        return new Meta(
                new ObjectName(
                        namespace.isEmpty() && !kind.equals("Namespace")
                                ? ObjectName.DEFAULT_NAMESPACE
                                : namespace,
                        meta.at("name").required()),
                meta.at("labels").texts(),
                meta.at("annotations").texts());
    }
}
