package io.fairlead.minicluster.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.StatusDetails;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;

/// Makes and deletes pods for who controls them, and says so in Events.
record PodControl(KubernetesClient client, Recorder events) {

    /// A pod of this template, whose name the server completes.
    static PodBuilder from(HasMetadata owner, PodTemplateSpec template) {
        return new PodBuilder()
                .withNewMetadata()
                .withGenerateName(owner.getMetadata().getName() + "-")
                .withNamespace(owner.getMetadata().getNamespace())
                .withLabels(template.getMetadata().getLabels())
                .withAnnotations(template.getMetadata().getAnnotations())
                .withFinalizers(template.getMetadata().getFinalizers())
                .withOwnerReferences(Owners.reference(owner))
                .endMetadata()
                .withSpec(template.getSpec());
    }

    void create(HasMetadata owner, Pod pod) {
        try {
            String name = client.resource(pod).create().getMetadata().getName();
            events.normal(owner, "SuccessfulCreate", "Created pod: " + name);
        } catch (KubernetesClientException refused) {
            events.warning(owner, "FailedCreate", "Error creating: " + refused.getMessage());
            throw refused;
        }
    }

    void delete(HasMetadata owner, Pod pod) {
        List<StatusDetails> gone = client.resource(pod).delete();
        if (!gone.isEmpty()) {
            events.normal(owner, "SuccessfulDelete", "Deleted pod: " + pod.getMetadata().getName());
        }
    }
}
