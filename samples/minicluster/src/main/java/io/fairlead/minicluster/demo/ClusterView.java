package io.fairlead.minicluster.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The cluster as its state file shows it.
///
/// @param ready true where every wanted pod is ready
/// @param scratch where pods have their files, inside the cluster
/// @param problems what is wrong with the YAML
public record ClusterView(
        boolean ready,
        String scratch,
        List<Integer> nodePorts,
        List<Pod> pods,
        List<String> problems) {

    /// Nothing is known yet.
    public static final ClusterView EMPTY =
            new ClusterView(false, "", List.of(), List.of(), List.of());

    private static final ObjectMapper JSON = new ObjectMapper();

    public ClusterView {
        nodePorts = List.copyOf(nodePorts);
        pods = List.copyOf(pods);
        problems = List.copyOf(problems);
    }

    /// A pod.
    ///
    /// @param workload Deployment, or the pod's own name
    /// @param holder pid, inside the cluster, of the process that holds its namespaces
    public record Pod(
            String namespace,
            String name,
            String workload,
            String ip,
            boolean ready,
            boolean meshed,
            long holder,
            List<Container> containers) {

        public Pod {
            containers = List.copyOf(containers);
        }

        /// True where people may mean this pod by that name.
        boolean answersTo(String namespaceAsked, String nameAsked) {
            return namespace.equals(namespaceAsked)
                    && (name.equals(nameAsked) || workload.equals(nameAsked));
        }
    }

    /// A container.
    ///
    /// @param pid inside the cluster; 0 while it doesn't run
    /// @param detail why it doesn't run; empty where it does
    public record Container(
            String name, String image, long pid, boolean ready, int restarts, String detail) {}

    /// Reads the state file of a demo; empty as long as there is none.
    public static ClusterView read(Path state) throws IOException {
        Path file = state.resolve("cluster.json");
        if (!Files.exists(file)) {
            return EMPTY;
        }
        JsonNode root = JSON.readTree(Files.readAllBytes(file));
        List<Integer> ports = new ArrayList<>();
        root.path("nodePorts").forEach(port -> ports.add(port.asInt()));
        List<Pod> pods = new ArrayList<>();
        root.path("pods").forEach(pod -> pods.add(pod(pod)));
        List<String> problems = new ArrayList<>();
        root.path("problems").forEach(problem -> problems.add(problem.asText()));
        return new ClusterView(
                root.path("ready").asBoolean(),
                root.path("scratch").asText(),
                ports,
                pods,
                problems);
    }

    /// The pods that people mean by `NAME` or `NAMESPACE/NAME`: a pod, or all pods of a Deployment; ready ones first.
    public List<Pod> find(String workload) {
        int slash = workload.indexOf('/');
        String namespace = slash < 0 ? "default" : workload.substring(0, slash);
        String name = workload.substring(slash + 1);
        List<Pod> found = new ArrayList<>();
        for (boolean ready : List.of(true, false)) {
            pods.stream()
                    .filter(pod -> pod.ready() == ready && pod.answersTo(namespace, name))
                    .forEach(found::add);
        }
        return found;
    }

    /// The first of the pods that people mean, or a sentence that names what there is.
    public Pod one(String workload) throws UnknownWorkload {
        List<Pod> found = find(workload);
        if (found.isEmpty()) {
            throw new UnknownWorkload(
                    "no workload \"%s\" here. There are: %s"
                            .formatted(workload, String.join(", ", workloads())));
        }
        return found.getFirst();
    }

    /// The log of a container of a pod.
    ///
    /// @param container empty for the application
    public static Path log(Path state, Pod pod, String container) throws UnknownWorkload {
        String name = container(pod, container.isEmpty() ? null : container).name();
        String folder = pod.namespace() + "_" + pod.name();
        return state.resolve("logs").resolve(folder).resolve(name + ".log");
    }

    /// The container that people mean: the one named, or (null) the first that isn't the proxy.
    public static Container container(Pod pod, @Nullable String name) throws UnknownWorkload {
        Optional<Container> found =
                pod.containers().stream()
                        .filter(one ->
                                name == null
                                        ? !one.name().equals("istio-proxy")
                                        : one.name().equals(name))
                        .findFirst();
        if (found.isEmpty()) {
            List<String> names = pod.containers().stream().map(Container::name).toList();
            throw new UnknownWorkload(
                    "pod %s has no container \"%s\". It has: %s"
                            .formatted(
                                    pod.name(),
                                    name == null ? "" : name,
                                    String.join(", ", names)));
        }
        return found.get();
    }

    private List<String> workloads() {
        return pods.stream()
                .map(pod ->
                        pod.namespace().equals("default")
                                ? pod.workload()
                                : pod.namespace() + "/" + pod.workload())
                .distinct()
                .sorted()
                .toList();
    }

    private static Pod pod(JsonNode node) {
        List<Container> containers = new ArrayList<>();
        for (JsonNode one : node.path("containers")) {
            containers.add(
                    new Container(
                            one.path("name").asText(),
                            one.path("image").asText(),
                            one.path("pid").asLong(),
                            one.path("ready").asBoolean(),
                            one.path("restarts").asInt(),
                            one.path("detail").asText()));
        }
        return new Pod(
                node.path("namespace").asText(),
                node.path("name").asText(),
                node.path("workload").asText(),
                node.path("ip").asText(),
                node.path("ready").asBoolean(),
                node.path("meshed").asBoolean(),
                node.path("holder").asLong(),
                containers);
    }
}
