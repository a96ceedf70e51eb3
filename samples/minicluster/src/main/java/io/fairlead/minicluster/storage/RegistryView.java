package io.fairlead.minicluster.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.minicluster.controllers.ClusterIps;
import io.fairlead.minicluster.controllers.Endpoints;
import io.fairlead.minicluster.controllers.RunningPod;
import io.fairlead.minicluster.controllers.RunningPod.Owner;
import io.fairlead.minicluster.network.Plan;
import io.fairlead.minicluster.schema.Container;
import io.fairlead.minicluster.schema.KubeObject;
import io.fairlead.minicluster.schema.ObjectName;
import io.fairlead.minicluster.schema.ServiceSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What the registry says: the objects as Kubernetes' API would show them, completed by what the cluster decided.
public final class RegistryView {

    private static final String NODE_NAME = Plan.NODE_NAME;

    private RegistryView() {}

    /// File names and contents.
    public static Map<String, JsonNode> of(
            Desired desired,
            Collection<RunningPod> pods,
            Collection<Endpoints> endpoints,
            ClusterIps clusterIps) {
        Map<String, JsonNode> files = new TreeMap<>();
        desired.objects()
                .forEach((key, loaded) -> {
                    if (!(loaded.object() instanceof KubeObject.Pod)) {
                        files.put(file(key.kind(), key.name()), completed(loaded, clusterIps));
                    }
                });
        pods.forEach(pod -> files.put(file("Pod", pod.name()), pod(pod)));
        files.put(file("Node", new ObjectName("", NODE_NAME)), node());
        for (Endpoints one : endpoints) {
            List<ObjectNode> slices = slices(one);
            for (int i = 0; i < slices.size(); i++) {
                ObjectName name = one.service().meta().name();
                String suffix = "-" + (i + 1);
                slices.get(i).withObject("/metadata").put("name", name.name() + suffix);
                files.put(
                        file(
                                "EndpointSlice",
                                new ObjectName(name.namespace(), name.name() + suffix)),
                        slices.get(i));
            }
        }
        return files;
    }

    private static String file(String kind, ObjectName name) {
        String place = name.namespace().isEmpty() ? "" : name.namespace() + "_";
        return kind.toLowerCase(java.util.Locale.ROOT) + "_" + place + name.name() + ".yaml";
    }

    private static ObjectNode completed(Loaded loaded, ClusterIps clusterIps) {
        ObjectNode node = loaded.raw().deepCopy();
        ObjectName name = loaded.object().meta().name();
        if (!name.namespace().isEmpty()) {
            node.withObject("/metadata").put("namespace", name.namespace());
        }
        String ip = clusterIps.of(name);
        if (loaded.object() instanceof KubeObject.Service && !ip.isEmpty()) {
            node.withObject("/spec").put("clusterIP", ip);
            node.withObject("/spec").putArray("clusterIPs").add(ip);
        }
        return node;
    }

