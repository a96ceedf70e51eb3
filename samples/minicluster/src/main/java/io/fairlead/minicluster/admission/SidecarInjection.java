package io.fairlead.minicluster.admission;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.minicluster.schema.Container;
import io.fairlead.minicluster.schema.Container.EnvVar;
import io.fairlead.minicluster.schema.Meta;
import io.fairlead.minicluster.schema.PodSpec;
import io.fairlead.minicluster.schema.PortRef;
import io.fairlead.minicluster.schema.Probe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Gives a pod its proxy, with the environment that Istio's injected pods have.
public final class SidecarInjection {

    /// Name of the proxy's container, and of the network setup that goes with it.
    public static final String CONTAINER = "istio-proxy";

    /// Image of the proxy where the pod's annotations choose no other; built in.
    public static final String IMAGE = "fairlead/proxyv2";

    private static final String IMAGE_CHOICE = "sidecar.istio.io/proxyImage";
    private static final String SWITCH = "sidecar.istio.io/inject";
    private static final String TLS_MODE = "security.istio.io/tlsMode";
    private static final String SYSTEM_NAMESPACE = "istio-system";
    private static final int READINESS_PORT = 15_021;

    private SidecarInjection() {}

    /// True where the pod has a proxy beside its application; a gateway has none.
    public static boolean isMeshed(PodSpec spec) {
        return !spec.isRouter()
                && spec.containers().stream().anyMatch(c -> c.name().equals(CONTAINER));
    }

    /// True where the pod should get one: all should but those of the control plane and those that say no.
    public static boolean wanted(Meta pod) {
        String choice =
                pod.labels().getOrDefault(SWITCH, pod.annotations().getOrDefault(SWITCH, "true"));
        return !choice.equals("false") && !pod.name().namespace().equals(SYSTEM_NAMESPACE);
    }

    /// The pod with a proxy where one is wanted, else unchanged.
    ///
    /// @param workload name of the Deployment, or of the pod itself
    /// @param owner path of the owning object, as in `ISTIO_META_OWNER`
    public static PodSpec inject(Meta pod, PodSpec spec, String workload, String owner) {
        if (!wanted(pod) || isMeshed(spec)) {
            return spec;
        }
        List<Container> containers = new ArrayList<>();
        containers.add(proxy(pod, spec, workload, owner));
        containers.addAll(spec.containers());
        return spec.withContainers(containers);
    }

    /// The pod with the label by which clients know that its proxy speaks mutual TLS, where it has one or is to get
    /// one.
    public static Meta label(Meta pod, PodSpec spec) {
        return wanted(pod) || isMeshed(spec) ? pod.withLabel(TLS_MODE, "istio") : pod;
    }

    /// What is wrong with what the pod says about its proxy; the pod starts without it.
    public static Optional<String> problem(Meta pod) {
        return ProxyConfigAnnotation.problem(pod);
    }

    private static Container proxy(Meta pod, PodSpec spec, String workload, String owner) {
        List<EnvVar> env = new ArrayList<>();
        env.add(new EnvVar.Field("POD_NAME", "metadata.name"));
        env.add(new EnvVar.Field("POD_NAMESPACE", "metadata.namespace"));
        env.add(new EnvVar.Field("INSTANCE_IP", "status.podIP"));
        env.add(new EnvVar.Field("SERVICE_ACCOUNT", "spec.serviceAccountName"));
        env.add(new EnvVar.Field("HOST_IP", "status.hostIP"));
        env.add(new EnvVar.Field("ISTIO_META_NODE_NAME", "spec.nodeName"));
        literals(pod, spec, workload, owner)
                .forEach((name, value) -> env.add(new EnvVar.Literal(name, value)));
        return new Container(
                CONTAINER,
                pod.annotations().getOrDefault(IMAGE_CHOICE, IMAGE),
                List.of(),
                List.of("proxy", "sidecar"),
                env,
                List.of(new Container.Port("http-envoy-prom", 15_090, "TCP")),
                readiness(),
                "");
    }

    private static Map<String, String> literals(
            Meta pod, PodSpec spec, String workload, String owner) {
        ObjectNode labels = JsonNodeFactory.instance.objectNode();
        new TreeMap<>(pod.labels()).forEach(labels::put);
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        config.put("discoveryAddress", "istiod.istio-system.svc:15012");
        config.put("concurrency", 1);
        ObjectNode own = ProxyConfigAnnotation.of(pod);
        config.setAll(own);
        Map<String, String> literals = new TreeMap<>();
        literals.put(
                "ISTIO_META_APP_CONTAINERS",
                spec.containers().stream().map(Container::name).collect(Collectors.joining(",")));
        literals.put("ISTIO_META_CLUSTER_ID", "Kubernetes");
        literals.put("ISTIO_META_INTERCEPTION_MODE", "REDIRECT");
        literals.put("ISTIO_META_WORKLOAD_NAME", workload);
        literals.put("ISTIO_META_OWNER", owner);
        literals.put("ISTIO_META_MESH_ID", "cluster.local");
        literals.put("ISTIO_META_POD_PORTS", podPorts(spec).toString());
        literals.put("ISTIO_METAJSON_LABELS", labels.toString());
        literals.put("PROXY_CONFIG", config.toString());
        literals.put("TRUST_DOMAIN", "cluster.local");
        literals.putAll(ProxyConfigAnnotation.environment(own));
        return literals;
    }

    private static ArrayNode podPorts(PodSpec spec) {
        ArrayNode ports = JsonNodeFactory.instance.arrayNode();
        for (Container container : spec.containers()) {
            for (Container.Port port : container.ports()) {
                ObjectNode node = ports.addObject();
                if (!port.name().isEmpty()) {
                    node.put("name", port.name());
                }
                node.put("containerPort", port.number());
                node.put("protocol", port.protocol());
            }
        }
        return ports;
    }

    private static Probe readiness() {
        // Asked often: the application waits for the first yes.
        return new Probe(
                new Probe.Question.HttpGet("/healthz/ready", new PortRef.ByNumber(READINESS_PORT)),
                new Probe.Timing(
                        Duration.ZERO, Duration.ofSeconds(2), Duration.ofSeconds(3), 1, 4));
    }
}
