package io.fairlead.store.kube;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.store.ConfigStore;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/// ConfigMaps as a store. A version is the object's `resourceVersion`: the API server lets one of two writers through.
public final class ConfigMapStore implements ConfigStore {
    private static final int GONE = 404;
    private static final int CONFLICT = 409;

    private final KubernetesClient client;
    private final Map<String, String> labels;

    /// @param labels of each object that is written
    public ConfigMapStore(KubernetesClient client, Map<String, String> labels) {
        this.client = client;
        this.labels = Map.copyOf(labels);
    }

    @Override
    public Optional<Stored> read(ObjectKey key) throws IOException {
        try {
            ConfigMap map =
                    client.configMaps().inNamespace(key.namespace()).withName(key.name()).get();
            return Optional.ofNullable(map)
                    .map(found ->
                            new Stored(
                                    found.getData() == null ? Map.of() : found.getData(),
                                    version(found)));
        } catch (KubernetesClientException e) {
            throw failed(key, e);
        }
    }

    @Override
    public Outcome write(ObjectKey key, Map<String, String> contents, String expected)
            throws IOException {
        ConfigMap next =
                new ConfigMapBuilder()
                        .withNewMetadata()
                        .withNamespace(key.namespace())
                        .withName(key.name())
                        .withLabels(labels)
                        .withResourceVersion(expected.equals(ABSENT) ? null : expected)
                        .endMetadata()
                        .withData(contents)
                        .build();
        Resource<ConfigMap> at = client.resource(next);
        try {
            return new Outcome.Written(
                    version(expected.equals(ABSENT) ? at.create() : at.update()));
        } catch (KubernetesClientException e) {
            if (e.getCode() == CONFLICT || e.getCode() == GONE) {
                return new Outcome.Conflict(read(key).map(Stored::version).orElse(ABSENT));
            }
            throw failed(key, e);
        }
    }

    private static IOException failed(ObjectKey key, KubernetesClientException cause) {
        return new IOException(
                "ConfigMap %s/%s: %s (the daemon's account needs get, create and update of it)"
                        .formatted(key.namespace(), key.name(), cause.getMessage()),
                cause);
    }

    private static String version(ConfigMap map) {
        return map.getMetadata().getResourceVersion();
    }
}
