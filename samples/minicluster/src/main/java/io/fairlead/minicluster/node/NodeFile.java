package io.fairlead.minicluster.node;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.minicluster.kubelet.PodStatus.ContainerStatus;
import io.fairlead.minicluster.network.Plan;
import io.fairlead.minicluster.reconcile.Queue;
import io.fairlead.minicluster.storage.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/// What the node runs as a file (`cluster.json`), for the commands that people run on the host.
public final class NodeFile implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ALL = "all";

    private final Path file;
    private final Path scratch;
    private final Queue queue = new Queue("node-file", _ -> write());
    private volatile boolean ready;
    private volatile List<String> problems = List.of();
    private volatile List<Integer> nodePorts = List.of();
    private volatile List<RunningPod> pods = List.of();
    private ObjectNode written = JsonNodeFactory.instance.objectNode();

    /// @param scratch where pods have their files, as seen inside the cluster
    public NodeFile(Path file, Path scratch) {
        this.file = file;
        this.scratch = scratch;
    }

    /// From now on all that is wanted of the cluster is there, or isn't.
    public void ready(boolean now) {
        ready = now;
        queue.add(ALL);
    }

    /// From now on this is wrong with what people wrote.
    public void problems(List<String> now) {
        problems = List.copyOf(now);
        queue.add(ALL);
    }

    /// From now on these ports of the node lead into the cluster.
    public void nodePorts(List<Integer> ports) {
        nodePorts = ports;
        queue.add(ALL);
    }

    /// From now on the node runs these pods.
    public void pods(List<RunningPod> now) {
        pods = now;
        queue.add(ALL);
    }

    private void write() {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("node", Plan.NODE).put("scratch", scratch.toString()).put("ready", ready);
        ArrayNode ports = root.putArray("nodePorts");
        nodePorts.forEach(ports::add);
        ArrayNode all = root.putArray("pods");
        pods.stream()
                .sorted(Comparator.comparing(pod -> pod.status().pod()))
                .forEach(pod -> add(all.addObject(), pod));
        problems.forEach(root.putArray("problems")::add);
        if (!root.equals(written)) {
            try {
                WholeFile.replace(
                        file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root));
            } catch (IOException refused) {
                // The queue tries again.
                throw new UncheckedIOException(refused);
            }
            written = root;
        }
    }

    private static void add(ObjectNode node, RunningPod pod) {
        node.put("name", pod.status().pod().name());
        node.put("namespace", pod.status().pod().namespace());
        node.put("workload", pod.workload()).put("ip", pod.ip());
        node.put("ready", pod.serves());
        // A proxy without an application beside it is a gateway.
        boolean meshed =
                pod.status().init().stream().anyMatch(NodeFile::isProxy)
                        || (pod.status().containers().size() > 1
                                && pod.status().containers().stream().anyMatch(NodeFile::isProxy));
        node.put("meshed", meshed).put("holder", pod.status().holder());
        ArrayNode containers = node.putArray("containers");
        // People mean an application before what prepares for it.
        for (List<ContainerStatus> statuses :
                List.of(pod.status().containers(), pod.status().init())) {
            for (ContainerStatus status : statuses) {
                containers
                        .addObject()
                        .put("name", status.name())
                        .put("image", status.image())
                        .put("pid", status.pid())
                        .put("ready", status.ready())
                        .put("restarts", status.restarts())
                        .put("detail", status.detail());
            }
        }
    }

    private static boolean isProxy(ContainerStatus status) {
        return status.name().equals("istio-proxy");
    }

    @Override
    public void close() {
        queue.close();
    }
}
