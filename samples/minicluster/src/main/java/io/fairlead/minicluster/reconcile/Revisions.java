package io.fairlead.minicluster.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32C;

/// The ReplicaSets of a Deployment as its history: each is one template, numbered by when it was wanted last. Pure.
final class Revisions {

    static final String REVISION = "deployment.kubernetes.io/revision";
    static final String HASH = "pod-template-hash";

    /// What belongs to the Deployment itself and not to its history.
    private static final Set<String> KEPT_BACK =
            Set.of(
                    REVISION,
                    "deployment.kubernetes.io/revision-history",
                    "deployment.kubernetes.io/desired-replicas",
                    "deployment.kubernetes.io/max-replicas",
                    "kubectl.kubernetes.io/last-applied-configuration");

    private Revisions() {}

    /// The oldest ReplicaSet that was made of what the Deployment wants now.
    static Optional<ReplicaSet> current(Deployment deployment, List<ReplicaSet> sets) {
        PodTemplateSpec wanted = bare(deployment.getSpec().getTemplate());
        return sets.stream()
                .filter(set -> bare(set.getSpec().getTemplate()).equals(wanted))
                .min(oldestFirst());
    }

    static Comparator<ReplicaSet> oldestFirst() {
        return Comparator.comparing((ReplicaSet set) -> set.getMetadata().getCreationTimestamp())
                .thenComparing(set -> set.getMetadata().getName());
    }

    static long number(HasMetadata object) {
        String text = object.getMetadata().getAnnotations().getOrDefault(REVISION, "0");
        return text.matches("\\d{1,15}") ? Long.parseLong(text) : 0;
    }

    /// The number that the current ReplicaSet has to have.
    static long next(List<ReplicaSet> old) {
        return old.stream().mapToLong(Revisions::number).max().orElse(0) + 1;
    }

    /// A ReplicaSet of the Deployment's template, without pods as yet.
    ///
    /// @param template the template as text, for its name
    static ReplicaSet make(Deployment deployment, String template, long number) {
        int collisions =
                deployment.getStatus() == null
                        ? 0
                        : Objects.requireNonNullElse(deployment.getStatus().getCollisionCount(), 0);
        String hash = hash(template + (collisions == 0 ? "" : collisions));
        Map<String, String> labels =
                new HashMap<>(deployment.getSpec().getTemplate().getMetadata().getLabels());
        labels.put(HASH, hash);
        Map<String, String> selected =
                new HashMap<>(deployment.getSpec().getSelector().getMatchLabels());
        selected.put(HASH, hash);
        return new ReplicaSetBuilder()
                .withNewMetadata()
                .withName(deployment.getMetadata().getName() + "-" + hash)
                .withNamespace(deployment.getMetadata().getNamespace())
                .withLabels(labels)
                .withAnnotations(annotations(deployment, number))
                .withOwnerReferences(Owners.reference(deployment))
                .endMetadata()
                .withNewSpec()
                .withReplicas(0)
                .withMinReadySeconds(deployment.getSpec().getMinReadySeconds())
                .withNewSelector()
                .withMatchLabels(selected)
                .withMatchExpressions(deployment.getSpec().getSelector().getMatchExpressions())
                .endSelector()
                .withNewTemplateLike(deployment.getSpec().getTemplate())
                .editMetadata()
                .withLabels(labels)
                .endMetadata()
                .endTemplate()
                .endSpec()
                .build();
    }

    /// What the ReplicaSet says of why it was made, with its number.
    static Map<String, String> annotations(Deployment deployment, long number) {
        Map<String, String> annotations = new HashMap<>();
        deployment
                .getMetadata()
                .getAnnotations()
                .forEach((key, value) -> {
                    if (!KEPT_BACK.contains(key)) {
                        annotations.put(key, value);
                    }
                });
        annotations.put(REVISION, Long.toString(number));
        return annotations;
    }

    /// Those beyond the Deployment's limit that have nothing to do any more.
    static List<ReplicaSet> forgotten(Deployment deployment, List<ReplicaSet> old) {
        int limit = Objects.requireNonNullElse(deployment.getSpec().getRevisionHistoryLimit(), 10);
        return old.stream()
                .sorted(Comparator.comparingLong(Revisions::number))
                .limit(Math.max(0, old.size() - limit))
                .filter(set -> Objects.requireNonNullElse(set.getSpec().getReplicas(), 0) == 0)
                .filter(set -> set.getStatus() != null)
                .filter(set -> Objects.requireNonNullElse(set.getStatus().getReplicas(), 0) == 0)
                .filter(set -> !set.isMarkedForDeletion())
                .toList();
    }

    static String hash(String text) {
        CRC32C sum = new CRC32C();
        sum.update(text.getBytes(StandardCharsets.UTF_8));
        return Long.toString(sum.getValue(), 36);
    }

    private static PodTemplateSpec bare(PodTemplateSpec template) {
        return new PodTemplateSpecBuilder(template)
                .editOrNewMetadata()
                .removeFromLabels(HASH)
                .endMetadata()
                .build();
    }
}
