package io.fairlead.minicluster.api.kind;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fairlead.minicluster.api.model.ResourceType;
import io.fairlead.minicluster.api.model.ResourceType.Naming;
import io.fairlead.minicluster.api.schema.ModelSchemas;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.Set;

/// The types that every cluster has, each with the model class that its fields are read from.
public final class BuiltIns {

    public static final ResourceType CRDS =
            type(
                    "apiextensions.k8s.io/v1",
                    "CustomResourceDefinition customresourcedefinitions crd,crds",
                    false,
                    "status");
    public static final ResourceType NAMESPACES =
            type("v1", "Namespace namespaces ns", false, "status,finalize");

    /// A type and the class that says what fields it has.
    public record BuiltIn(ResourceType type, Class<?> model) {}

    private static final List<BuiltIn> ALL =
            List.of(
                    new BuiltIn(NAMESPACES, Namespace.class),
                    new BuiltIn(type("v1", "Node nodes no", false, "status"), Node.class),
                    new BuiltIn(type("v1", "Pod pods po all", true, "status,binding"), Pod.class),
                    new BuiltIn(
                            type("v1", "Service services svc all", true, "status"), Service.class),
                    new BuiltIn(type("v1", "Endpoints endpoints ep", true, ""), Endpoints.class),
                    new BuiltIn(type("v1", "ConfigMap configmaps cm", true, ""), ConfigMap.class),
                    new BuiltIn(type("v1", "Secret secrets -", true, ""), Secret.class),
                    new BuiltIn(
                            type("v1", "ServiceAccount serviceaccounts sa", true, ""),
                            ServiceAccount.class),
                    new BuiltIn(type("v1", "Event events ev", true, ""), Event.class),
                    new BuiltIn(
                            type(
                                    "apps/v1",
                                    "Deployment deployments deploy all",
                                    true,
                                    "status,scale"),
                            Deployment.class),
                    new BuiltIn(
                            type("apps/v1", "ReplicaSet replicasets rs all", true, "status,scale"),
                            ReplicaSet.class),
                    new BuiltIn(
                            type("discovery.k8s.io/v1", "EndpointSlice endpointslices -", true, ""),
                            EndpointSlice.class),
                    new BuiltIn(CRDS, CustomResourceDefinition.class));

    private BuiltIns() {}

    public static List<BuiltIn> all() {
        return ALL;
    }

    /// The schemas of all model classes, with merge keys and descriptions.
    public static ModelSchemas schemas() {
        ModelSchemas schemas =
                new ModelSchemas(table("merge-keys.properties"), table("descriptions.properties"));
        ALL.forEach(one -> schemas.add(one.model()));
        return schemas;
    }

    private static Properties table(String name) {
        Properties table = new Properties();
        try (InputStream in = BuiltIns.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("not on the class path: " + name);
            }
            table.load(in);
            return table;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /// @param words kind, plural, short names (`-` for none) and perhaps a category
    private static ResourceType type(
            String apiVersion, String words, boolean namespaced, String subresources) {
        int slash = apiVersion.indexOf('/');
        String[] word = words.split(" ");
        List<String> categories = new ArrayList<>();
        if (word.length > 3) {
            categories.add(word[3]);
        }
        return new ResourceType(
                slash < 0 ? "" : apiVersion.substring(0, slash),
                apiVersion.substring(slash + 1),
                new Naming(
                        word[0],
                        word[1],
                        word[0].toLowerCase(java.util.Locale.ROOT),
                        word[2].equals("-") ? List.of() : Arrays.asList(word[2].split(",")),
                        categories),
                namespaced,
                subresources.isEmpty() ? Set.of() : Set.of(subresources.split(",")),
                false);
    }
}
