package io.fairlead.store.kube;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.store.ConfigStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Secrets as a store. A version is the object's `resourceVersion`: the API server lets one of two writers through.
public final class SecretStore implements ConfigStore {
    private static final int GONE = 404;
    private static final int CONFLICT = 409;

    private final KubernetesClient client;

    public SecretStore(KubernetesClient client) {
        this.client = client;
    }

    @Override
    public Optional<Stored> read(ObjectKey key) throws IOException {
        try {
            Secret secret =
                    client.secrets().inNamespace(key.namespace()).withName(key.name()).get();
            return Optional.ofNullable(secret)
                    .map(found -> new Stored(contents(found), version(found)));
        } catch (KubernetesClientException e) {
            throw failed(key, e);
        }
    }

    @Override
    public Outcome write(ObjectKey key, Map<String, String> contents, String expected)
            throws IOException {
        Secret next =
                new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace(key.namespace())
                        .withName(key.name())
                        .withResourceVersion(expected.equals(ABSENT) ? null : expected)
                        .endMetadata()
                        .withType("istio.io/ca-root")
                        .withData(encoded(contents))
                        .build();
        Resource<Secret> at = client.resource(next);
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
                "Secret %s/%s: %s (the daemon's account needs get, create and update of it)"
                        .formatted(key.namespace(), key.name(), cause.getMessage()),
                cause);
    }

    private static String version(Secret secret) {
        return secret.getMetadata().getResourceVersion();
    }

    private static Map<String, String> contents(Secret secret) {
        Map<String, String> contents = new HashMap<>();
        if (secret.getData() != null) {
            secret.getData()
                    .forEach((name, value) ->
                            contents.put(
                                    name,
                                    new String(
                                            Base64.getDecoder().decode(value),
                                            StandardCharsets.UTF_8)));
        }
        return contents;
    }

    private static Map<String, String> encoded(Map<String, String> contents) {
        Map<String, String> data = new HashMap<>();
        contents.forEach((name, text) ->
                data.put(
                        name,
                        Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))));
        return data;
    }
}
