package io.fairlead.minicluster.reconcile;

import io.fabric8.kubernetes.api.model.Binding;
import io.fabric8.kubernetes.api.model.BindingBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Gives each pod a node: of those that [Fit] the one with the fewest pods. A pod that none takes stays Pending, and
/// says why.
final class Scheduler implements AutoCloseable {

    private static final String NAME = "default-scheduler";
    private static final int CONFLICT = 409;
    private static final int GONE = 404;

    private final KubernetesClient client;
    private final SharedIndexInformer<Pod> pods;
    private final Recorder events;
    private final InstantSource clock;
    private final Queue queue = new Queue("scheduler", this::look);

    Scheduler(KubernetesClient client, SharedIndexInformer<Pod> pods, InstantSource clock) {
        this.client = client;
        this.pods = pods;
        this.events = new Recorder(client, NAME, clock);
        this.clock = clock;
    }

    /// A pod has come, changed or gone.
    void pod(Pod pod) {
        if (waits(pod)) {
            queue.add(Owners.key(pod));
        } else if (!PodState.active(pod)) {
            room();
        }
    }

    /// A node has come, changed or gone, or has more room: those that wait are looked at again.
    void room() {
        pods.getStore().list().stream()
                .filter(Scheduler::waits)
                .forEach(pod -> queue.add(Owners.key(pod)));
    }

    private static boolean waits(Pod pod) {
        return PodState.nodeName(pod).isEmpty()
                && PodState.active(pod)
                && NAME.equals(pod.getSpec().getSchedulerName());
    }

    private void look(String key) {
        @Nullable Pod pod = Owners.at(client.pods(), key);
        if (pod == null || !waits(pod)) {
            return;
        }
        Map<String, Integer> load = new HashMap<>();
        pods.getStore().list().stream()
                .filter(PodState::active)
                .forEach(one -> load.merge(PodState.nodeName(one), 1, Integer::sum));
        List<Node> fitting = new ArrayList<>();
        Map<String, Integer> refusals = new TreeMap<>();
        List<Node> nodes = client.nodes().list().getItems();
        for (Node node : nodes) {
            int there = load.getOrDefault(node.getMetadata().getName(), 0);
            Optional<String> refusal = Fit.refusal(pod, node, there);
            refusal.ifPresentOrElse(
                    why -> refusals.merge(why, 1, Integer::sum), () -> fitting.add(node));
        }
        Optional<String> best =
                fitting.stream()
                        .map(node -> node.getMetadata().getName())
                        .min(
                                Comparator.comparing((String name) -> load.getOrDefault(name, 0))
                                        .thenComparing(name -> name));
        if (best.isPresent()) {
            bind(pod, best.get());
        } else {
            refuse(pod, nodes.size(), refusals);
        }
    }

    private void bind(Pod pod, String node) {
        Binding binding =
                new BindingBuilder()
                        .withNewMetadata()
                        .withName(pod.getMetadata().getName())
                        .withNamespace(pod.getMetadata().getNamespace())
                        .endMetadata()
                        .withNewTarget()
                        .withApiVersion("v1")
                        .withKind("Node")
                        .withName(node)
                        .endTarget()
                        .build();
        String path =
                "/api/v1/namespaces/%s/pods/%s/binding"
                        .formatted(pod.getMetadata().getNamespace(), pod.getMetadata().getName());
        try {
            String _ = client.raw(path, "POST", binding);
        } catch (KubernetesClientException refused) {
            // Gone, or bound by somebody else meanwhile: nothing is left to do.
            if (refused.getCode() != CONFLICT && refused.getCode() != GONE) {
                throw refused;
            }
            return;
        }
        events.normal(
                pod,
                "Scheduled",
                "Successfully assigned %s to %s".formatted(Owners.key(pod), node));
    }

    private void refuse(Pod pod, int nodes, Map<String, Integer> refusals) {
        List<String> reasons = new ArrayList<>();
        refusals.forEach((why, times) -> reasons.add(times + " " + why));
        String message =
                nodes == 0
                        ? "no nodes available to schedule pods"
                        : "0/%d nodes are available: %s."
                                .formatted(nodes, String.join(", ", reasons));
        Optional<PodCondition> before =
                pod.getStatus().getConditions().stream()
                        .filter(one -> one.getType().equals("PodScheduled"))
                        .findFirst();
        if (before.filter(one -> message.equals(one.getMessage())).isPresent()) {
            return;
        }
        PodCondition condition =
                new PodConditionBuilder()
                        .withType("PodScheduled")
                        .withStatus("False")
                        .withReason("Unschedulable")
                        .withMessage(message)
                        .withLastTransitionTime(
                                clock.instant().truncatedTo(ChronoUnit.SECONDS).toString())
                        .build();
        Pod _ =
                client.resource(pod)
                        .editStatus(one ->
                                new PodBuilder(one)
                                        .editOrNewStatus()
                                        .removeMatchingFromConditions(
                                                old -> "PodScheduled".equals(old.getType()))
                                        .addToConditions(condition)
                                        .endStatus()
                                        .build());
        events.warning(pod, "FailedScheduling", message);
    }

    @Override
    public void close() {
        queue.close();
        events.close();
    }
}
