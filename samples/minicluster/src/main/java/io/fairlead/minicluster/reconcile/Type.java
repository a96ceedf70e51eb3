package io.fairlead.minicluster.reconcile;

import io.fabric8.kubernetes.api.model.APIGroup;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.ArrayList;
import java.util.List;

/// A type of objects that can be listed, watched and deleted.
record Type(String apiVersion, String kind, String plural, boolean namespaced) {

    private static final List<String> VERBS = List.of("list", "watch", "delete");

    /// What the server serves now, each type in its group's best version.
    static List<Type> discover(KubernetesClient client) {
        List<String> versions = new ArrayList<>(List.of("v1"));
        for (APIGroup group : client.getApiGroups().getGroups()) {
            versions.add(group.getPreferredVersion().getGroupVersion());
        }
        List<Type> types = new ArrayList<>();
        for (String version : versions) {
            for (APIResource one : client.getApiResources(version).getResources()) {
                if (one.getVerbs().containsAll(VERBS)) {
                    types.add(new Type(version, one.getKind(), one.getName(), one.getNamespaced()));
                }
            }
        }
        return types;
    }

    ResourceDefinitionContext context() {
        int slash = apiVersion.indexOf('/');
        return new ResourceDefinitionContext.Builder()
                .withGroup(slash < 0 ? "" : apiVersion.substring(0, slash))
                .withVersion(apiVersion.substring(slash + 1))
                .withKind(kind)
                .withPlural(plural)
                .withNamespaced(namespaced)
                .build();
    }
}
