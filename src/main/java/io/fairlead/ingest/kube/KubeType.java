package io.fairlead.ingest.kube;

import io.fabric8.kubernetes.api.model.APIGroup;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.GroupVersionForDiscovery;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fairlead.ingest.decode.Decoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A type that the server serves and the mesh reads.
record KubeType(String group, String version, String kind, String plural, boolean namespaced) {
    private static final List<String> VERBS = List.of("list", "watch");

    /// EndpointSlices say the same as Endpoints, Deployments the same as their ReplicaSets.
    private static final Set<String> TOLD_TWICE = Set.of("Endpoints", "ReplicaSet");

    /// What there is now; a kind that the server has in several versions in the one that it prefers.
    static List<KubeType> discover(KubernetesClient client) {
        Map<String, KubeType> types = new LinkedHashMap<>();
        gather("", "v1", client, types);
        for (APIGroup group : client.getApiGroups().getGroups()) {
            String name = group.getName();
            if (Decoder.groups().contains(name)) {
                gather(name, group.getPreferredVersion().getVersion(), client, types);
                for (GroupVersionForDiscovery version : group.getVersions()) {
                    gather(name, version.getVersion(), client, types);
                }
            }
        }
        return new ArrayList<>(types.values());
    }

    private static void gather(
            String group, String version, KubernetesClient client, Map<String, KubeType> into) {
        String apiVersion = group.isEmpty() ? version : group + "/" + version;
        for (APIResource one : client.getApiResources(apiVersion).getResources()) {
            if (one.getVerbs().containsAll(VERBS)
                    && Decoder.reads(group, version, one.getKind())
                    && !TOLD_TWICE.contains(one.getKind())) {
                into.putIfAbsent(
                        group + "/" + one.getKind(),
                        new KubeType(
                                group,
                                version,
                                one.getKind(),
                                one.getName(),
                                Boolean.TRUE.equals(one.getNamespaced())));
            }
        }
    }

    String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    ResourceDefinitionContext context() {
        return new ResourceDefinitionContext.Builder()
                .withGroup(group)
                .withVersion(version)
                .withKind(kind)
                .withPlural(plural)
                .withNamespaced(namespaced)
                .build();
    }
}
