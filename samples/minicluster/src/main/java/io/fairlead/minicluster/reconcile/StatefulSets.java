package io.fairlead.minicluster.reconcile;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.StatusDetails;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSetSpec;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fairlead.minicluster.reconcile.StatefulStep.Revisions;
import io.fairlead.minicluster.reconcile.StatefulStep.Wanted;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Keeps the pods of a StatefulSet, each with a name that it keeps: [StatefulStep] says what to do about them,
/// [History] which template is which.
final class StatefulSets extends Control {

    private static final String POD_NAME = "statefulset.kubernetes.io/pod-name";
    private static final String POD_INDEX = "apps.kubernetes.io/pod-index";

    private final ControllerRevisions revisions;

    StatefulSets(KubernetesClient client, InstantSource clock) {
        super(client, clock, "statefulset");
        this.revisions = new ControllerRevisions(client);
    }

    @Override
    void look(String key) {
        @Nullable StatefulSet set = Owners.at(client.apps().statefulSets(), key);
        if (set == null || set.isMarkedForDeletion()) {
            return;
        }
        String name = set.getMetadata().getName();
        LabelSelector selector = set.getSpec().getSelector();
        List<Pod> pods =
                Owners.owned(
                        client,
                        set,
                        client.pods(),
                        selector,
                        pod -> StatefulStep.number(name, pod) >= 0);
        List<ControllerRevision> history = revisions.of(set, selector);
        ControllerRevision update = revisions.current(set, set.getSpec().getTemplate(), history);
        Wanted wanted = wanted(set, update, history);
        // What it says comes first: what it does is news that lead here again.
        say(set, pods, wanted);
        act(set, pods, wanted, history);
        revisions.forget(
                set.getSpec().getRevisionHistoryLimit(),
                history,
                List.of(wanted.revisions().current(), wanted.revisions().update()),
                pods);
    }

    private Wanted wanted(
            StatefulSet set, ControllerRevision update, List<ControllerRevision> history) {
        StatefulSetSpec spec = set.getSpec();
        String updated = update.getMetadata().getName();
        String said = set.getStatus() == null ? null : set.getStatus().getCurrentRevision();
        boolean known = history.stream().anyMatch(one -> one.getMetadata().getName().equals(said));
        var strategy = spec.getUpdateStrategy();
        var rolling = strategy == null ? null : strategy.getRollingUpdate();
        boolean onDelete = strategy != null && "OnDelete".equals(strategy.getType());
        int partition = rolling == null ? 0 : Objects.requireNonNullElse(rolling.getPartition(), 0);
        return new Wanted(
                spec.getOrdinals() == null
                        ? 0
                        : Objects.requireNonNullElse(spec.getOrdinals().getStart(), 0),
                Objects.requireNonNullElse(spec.getReplicas(), 1),
                "Parallel".equals(spec.getPodManagementPolicy()),
                onDelete ? null : Integer.valueOf(partition),
                new Revisions(known && said != null ? said : updated, updated),
                Objects.requireNonNullElse(spec.getMinReadySeconds(), 0),
                clock.instant());
    }

    private void act(
            StatefulSet set, List<Pod> pods, Wanted wanted, List<ControllerRevision> history) {
        StatefulStep step = StatefulStep.decide(set.getMetadata().getName(), wanted, pods);
        step.create().forEach((number, revision) -> create(set, number, revision, history));
        step.delete().forEach(pod -> delete(set, pod));
    }

    private void create(
            StatefulSet set, int number, String revision, List<ControllerRevision> history) {
        Pod pod = pod(set, number, revision, template(set, revision, history));
        String name = pod.getMetadata().getName();
        try {
            Pod _ = client.resource(pod).create();
            events.normal(
                    set,
                    "SuccessfulCreate",
                    "create Pod %s in StatefulSet %s successful"
                            .formatted(name, set.getMetadata().getName()));
        } catch (KubernetesClientException refused) {
            events.warning(
                    set,
                    "FailedCreate",
                    "create Pod %s in StatefulSet %s failed error: %s"
                            .formatted(name, set.getMetadata().getName(), refused.getMessage()));
            throw refused;
        }
    }

    /// The template of an older revision stands in its history.
    private PodTemplateSpec template(
            StatefulSet set, String revision, List<ControllerRevision> history) {
        return history.stream()
                .filter(one -> one.getMetadata().getName().equals(revision))
                .findFirst()
                .map(revisions::template)
                .orElseGet(() -> set.getSpec().getTemplate());
    }

    private static Pod pod(StatefulSet set, int number, String revision, PodTemplateSpec template) {
        String name = set.getMetadata().getName() + "-" + number;
        return PodControl.from(set, template)
                .editMetadata()
                .withGenerateName(null)
                .withName(name)
                .addToLabels(History.HASH, revision)
                .addToLabels(POD_NAME, name)
                .addToLabels(POD_INDEX, Integer.toString(number))
                .endMetadata()
                .editSpec()
                .withHostname(name)
                .withSubdomain(set.getSpec().getServiceName())
                .endSpec()
                .build();
    }

    private void delete(StatefulSet set, Pod pod) {
        List<StatusDetails> gone = client.resource(pod).delete();
        if (!gone.isEmpty()) {
            events.normal(
                    set,
                    "SuccessfulDelete",
                    "delete Pod %s in StatefulSet %s successful"
                            .formatted(pod.getMetadata().getName(), set.getMetadata().getName()));
        }
    }

    private void say(StatefulSet set, List<Pod> pods, Wanted wanted) {
        PodState.untilNextAvailable(pods, wanted.minReadySeconds(), wanted.now())
                .ifPresent(wait -> queue.again(Owners.key(set), wait));
        StatefulSetStatus next =
                StatefulStep.status(
                        set.getMetadata().getName(),
                        wanted,
                        pods,
                        set.getMetadata().getGeneration());
        if (!next.equals(set.getStatus())) {
            StatefulSet said = new StatefulSetBuilder(set).withStatus(next).build();
            StatefulSet _ = client.resource(said).updateStatus();
        }
    }
}
