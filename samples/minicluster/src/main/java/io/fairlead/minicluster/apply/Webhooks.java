package io.fairlead.minicluster.apply;

import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ServiceReference;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfig;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whether the webhooks that files bring can be asked: they know the certificates of whoever answers, and somebody
/// does.
final class Webhooks {

    private static final String KIND = "MutatingWebhookConfiguration";

    private final KubernetesClient client;

    Webhooks(KubernetesClient client) {
        this.client = client;
    }

    /// @param wanted all objects that files bring
    boolean answer(Collection<Manifest> wanted) {
        List<WebhookClientConfig> clients = new ArrayList<>();
        for (Manifest one : wanted) {
            if (one.kind().equals(KIND)) {
                @Nullable MutatingWebhookConfiguration stored =
                        client.admissionRegistration()
                                .v1()
                                .mutatingWebhookConfigurations()
                                .withName(one.key().name())
                                .get();
                if (stored == null) {
                    return false;
                }
                stored.getWebhooks().forEach(hook -> clients.add(hook.getClientConfig()));
            }
        }
        return clients.stream().allMatch(one -> one.getCaBundle() != null)
                && clients.stream()
                        .map(WebhookClientConfig::getService)
                        .distinct()
                        .allMatch(this::stands);
    }

    private boolean stands(ServiceReference service) {
        @Nullable Endpoints endpoints =
                client.endpoints()
                        .inNamespace(service.getNamespace())
                        .withName(service.getName())
                        .get();
        return endpoints != null
                && endpoints.getSubsets().stream().anyMatch(set -> !set.getAddresses().isEmpty());
    }
}
