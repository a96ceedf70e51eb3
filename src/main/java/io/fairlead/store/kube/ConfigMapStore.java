package io.fairlead.store.kube;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.Objects;

/// ConfigMaps as a store.
public final class ConfigMapStore extends DataStore<ConfigMap> {
    /// @param labels of each object that is written
    public ConfigMapStore(KubernetesClient client, Map<String, String> labels) {
        super(client, ConfigMap.class, labels);
    }

    @Override
    Map<String, String> contents(ConfigMap map) {
        return Objects.requireNonNullElse(map.getData(), Map.of());
    }

    @Override
    ConfigMap object(ObjectMeta meta, Map<String, String> contents) {
        return new ConfigMapBuilder().withMetadata(meta).withData(contents).build();
    }
}