    private static ObjectNode node() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("apiVersion", "v1").put("kind", "Node");
        node.putObject("metadata").put("name", NODE_NAME);
        ObjectNode address = node.putObject("status").putArray("addresses").addObject();
        address.put("type", "InternalIP").put("address", Plan.NODE);
        return node;
    }

    private static ObjectNode pod(RunningPod pod) {
        ObjectNode node = object("v1", "Pod", pod.name());
        ObjectNode metadata = node.withObject("/metadata");
        new TreeMap<>(pod.meta().labels()).forEach(metadata.putObject("labels")::put);
        if (!pod.meta().annotations().isEmpty()) {
            new TreeMap<>(pod.meta().annotations()).forEach(metadata.putObject("annotations")::put);
        }
        metadata.put("creationTimestamp", pod.started());
        if (pod.owner() instanceof Owner.OfDeployment(ObjectName deployment, String hash)) {
            ObjectNode owner = metadata.putArray("ownerReferences").addObject();
            owner.put("apiVersion", "apps/v1").put("kind", "ReplicaSet");
            owner.put("name", deployment.name() + "-" + hash).put("controller", true);
        }
        ObjectNode spec = node.putObject("spec");
        spec.put("nodeName", NODE_NAME).put("serviceAccountName", pod.spec().serviceAccount());
        if (!pod.spec().hostname().isEmpty()) {
            spec.put("hostname", pod.spec().hostname()).put("subdomain", pod.spec().subdomain());
        }
        ArrayNode containers = spec.putArray("containers");
        for (Container container : pod.spec().containers()) {
            ObjectNode one = containers.addObject();
            one.put("name", container.name()).put("image", container.image());
            ArrayNode ports = one.putArray("ports");
            for (Container.Port port : container.ports()) {
                ObjectNode each = ports.addObject();
                if (!port.name().isEmpty()) {
                    each.put("name", port.name());
                }
                each.put("containerPort", port.number()).put("protocol", port.protocol());
            }
        }
        ObjectNode status = node.putObject("status");
        status.put(
                "phase", pod.condition() == RunningPod.Condition.STARTING ? "Pending" : "Running");
        status.put("podIP", pod.ip());
        status.putArray("podIPs").addObject().put("ip", pod.ip());
        ObjectNode ready = status.putArray("conditions").addObject();
        ready.put("type", "Ready").put("status", pod.ready() ? "True" : "False");
        return node;
    }

    /// One slice for each list of ports, since a named target port may have another number in another pod.
    private static List<ObjectNode> slices(Endpoints endpoints) {
        Map<ArrayNode, List<RunningPod>> byPorts = new LinkedHashMap<>();
        for (RunningPod pod : endpoints.pods()) {
            byPorts.computeIfAbsent(ports(endpoints.service().spec(), pod), _ -> new ArrayList<>())
                    .add(pod);
        }
        List<ObjectNode> slices = new ArrayList<>();
        byPorts.forEach((ports, pods) -> slices.add(slice(endpoints, ports, pods)));
        return slices;
    }

    private static ObjectNode slice(Endpoints endpoints, ArrayNode ports, List<RunningPod> pods) {
        ObjectName service = endpoints.service().meta().name();
        ObjectNode node = object("discovery.k8s.io/v1", "EndpointSlice", service);
        node.withObject("/metadata")
                .putObject("labels")
                .put("kubernetes.io/service-name", service.name())
                .put("endpointslice.kubernetes.io/managed-by", "endpointslice-controller.k8s.io");
        node.put("addressType", "IPv4");
        ArrayNode list = node.putArray("endpoints");
        for (RunningPod pod : pods) {
            ObjectNode one = list.addObject();
            one.putArray("addresses").add(pod.ip());
            one.putObject("conditions")
                    .put("ready", endpoints.takesTraffic(pod))
                    .put("serving", pod.ready())
                    .put("terminating", !pod.staying());
            one.put("nodeName", NODE_NAME);
            one.putObject("targetRef")
                    .put("kind", "Pod")
                    .put("name", pod.name().name())
                    .put("namespace", pod.name().namespace());
        }
        node.set("ports", ports);
        return node;
    }

    private static ArrayNode ports(ServiceSpec spec, RunningPod pod) {
        ArrayNode ports = JsonNodeFactory.instance.arrayNode();
        for (ServiceSpec.Port port : spec.ports()) {
            Optional<Integer> number = port.target().resolve(pod.spec().containers());
            if (number.isPresent()) {
                ObjectNode node = ports.addObject();
                node.put("name", port.name());
                node.put("port", number.get()).put("protocol", port.protocol());
                if (!port.appProtocol().isEmpty()) {
                    node.put("appProtocol", port.appProtocol());
                }
            }
        }
        return ports;
    }

    private static ObjectNode object(String apiVersion, String kind, ObjectName name) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("apiVersion", apiVersion).put("kind", kind);
        node.putObject("metadata").put("name", name.name()).put("namespace", name.namespace());
        return node;
    }
}
