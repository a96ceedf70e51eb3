package io.fairlead.minicluster.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.minicluster.controllers.RunningPod;
import io.fairlead.minicluster.controllers.RunningPod.Owner;
import io.fairlead.minicluster.kubelet.PodStatus.ContainerStatus;
import io.fairlead.minicluster.network.Plan;
import io.fairlead.minicluster.schema.KubeObject;
import io.fairlead.minicluster.storage.FileTree;
import java.io.IOException;
import java.nio.file.Path;

/// The state of the cluster as a file (`cluster.json`), for the commands that people run on the host.
public final class StateFile {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final Path scratch;
    private ObjectNode shown = JsonNodeFactory.instance.objectNode();

    /// @param scratch where pods have their files, as seen inside the cluster
    public StateFile(Path file, Path scratch) {
        this.file = file;
        this.scratch = scratch;
    }

    void show(Publisher.Picture picture) throws IOException {
        ObjectNode next = render(picture);
        if (!next.equals(shown)) {
            FileTree.replace(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(next));
            shown = next;
        }
    }

    private ObjectNode render(Publisher.Picture picture) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("node", Plan.NODE).put("scratch", scratch.toString());
        root.put("ready", ready(picture));
        ArrayNode ports = root.putArray("nodePorts");
        picture.desired().services().stream()
                .flatMap(service -> service.spec().ports().stream())
                .filter(port -> port.nodePort() != 0 && port.protocol().equals("TCP"))
                .forEach(port -> ports.add(port.nodePort()));
        ArrayNode pods = root.putArray("pods");
        picture.entries().forEach(entry -> add(pods.addObject(), entry));
        picture.desired().problems().forEach(root.putArray("problems")::add);
        return root;
    }

    private static void add(ObjectNode pod, PodEntry entry) {
        RunningPod view = entry.view();
        pod.put("name", view.name().name()).put("namespace", view.name().namespace());
        pod.put(
                "workload",
                switch (view.owner()) {
                    case Owner.Nobody _ -> view.name().name();
                    case Owner.OfDeployment(var deployment, _) -> deployment.name();
                });
        pod.put("ip", view.ip()).put("ready", view.ready());
        pod.put("condition", view.condition().name());
        pod.put("meshed", entry.request().meshed()).put("holder", entry.status().holder());
        ArrayNode containers = pod.putArray("containers");
        for (ContainerStatus status : entry.status().containers()) {
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

    /// True where every wanted pod is ready and none is on its way out.
    private static boolean ready(Publisher.Picture picture) {
        int wanted = 0;
        for (KubeObject object : picture.desired().all()) {
            wanted +=
                    switch (object) {
                        case KubeObject.Deployment deployment -> deployment.replicas();
                        case KubeObject.Pod _ -> 1;
                        case KubeObject.Service _, KubeObject.Stored _ -> 0;
                    };
        }
        long ready = picture.pods().stream().filter(RunningPod::ready).count();
        return wanted > 0 && ready == wanted && picture.pods().size() == wanted;
    }
}
