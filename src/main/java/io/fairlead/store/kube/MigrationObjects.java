package io.fairlead.store.kube;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fairlead.model.config.ObjectKey;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The statuses of MtlsMigrations of an API server, and nothing else of them.
public final class MigrationObjects {
    private static final String GROUP = "mesh.fairlead.io";
    private static final String KIND = "MtlsMigration";
    private static final int GONE = 404;
    private static final ResourceDefinitionContext TYPE =
            new ResourceDefinitionContext.Builder()
                    .withGroup(GROUP)
                    .withVersion("v1alpha1")
                    .withKind(KIND)
                    .withPlural("mtlsmigrations")
                    .withNamespaced(true)
                    .build();

    private final KubernetesClient client;

    public MigrationObjects(KubernetesClient client) {
        this.client = client;
    }

    /// One of them.
    ///
    /// @param generation how often its spec was changed
    /// @param status as JSON; `{}` before anybody wrote one
    public record Found(ObjectKey key, long generation, String status) {}

    /// All of them; none where the cluster doesn't know the kind.
    public List<Found> list() throws IOException {
        try {
            return client
                    .genericKubernetesResources(TYPE)
                    .inAnyNamespace()
                    .list()
                    .getItems()
                    .stream()
                    .map(this::found)
                    .toList();
        } catch (KubernetesClientException e) {
            if (e.getCode() == GONE) {
                return List.of();
            }
            throw failed("MtlsMigrations", "list of mtlsmigrations", e);
        }
    }

    private Found found(GenericKubernetesResource object) {
        Object status = object.get("status");
        String text =
                client.getKubernetesSerialization().asJson(status == null ? Map.of() : status);
        ObjectKey key =
                new ObjectKey(
                        GROUP,
                        KIND,
                        object.getMetadata().getNamespace(),
                        object.getMetadata().getName());
        Long generation = object.getMetadata().getGeneration();
        return new Found(key, Objects.requireNonNullElse(generation, 0L), text);
    }

    /// Puts these entries into a status; others stay. One that is gone takes none: that is no failure.
    ///
    /// @param entries an object of JSON
    public void status(ObjectKey key, String entries) throws IOException {
        String patch = "{\"status\":" + entries + "}";
        try {
            var _ =
                    client.genericKubernetesResources(TYPE)
                            .inNamespace(key.namespace())
                            .withName(key.name())
                            .subresource("status")
                            .patch(PatchContext.of(PatchType.JSON_MERGE), patch);
        } catch (KubernetesClientException e) {
            if (e.getCode() != GONE) {
                throw failed(key.toString(), "patch of mtlsmigrations/status", e);
            }
        }
    }

    private static IOException failed(
            String object, String verbs, KubernetesClientException cause) {
        return new IOException(
                "%s: %s (the daemon's account needs %s)"
                        .formatted(object, cause.getMessage(), verbs),
                cause);
    }
}
