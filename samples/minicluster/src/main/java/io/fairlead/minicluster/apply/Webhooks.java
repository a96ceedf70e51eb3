package io.fairlead.minicluster.apply;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
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
        return wanted.stream()
                .filter(one -> one.kind().equals(KIND))
                .allMatch(one ->
                        knowsAuthorities(one) && services(one).stream().allMatch(this::stands));
    }

    private boolean knowsAuthorities(Manifest manifest) {
        @Nullable MutatingWebhookConfiguration stored =
                client.admissionRegistration()
                        .v1()
                        .mutatingWebhookConfigurations()
                        .withName(manifest.key().name())
                        .get();
        return stored != null
                && stored.getWebhooks().stream()
                        .allMatch(hook -> hook.getClientConfig().getCaBundle() != null);
    }

    private boolean stands(JsonNode service) {
        @Nullable Endpoints endpoints =
                client.endpoints()
                        .inNamespace(service.path("namespace").asText())
                        .withName(service.path("name").asText())
                        .get();
        return endpoints != null
                && endpoints.getSubsets().stream().anyMatch(set -> !set.getAddresses().isEmpty());
    }

    private static List<JsonNode> services(Manifest manifest) {
        List<JsonNode> services = new ArrayList<>();
        for (JsonNode hook : manifest.object().path("webhooks")) {
            services.add(hook.at("/clientConfig/service"));
        }
        return services;
    }
}
