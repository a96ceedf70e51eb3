package io.fairlead.minicluster.node;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.NodeStatusBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.StatusDetails;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fairlead.minicluster.kubelet.ControlGroups;
import io.fairlead.minicluster.network.NodePlan;
import io.fairlead.minicluster.network.Plan;
import io.fairlead.minicluster.reconcile.Queue;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Registers a node, and says again and again that it is ready.
public final class NodeRegistration implements AutoCloseable {

    private static final Duration BEAT = Duration.ofSeconds(10);
    private static final Duration LEASE = Duration.ofSeconds(40);
    private static final String REGION = "here";
    private static final String VERSION = "v1.33.0+fairlead";

    /// What the node can do.
    ///
    /// @param memoryKib of the machine
    /// @param limits holds containers to their limits, or says why it can't
    public record Capacity(
            int cpus, long memoryKib, int pods, String kernel, ControlGroups limits) {}

    private final KubernetesClient client;
    private final NodePlan plan;
    private final Capacity capacity;
    private final InstantSource clock;
    private final Queue queue = new Queue("node", this::beat);

    private NodeRegistration(
            KubernetesClient client, NodePlan plan, Capacity capacity, InstantSource clock) {
        this.client = client;
        this.plan = plan;
        this.capacity = capacity;
        this.clock = clock;
    }

    /// Registers the node of this name at once; returns when the API server has it.
    ///
    /// @param zoned one of several nodes, each in a zone of its own
    public static NodeRegistration start(
            KubernetesClient client, NodePlan plan, boolean zoned, Capacity capacity) {
        NodeRegistration one = new NodeRegistration(client, plan, capacity, InstantSource.system());
        one.beat(plan.name());
        one.patch("", Map.of("metadata", Map.of("labels", one.labels(zoned))));
        return one;
    }

    /// Removes nodes that an earlier run of this cluster had, and their pods: who wants them has them elsewhere.
    public static void forgetOthers(KubernetesClient client, Set<String> names) {
        for (Node node : client.nodes().list().getItems()) {
            String name = node.getMetadata().getName();
            if (!names.contains(name) && name.startsWith(NodePlan.FIRST.name())) {
                List<StatusDetails> _ = client.resource(node).delete();
                List<StatusDetails> _ =
                        client.pods()
                                .inAnyNamespace()
                                .withField("spec.nodeName", name)
                                .withGracePeriod(0)
                                .delete();
            }
        }
    }

    private Map<String, String> labels(boolean zoned) {
        Map<String, String> labels = new TreeMap<>();
        labels.put("kubernetes.io/hostname", plan.name());
        labels.put("kubernetes.io/os", "linux");
        labels.put("kubernetes.io/arch", arch());
        if (zoned) {
            labels.put("topology.kubernetes.io/region", REGION);
            labels.put("topology.kubernetes.io/zone", REGION + "-" + (char) ('a' + plan.index()));
        }
        return labels;
    }

    private void beat(String name) {
        @Nullable Node there = client.nodes().withName(name).get();
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        if (there == null) {
            there =
                    client.resource(
                                    new NodeBuilder()
                                            .withNewMetadata()
                                            .withName(name)
                                            .endMetadata()
                                            .withNewSpec()
                                            .withPodCIDR(plan.pods())
                                            .withPodCIDRs(plan.pods())
                                            .endSpec()
                                            .withStatus(status(List.of(), name, now))
                                            .build())
                            .create();
        } else {
            List<NodeCondition> before =
                    there.getStatus() == null ? List.of() : there.getStatus().getConditions();
            patch("status", Map.of("status", status(before, name, now)));
        }
        renew(there, now);
        queue.again(name, BEAT);
    }

