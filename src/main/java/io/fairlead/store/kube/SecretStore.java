package io.fairlead.store.kube;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/// Secrets as a store.
public final class SecretStore extends DataStore<Secret> {
    public SecretStore(KubernetesClient client) {
        super(client, Secret.class, Map.of());
    }

    @Override
    Map<String, String> contents(Secret secret) {
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

    @Override
    Secret object(ObjectMeta meta, Map<String, String> contents) {
        return new SecretBuilder()
                .withMetadata(meta)
                .withType("istio.io/ca-root")
                .withData(encoded(contents))
                .build();
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
