package io.fairlead.minicluster.reconcile;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.StatusDetails;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSetSpec;
import io.fabric8.kubernetes.api.model.apps.DaemonSetStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fairlead.minicluster.reconcile.DaemonStep.Place;
import io.fairlead.minicluster.reconcile.DaemonStep.Wanted;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Keeps one pod of a DaemonSet on each node that its template fits: [Fit] says which those are, [DaemonStep] what to
/// do about them, [History] which template is which.
final class DaemonSets implements AutoCloseable {

    private final KubernetesClient client;
    private final Recorder events;
    private final InstantSource clock;
    private final ControllerRevisions revisions;
    private final SharedIndexInformer<DaemonSet> sets;
    private final Queue queue = new Queue("daemonsets", this::look);

    DaemonSets(KubernetesClient client, InstantSource clock) {
        this.client = client;
        this.events = new Recorder(client, "daemonset-controller", clock);
        this.clock = clock;
        this.revisions = new ControllerRevisions(client);
        this.sets = client.apps().daemonSets().inAnyNamespace().runnableInformer(0);
    }

    SharedIndexInformer<DaemonSet> watch() {
        sets.addEventHandler(new Hearing<>(one -> queue.add(Owners.key(one))));
        sets.run();
        return sets;
    }

    /// A pod has come, changed or gone: its set has to look.
    void pod(Pod pod) {
        Owners.controller(pod)
                .filter(owner -> owner.getKind().equals("DaemonSet"))
                .ifPresent(owner ->
                        queue.add(pod.getMetadata().getNamespace() + "/" + owner.getName()));
    }

    /// A node has come, changed or gone: every set has to look.
    void nodes() {
        sets.getStore().list().forEach(one -> queue.add(Owners.key(one)));
    }

    private void look(String key) {
        int slash = key.indexOf('/');
        String namespace = key.substring(0, slash);
        @Nullable DaemonSet set =
                client.apps()
                        .daemonSets()
                        .inNamespace(namespace)
                        .withName(key.substring(slash + 1))
                        .get();
        if (set == null || set.isMarkedForDeletion()) {
            return;
        }
        List<Pod> pods =
                client
                        .pods()
                        .inNamespace(namespace)
                        .withLabelSelector(set.getSpec().getSelector())
                        .list()
                        .getItems()
                        .stream()
                        .map(pod ->
                                pod.isMarkedForDeletion() ? pod : Owners.adopt(client, set, pod))
                        .filter(pod -> Owners.controls(set, pod))
                        .toList();
        List<ControllerRevision> history = revisions.of(set, set.getSpec().getSelector());
        ControllerRevision current = revisions.current(set, set.getSpec().getTemplate(), history);
        Pod any = DaemonPods.any(set);
        List<Place> places =
                client.nodes().list().getItems().stream()
                        .map(node ->
                                new Place(
                                        node.getMetadata().getName(),
                                        Fit.mayCome(any, node),
                                        Fit.mayStay(any, node)))
                        .toList();
        Wanted wanted = wanted(set, History.hash(current), places);
        // What it says comes first: what it does is news that lead here again.
        say(set, pods, wanted, places);
        act(set, wanted, DaemonStep.decide(wanted, places, pods));
        forget(set, history, wanted, pods);
    }

    private Wanted wanted(DaemonSet set, String hash, List<Place> places) {
        DaemonSetSpec spec = set.getSpec();
        int desired = (int) places.stream().filter(Place::comes).count();
        int minReady = Objects.requireNonNullElse(spec.getMinReadySeconds(), 0);
        var strategy = spec.getUpdateStrategy();
        if (strategy != null && "OnDelete".equals(strategy.getType())) {
            return new Wanted(hash, null, minReady, clock.instant());
        }
        var rolling = strategy == null ? null : strategy.getRollingUpdate();
        int gone = rolling == null ? 1 : Rolling.pods(rolling.getMaxUnavailable(), desired, true);
        // With none nothing could ever roll: pods beyond one a node aren't made here.
        return new Wanted(hash, Math.max(1, gone), minReady, clock.instant());
    }

    private void act(DaemonSet set, Wanted wanted, DaemonStep step) {
        for (String node : step.create()) {
            create(set, node, wanted.hash());
        }
        for (Pod pod : step.over()) {
            events.warning(
                    set,
                    PodState.succeeded(pod) ? "SucceededDaemonPod" : "FailedDaemonPod",
                    "Found ended daemon pod %s on node %s, will try to delete it"
                            .formatted(Owners.key(pod), PodState.nodeName(pod)));
            delete(set, pod);
        }
        step.delete().forEach(pod -> delete(set, pod));
        if (step.again() != null) {
            queue.again(Owners.key(set), step.again());
        }
    }

    private void create(DaemonSet set, String node, String hash) {
        try {
            String name =
                    client.resource(DaemonPods.on(set, node, hash))
                            .create()
                            .getMetadata()
                            .getName();
            events.normal(set, "SuccessfulCreate", "Created pod: " + name);
        } catch (KubernetesClientException refused) {
            events.warning(set, "FailedCreate", "Error creating: " + refused.getMessage());
            throw refused;
        }
    }

    private void delete(DaemonSet set, Pod pod) {
        List<StatusDetails> gone = client.resource(pod).delete();
        if (!gone.isEmpty()) {
            events.normal(set, "SuccessfulDelete", "Deleted pod: " + pod.getMetadata().getName());
        }
    }

    private void say(DaemonSet set, List<Pod> pods, Wanted wanted, List<Place> places) {
        pods.stream()
                .filter(PodState::active)
                .map(pod -> PodState.untilAvailable(pod, wanted.minReadySeconds(), wanted.now()))
                .flatMap(Optional::stream)
                .filter(Duration::isPositive)
                .min(Duration::compareTo)
                .ifPresent(wait -> queue.again(Owners.key(set), wait));
        DaemonSetStatus next =
                DaemonStep.status(wanted, places, pods, set.getMetadata().getGeneration());
        if (!next.equals(set.getStatus())) {
            DaemonSet said = new DaemonSetBuilder(set).withStatus(next).build();
            DaemonSet _ = client.resource(said).updateStatus();
        }
    }

    private void forget(
            DaemonSet set, List<ControllerRevision> history, Wanted wanted, List<Pod> pods) {
        Set<String> live = new HashSet<>(Set.of(wanted.hash()));
        pods.forEach(pod -> live.add(pod.getMetadata().getLabels().getOrDefault(History.HASH, "")));
        int limit = Objects.requireNonNullElse(set.getSpec().getRevisionHistoryLimit(), 10);
        History.forgotten(limit, history, live)
                .forEach(one -> {
                    List<StatusDetails> _ = client.resource(one).delete();
                });
    }

    @Override
    public void close() {
        queue.close();
        events.close();
    }
}
