package io.fairlead.minicluster.reconcile;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.Map;

/// Pods as a cluster shows them, a minute after they have begun.
final class RunningPods {

    private static final String BEGUN = "2026-01-01T00:00:00Z";

    private RunningPods() {}

    /// @param revision of the template that it is made of
    /// @param ready `True` or `False`
    static PodBuilder of(String name, String revision, String ready) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withCreationTimestamp(BEGUN)
                .withLabels(Map.of(History.HASH, revision))
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .withNewStatus()
                .withPhase("Running")
                .addNewCondition()
                .withType("Ready")
                .withStatus(ready)
                .withLastTransitionTime(BEGUN)
                .endCondition()
                .endStatus();
    }

    /// Asked to end.
    static Pod ending(Pod pod) {
        return new PodBuilder(pod)
                .editMetadata()
                .withDeletionTimestamp("2026-01-01T00:00:50Z")
                .endMetadata()
                .build();
    }
}
