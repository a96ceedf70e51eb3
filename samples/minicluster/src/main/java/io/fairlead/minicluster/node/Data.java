package io.fairlead.minicluster.node;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What is in the ConfigMaps and Secrets of one namespace, by key.
///
/// @param client asks the API server each time
record Data(KubernetesClient client, String namespace) {

    /// Empty where there is no such ConfigMap.
    Optional<Map<String, byte[]>> configMap(String name) {
        @Nullable ConfigMap map = client.configMaps().inNamespace(namespace).withName(name).get();
        if (map == null) {
            return Optional.empty();
        }
        Map<String, byte[]> data = new TreeMap<>();
        map.getData().forEach((key, text) -> data.put(key, text.getBytes(StandardCharsets.UTF_8)));
        map.getBinaryData().forEach((key, text) -> data.put(key, Base64.getDecoder().decode(text)));
        return Optional.of(data);
    }

    /// Empty where there is no such Secret.
    Optional<Map<String, byte[]>> secret(String name) {
        @Nullable Secret secret = client.secrets().inNamespace(namespace).withName(name).get();
        if (secret == null) {
            return Optional.empty();
        }
        Map<String, byte[]> data = new TreeMap<>();
        secret.getData().forEach((key, text) -> data.put(key, Base64.getDecoder().decode(text)));
        return Optional.of(data);
    }
}
