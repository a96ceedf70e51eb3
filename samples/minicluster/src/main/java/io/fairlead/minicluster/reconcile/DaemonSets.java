package io.fairlead.minicluster.reconcile;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSetSpec;
import io.fabric8.kubernetes.api.model.apps.DaemonSetStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fairlead.minicluster.reconcile.DaemonStep.Place;
import io.fairlead.minicluster.reconcile.DaemonStep.Wanted;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Keeps one pod of a DaemonSet on each node that its template fits: [Fit] says which those are, [DaemonStep] what to
/// do about them, [History] which template is which.
final class DaemonSets extends Control {

    private final ControllerRevisions revisions;

    DaemonSets(KubernetesClient client, InstantSource clock) {
        super(client, clock, "daemonset");
        this.revisions = new ControllerRevisions(client);
    }

    @Override
    void look(String key) {
        @Nullable DaemonSet set = Owners.at(client.apps().daemonSets(), key);
        if (set == null || set.isMarkedForDeletion()) {
            return;
        }
        LabelSelector selector = set.getSpec().getSelector();
        List<Pod> owned = Owners.owned(client, set, client.pods(), selector, _ -> true);
        List<ControllerRevision> history = revisions.of(set, selector);
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
        say(set, owned, wanted, places);
        act(set, wanted, DaemonStep.decide(wanted, places, owned));
        revisions.forget(
                set.getSpec().getRevisionHistoryLimit(), history, List.of(wanted.hash()), owned);
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
            pods.create(set, DaemonPods.on(set, node, wanted.hash()));
        }
        for (Pod pod : step.over()) {
            events.warning(
                    set,
                    PodState.succeeded(pod) ? "SucceededDaemonPod" : "FailedDaemonPod",
                    "Found ended daemon pod %s on node %s, will try to delete it"
                            .formatted(Owners.key(pod), PodState.nodeName(pod)));
            pods.delete(set, pod);
        }
        step.delete().forEach(pod -> pods.delete(set, pod));
        if (step.again() != null) {
            queue.again(Owners.key(set), step.again());
        }
    }

    private void say(DaemonSet set, List<Pod> owned, Wanted wanted, List<Place> places) {
        PodState.untilNextAvailable(owned, wanted.minReadySeconds(), wanted.now())
                .ifPresent(wait -> queue.again(Owners.key(set), wait));
        DaemonSetStatus next =
                DaemonStep.status(wanted, places, owned, set.getMetadata().getGeneration());
        if (!next.equals(set.getStatus())) {
            DaemonSet said = new DaemonSetBuilder(set).withStatus(next).build();
            DaemonSet _ = client.resource(said).updateStatus();
        }
    }
}
