package io.fairlead.minicluster.reconcile;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.NodeSpec;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.StatusDetails;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.TaintBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Keeps pods away from nodes that can't have them: what a node's conditions say becomes a taint, and so does a cordon.
/// Kubernetes taints each new node `not-ready` and leaves it to a controller to take that away. A node whose kubelet
/// has renewed its Lease and doesn't any more is given up, and pods leave it when they bear its taints no longer.
final class Nodes implements AutoCloseable {

    /// Where kubelets have their Leases.
    static final String LEASES = "kube-node-lease";

    /// Without a sign of life for so long, a node is given up.
    static final Duration GRACE = Duration.ofSeconds(50);

    private static final String PREFIX = "node.kubernetes.io/";
    private static final String EVICTS = "NoExecute";
    private static final String REFUSES = "NoSchedule";
    private static final String UNKNOWN = "Unknown";

    /// Taints, by conditions and their status.
    private static final Map<String, List<Taint>> TAINTS =
            Map.of(
                    "Ready False", List.of(taint("not-ready", EVICTS), taint("not-ready", REFUSES)),
                    "Ready Unknown",
                            List.of(taint("unreachable", EVICTS), taint("unreachable", REFUSES)),
                    "MemoryPressure True", List.of(taint("memory-pressure", REFUSES)),
                    "DiskPressure True", List.of(taint("disk-pressure", REFUSES)),
                    "PIDPressure True", List.of(taint("pid-pressure", REFUSES)),
                    "NetworkUnavailable True", List.of(taint("network-unavailable", REFUSES)));

    private static final Taint CORDONED = taint("unschedulable", REFUSES);
    private static final Set<Taint> OF_STATE =
            Stream.concat(TAINTS.values().stream().flatMap(List::stream), Stream.of(CORDONED))
                    .collect(Collectors.toUnmodifiableSet());

    /// The renewal of a Lease that was heard of last, and when: nodes' clocks may differ from ours.
    private record Beat(String renewed, Instant heard) {}

    private final KubernetesClient client;
    private final Recorder events;
    private final InstantSource clock;
    private final Map<String, Beat> beats = new ConcurrentHashMap<>();
    final Queue queue = new Queue("nodes", this::look);

    Nodes(KubernetesClient client, InstantSource clock) {
        this.client = client;
        this.events = new Recorder(client, "node-controller", clock);
        this.clock = clock;
    }

    /// Hears of a node's Lease.
    void lease(Lease lease) {
        String node = lease.getMetadata().getName();
        String renewed = Objects.toString(lease.getSpec().getRenewTime());
        beats.compute(
                node,
                (_, last) ->
                        last != null && last.renewed().equals(renewed)
                                ? last
                                : new Beat(renewed, clock.instant()));
        queue.again(node, GRACE);
    }

    void look(String name) {
        @Nullable Node node = client.nodes().withName(name).get();
        if (node == null) {
            beats.remove(name);
            return;
        }
        node.setSpec(Objects.requireNonNullElseGet(node.getSpec(), NodeSpec::new));
        Instant now = clock.instant();
        @Nullable Beat last = beats.get(name);
        if (last != null) {
            Duration left = GRACE.minus(Duration.between(last.heard(), now));
            List<NodeCondition> conditions = node.getStatus().getConditions();
            List<NodeCondition> lost = lost(conditions, now);
            if (left.isPositive()) {
                queue.again(name, left);
            } else if (!lost.equals(conditions)) {
                // Its taints follow: this is news that leads here again.
                patch(name, "status", Map.of("status", Map.of("conditions", lost)));
                events.normal(node, "NodeNotReady", "Node %s is NodeNotReady".formatted(name));
                pods(name).forEach(this::unready);
                return;
            }
        }
        List<Taint> wanted = taints(node, now);
        if (!wanted.equals(node.getSpec().getTaints())) {
            // Others change the list as well: only if nobody has since.
            String version = node.getMetadata().getResourceVersion();
            patch(
                    name,
                    "",
                    Map.of(
                            "metadata", Map.of("resourceVersion", version),
                            "spec", Map.of("taints", wanted)));
        }
        for (Taint taint : wanted) {
            if (EVICTS.equals(taint.getEffect())) {
                pods(name).forEach(pod -> evict(name, pod, taint, now));
            }
        }
    }

    private void patch(String name, String subresource, Map<String, ?> said) {
        Resource<Node> node = client.nodes().withName(name);
        Node _ =
                (subresource.isEmpty() ? node : node.subresource(subresource))
                        .patch(PatchContext.of(PatchType.JSON_MERGE), Serialization.asJson(said));
    }

    private List<Pod> pods(String node) {
        return client
                .pods()
                .inAnyNamespace()
                .withField("spec.nodeName", node)
                .list()
                .getItems()
                .stream()
                .filter(pod -> !pod.isMarkedForDeletion())
                .toList();
    }

    /// Services stop to lead to it.
    private void unready(Pod pod) {
        Pod _ =
                client.resource(pod)
                        .editStatus(now ->
                                new PodBuilder(now)
                                        .editStatus()
                                        .editMatchingCondition(one -> one.getType().equals("Ready"))
                                        .withStatus("False")
                                        .endCondition()
                                        .endStatus()
                                        .build());
    }

    private void evict(String node, Pod pod, Taint taint, Instant now) {
        @Nullable Instant end = Fit.end(pod, taint, now).orElse(null);
        if (end != null && end.isAfter(now)) {
            queue.again(node, Duration.between(now, end));
        } else if (end != null) {
            events.normal(
                    pod, "TaintManagerEviction", "Marking for deletion Pod " + Owners.key(pod));
            List<StatusDetails> _ = client.resource(pod).delete();
        }
    }

    /// What is known of a node that nobody speaks for: nothing.
    static List<NodeCondition> lost(List<NodeCondition> before, Instant now) {
        return before.stream()
                .map(one ->
                        one.getStatus().equals(UNKNOWN)
                                ? one
                                : new NodeConditionBuilder(one)
                                        .withStatus(UNKNOWN)
                                        .withReason("NodeStatusUnknown")
                                        .withMessage("Kubelet stopped posting node status.")
                                        .withLastTransitionTime(time(now))
                                        .build())
                .toList();
    }

    /// What others have put there, and what its own state asks for; what is there already stays where it is.
    static List<Taint> taints(Node node, Instant now) {
        List<Taint> missing = new ArrayList<>();
        for (NodeCondition one : node.getStatus().getConditions()) {
            missing.addAll(TAINTS.getOrDefault(one.getType() + " " + one.getStatus(), List.of()));
        }
        if (Boolean.TRUE.equals(node.getSpec().getUnschedulable())) {
            missing.add(CORDONED);
        }
        List<Taint> taints = new ArrayList<>();
        for (Taint one : node.getSpec().getTaints()) {
            Taint bare = new Taint(one.getEffect(), one.getKey(), null, null);
            if (!OF_STATE.contains(bare) || missing.remove(bare)) {
                taints.add(one);
            }
        }
        for (Taint one : missing) {
            taints.add(
                    EVICTS.equals(one.getEffect())
                            ? new TaintBuilder(one).withTimeAdded(time(now)).build()
                            : one);
        }
        return taints;
    }

    private static Taint taint(String name, String effect) {
        return new Taint(effect, PREFIX + name, null, null);
    }

    private static String time(Instant now) {
        return now.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    @Override
    public void close() {
        queue.close();
        events.close();
    }
}
