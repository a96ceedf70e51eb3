package io.fairlead.minicluster.apply;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.StatusDetails;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Objects of any type in an API server, by what stands in their text.
final class Objects {

    private static final String DEFAULT_NAMESPACE = "default";

    private final KubernetesClient client;
    private final Map<String, ResourceDefinitionContext> types = new HashMap<>();

    Objects(KubernetesClient client) {
        this.client = client;
    }

    GenericKubernetesResource create(Manifest manifest) {
        return at(manifest).create();
    }

    GenericKubernetesResource patch(Manifest manifest, ObjectNode patch) {
        return at(manifest).patch(PatchContext.of(PatchType.JSON_MERGE), patch.toString());
    }

    /// Whoever is gone needs nothing more.
    void delete(Manifest manifest) {
        List<StatusDetails> _ =
                at(manifest).withPropagationPolicy(DeletionPropagation.BACKGROUND).delete();
    }

    private Resource<GenericKubernetesResource> at(Manifest manifest) {
        ResourceDefinitionContext type = type(manifest);
        GenericKubernetesResource object =
                client.getKubernetesSerialization()
                        .convertValue(manifest.object(), GenericKubernetesResource.class);
        if (!type.isNamespaceScoped()) {
            return client.genericKubernetesResources(type).resource(object);
        }
        @Nullable String written = object.getMetadata().getNamespace();
        return client.genericKubernetesResources(type)
                .inNamespace(written == null ? DEFAULT_NAMESPACE : written)
                .resource(object);
    }

    private ResourceDefinitionContext type(Manifest manifest) {
        String name = manifest.apiVersion() + "/" + manifest.kind();
        @Nullable ResourceDefinitionContext known = types.get(name);
        if (known != null) {
            return known;
        }
        @Nullable APIResourceList served = client.getApiResources(manifest.apiVersion());
        APIResource found =
                (served == null ? List.<APIResource>of() : served.getResources())
                        .stream()
                                .filter(one -> one.getKind().equals(manifest.kind()))
                                .filter(one -> !one.getName().contains("/"))
                                .findFirst()
                                .orElseThrow(() ->
                                        new KubernetesClientException(
                                                ("the cluster has no kind %s in %s. Fix: correct it, or apply"
                                                                + " its CustomResourceDefinition")
                                                        .formatted(
                                                                manifest.kind(),
                                                                manifest.apiVersion())));
        int slash = manifest.apiVersion().indexOf('/');
        ResourceDefinitionContext type =
                new ResourceDefinitionContext.Builder()
                        .withGroup(slash < 0 ? "" : manifest.apiVersion().substring(0, slash))
                        .withVersion(manifest.apiVersion().substring(slash + 1))
                        .withKind(manifest.kind())
                        .withPlural(found.getName())
                        .withNamespaced(found.getNamespaced())
                        .build();
        types.put(name, type);
        return type;
    }
}
