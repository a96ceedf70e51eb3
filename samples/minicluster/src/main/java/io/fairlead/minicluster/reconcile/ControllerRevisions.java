package io.fairlead.minicluster.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.StatusDetails;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.ControllerRevisionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads and writes the [History] of sets of pods.
record ControllerRevisions(KubernetesClient client) {

    /// The revisions of this set.
    List<ControllerRevision> of(HasMetadata set, LabelSelector selector) {
        return Owners.owned(
                client,
                set,
                client.apps().controllerRevisions(),
                selector,
                one -> !one.isMarkedForDeletion());
    }

    /// The template that a revision holds.
    PodTemplateSpec template(ControllerRevision revision) {
        KubernetesSerialization texts = client.getKubernetesSerialization();
        ObjectNode data = texts.unmarshal(texts.asJson(revision.getData()), ObjectNode.class);
        return texts.unmarshal(History.template(data).toString(), PodTemplateSpec.class);
    }

    /// The revision of this template, made where there is none, with the highest number.
    ControllerRevision current(
            HasMetadata set, PodTemplateSpec template, List<ControllerRevision> history) {
        KubernetesSerialization texts = client.getKubernetesSerialization();
        JsonNode data = History.data(texts.unmarshal(texts.asJson(template), ObjectNode.class));
        Map<String, JsonNode> held = new HashMap<>();
        history.forEach(one ->
                held.put(
                        one.getMetadata().getName(),
                        texts.unmarshal(texts.asJson(one.getData()), JsonNode.class)));
        Optional<ControllerRevision> there = History.of(data, history, held);
        if (there.isEmpty()) {
            return client.resource(
                            History.make(set, data, template.getMetadata().getLabels(), history))
                    .create();
        }
        ControllerRevision current = there.get();
        long number = History.number(current.getMetadata().getName(), history);
        if (current.getRevision() == number) {
            return current;
        }
        return client.resource(current)
                .edit(one -> new ControllerRevisionBuilder(one).withRevision(number).build());
    }

    /// Deletes the oldest beyond the limit, of those that nothing lives by.
    ///
    /// @param wanted names or hashes
    void forget(
            @Nullable Integer limit,
            List<ControllerRevision> history,
            List<String> wanted,
            List<Pod> pods) {
        Set<String> live = new HashSet<>(wanted);
        pods.forEach(pod -> live.add(History.hash(pod)));
        History.forgotten(Objects.requireNonNullElse(limit, 10), history, live)
                .forEach(one -> {
                    List<StatusDetails> _ = client.resource(one).delete();
                });
    }
}