    /// Who sees this no more gives the node up.
    private void renew(Node node, Instant now) {
        Lease lease =
                new LeaseBuilder()
                        .withNewMetadata()
                        .withName(plan.name())
                        .withNamespace("kube-node-lease")
                        .addNewOwnerReference()
                        .withApiVersion(node.getApiVersion())
                        .withKind(node.getKind())
                        .withName(plan.name())
                        .withUid(node.getMetadata().getUid())
                        .endOwnerReference()
                        .endMetadata()
                        .withNewSpec()
                        .withHolderIdentity(plan.name())
                        .withLeaseDurationSeconds((int) LEASE.toSeconds())
                        .withRenewTime(now.atZone(ZoneOffset.UTC))
                        .endSpec()
                        .build();
        Lease _ = client.resource(lease).fieldManager("kubelet").forceConflicts().serverSideApply();
    }

    /// Says only this, whatever others write meanwhile.
    private void patch(String subresource, Map<String, ?> said) {
        Resource<Node> node = client.nodes().withName(plan.name());
        Node _ =
                (subresource.isEmpty() ? node : node.subresource(subresource))
                        .patch(PatchContext.of(PatchType.JSON_MERGE), Serialization.asJson(said));
    }

    private NodeStatus status(List<NodeCondition> before, String name, Instant now) {
        Map<String, Quantity> amounts =
                Map.of(
                        "cpu", new Quantity(Integer.toString(capacity.cpus())),
                        "memory", new Quantity(capacity.memoryKib() + "Ki"),
                        "pods", new Quantity(Integer.toString(capacity.pods())));
        return new NodeStatusBuilder()
                .withCapacity(amounts)
                .withAllocatable(amounts)
                .addNewAddress(plan.address(), "InternalIP")
                .addNewAddress(name, "Hostname")
                .withNewDaemonEndpoints()
                .withNewKubeletEndpoint(Plan.KUBELET_PORT)
                .endDaemonEndpoints()
                .withConditions(
                        Stream.of(
                                        pressure("MemoryPressure"),
                                        pressure("DiskPressure"),
                                        pressure("PIDPressure"),
                                        limits("MemoryLimits", capacity.limits().dir()),
                                        limits("CpuLimits", capacity.limits().cpu()),
                                        new Said(
                                                "Ready",
                                                true,
                                                "KubeletReady",
                                                "the kubelet runs pods"))
                                .map(said -> condition(before, said, now))
                                .toList())
                .withNewNodeInfo()
                .withKubeletVersion(VERSION)
                .withContainerRuntimeVersion("fairlead://0.1.0")
                .withOperatingSystem("linux")
                .withArchitecture(arch())
                .withKernelVersion(capacity.kernel())
                .withOsImage("the host's")
                .endNodeInfo()
                .build();
    }

    private record Said(String type, boolean yes, String reason, String message) {}

    private static Said pressure(String type) {
        return new Said(type, false, "KubeletHasNo" + type, "isn't measured here");
    }

    /// No condition of Kubernetes': there a node without control groups doesn't start.
    private Said limits(String type, @Nullable Path group) {
        boolean held = group != null;
        return new Said(
                type,
                held,
                held ? "LimitsHeld" : "LimitsNotHeld",
                held ? "limits of containers: held by " + group : capacity.limits().why());
    }

    private static NodeCondition condition(List<NodeCondition> before, Said said, Instant now) {
        String value = said.yes() ? "True" : "False";
        String since =
                before.stream()
                        .filter(one ->
                                one.getType().equals(said.type()) && one.getStatus().equals(value))
                        .map(NodeCondition::getLastTransitionTime)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(now.toString());
        return new NodeConditionBuilder()
                .withType(said.type())
                .withStatus(value)
                .withReason(said.reason())
                .withMessage(said.message())
                .withLastHeartbeatTime(now.toString())
                .withLastTransitionTime(since)
                .build();
    }

    private static String arch() {
        String arch = System.getProperty("os.arch", "");
        return arch.equals("aarch64") ? "arm64" : arch;
    }

    @Override
    public void close() {
        queue.close();
    }
}
