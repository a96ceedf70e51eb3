package io.fairlead.store.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.store.ConfigStore;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/// Objects with data as a store. A version is the object's `resourceVersion`: the API server lets one of two writers
/// through.
abstract class DataStore<T extends HasMetadata> implements ConfigStore {
    private static final int GONE = 404;
    private static final int CONFLICT = 409;

    private final KubernetesClient client;
    private final Class<T> type;
    private final Map<String, String> labels;

    /// @param labels of each object that is written
    DataStore(KubernetesClient client, Class<T> type, Map<String, String> labels) {
        this.client = client;
        this.type = type;
        this.labels = Map.copyOf(labels);
    }

    abstract Map<String, String> contents(T object);

    abstract T object(ObjectMeta meta, Map<String, String> contents);

    @Override
    public final Optional<Stored> read(ObjectKey key) throws IOException {
        try {
            T found =
                    client.resources(type).inNamespace(key.namespace()).withName(key.name()).get();
            return Optional.ofNullable(found).map(one -> new Stored(contents(one), version(one)));
        } catch (KubernetesClientException e) {
            throw failed(key, e);
        }
    }

    @Override
    public final Outcome write(ObjectKey key, Map<String, String> contents, String expected)
            throws IOException {
        ObjectMeta meta =
                new ObjectMetaBuilder()
                        .withNamespace(key.namespace())
                        .withName(key.name())
                        .withLabels(labels)
                        .withResourceVersion(expected.equals(ABSENT) ? null : expected)
                        .build();
        Resource<T> at = client.resource(object(meta, contents));
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

    private IOException failed(ObjectKey key, KubernetesClientException cause) {
        return new IOException(
                "%s %s/%s: %s (the daemon's account needs get, create and update of it)"
                        .formatted(
                                HasMetadata.getKind(type),
                                key.namespace(),
                                key.name(),
                                cause.getMessage()),
                cause);
    }

    private String version(T object) {
        return object.getMetadata().getResourceVersion();
    }
}
