package io.fairlead.minicluster.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.ControllerRevisionBuilder;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The ControllerRevisions of a set of pods as its history: each holds one template, as the patch that leads back to
/// it, numbered by when it was wanted last. Pure.
final class History {

    /// The label by which a pod says of which revision it is.
    static final String HASH = "controller-revision-hash";

    private static final String APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
    private static final Comparator<ControllerRevision> OLDEST_FIRST =
            Comparator.comparingLong((ControllerRevision one) -> number(one))
                    .thenComparing(one -> one.getMetadata().getName());

    private History() {}

    /// What a revision holds of this template.
    static JsonNode data(ObjectNode template) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.putObject("spec").set("template", template.deepCopy().put("$patch", "replace"));
        return data;
    }

    /// The template in what a revision holds.
    static ObjectNode template(ObjectNode data) {
        ObjectNode template = data.withObject("/spec/template").deepCopy();
        template.remove("$patch");
        return template;
    }

    /// The newest of them that holds this.
    ///
    /// @param held what each revision holds, by its name
    static Optional<ControllerRevision> of(
            JsonNode data, List<ControllerRevision> revisions, Map<String, JsonNode> held) {
        return revisions.stream()
                .filter(one -> data.equals(held.get(one.getMetadata().getName())))
                .max(OLDEST_FIRST);
    }

    /// The number that the wanted one has to have: its own where no other is as high.
    static long number(String wanted, List<ControllerRevision> revisions) {
        long others =
                revisions.stream()
                        .filter(one -> !one.getMetadata().getName().equals(wanted))
                        .mapToLong(History::number)
                        .max()
                        .orElse(0);
        long own =
                revisions.stream()
                        .filter(one -> one.getMetadata().getName().equals(wanted))
                        .mapToLong(History::number)
                        .max()
                        .orElse(0);
        return Math.max(own, others + 1);
    }

    /// A revision that isn't there yet.
    ///
    /// @param labels those of the template, by which its set finds it
    static ControllerRevision make(
            HasMetadata owner,
            JsonNode data,
            Map<String, String> labels,
            List<ControllerRevision> revisions) {
        Set<String> taken =
                revisions.stream()
                        .map(one -> one.getMetadata().getName())
                        .collect(Collectors.toSet());
        String hash = hash(owner, data, 0);
        for (int salt = 1; taken.contains(owner.getMetadata().getName() + "-" + hash); salt++) {
            hash = hash(owner, data, salt);
        }
        String name = owner.getMetadata().getName() + "-" + hash;
        return new ControllerRevisionBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(owner.getMetadata().getNamespace())
                .withLabels(labels)
                .addToLabels(HASH, hash)
                .withAnnotations(annotations(owner))
                .withOwnerReferences(Owners.reference(owner))
                .endMetadata()
                .withData(data)
                .withRevision(number(name, revisions))
                .build();
    }

    /// What the set says of why its template is what it is.
    private static Map<String, String> annotations(HasMetadata owner) {
        Map<String, String> annotations = new HashMap<>(owner.getMetadata().getAnnotations());
        annotations.remove(APPLIED);
        return annotations;
    }

    /// What a revision has, and what a pod says of the one that it is of.
    static String hash(HasMetadata object) {
        return object.getMetadata().getLabels().getOrDefault(HASH, "");
    }

    /// The oldest beyond the limit, of those that nothing lives by.
    ///
    /// @param live hashes or names of the wanted revisions and of the pods' ones
    static List<ControllerRevision> forgotten(
            int limit, List<ControllerRevision> revisions, Set<String> live) {
        List<ControllerRevision> old =
                revisions.stream()
                        .filter(one -> !live.contains(hash(one)))
                        .filter(one -> !live.contains(one.getMetadata().getName()))
                        .sorted(OLDEST_FIRST)
                        .toList();
        return old.subList(0, Math.max(0, old.size() - limit));
    }

    private static long number(ControllerRevision revision) {
        return Objects.requireNonNullElse(revision.getRevision(), 0L);
    }

    /// The owner is in it, so that two sets of one name, one after the other, don't meet.
    private static String hash(HasMetadata owner, JsonNode data, int salt) {
        return Revisions.hash(owner.getMetadata().getUid() + data + salt);
    }
}
