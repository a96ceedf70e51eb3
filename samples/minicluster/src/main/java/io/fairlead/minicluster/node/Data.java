package io.fairlead.minicluster.node;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
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

    /// A token of the pod's service account, bound to the pod.
    ///
    /// @param audience who may accept it; null for the API server
    /// @param seconds how long it should be good; null for as long as the API server likes
    TokenRequest token(Pod pod, @Nullable String audience, @Nullable Long seconds) {
        TokenRequest wanted =
                new TokenRequestBuilder()
                        .withNewSpec()
                        .withAudiences(audience == null ? List.of() : List.of(audience))
                        .withExpirationSeconds(seconds)
                        .withNewBoundObjectRef()
                        .withApiVersion("v1")
                        .withKind("Pod")
                        .withName(pod.getMetadata().getName())
                        .withUid(pod.getMetadata().getUid())
                        .endBoundObjectRef()
                        .endSpec()
                        .build();
        return client.serviceAccounts()
                .inNamespace(namespace)
                .withName(pod.getSpec().getServiceAccountName())
                .tokenRequest(wanted);
    }

    /// Where the API server is for pods: variables that each container has. None where it has no Service.
    List<EnvVar> apiServer() {
        @Nullable Service service =
                client.services().inNamespace("default").withName("kubernetes").get();
        if (service == null) {
            return List.of();
        }
        String host = service.getSpec().getClusterIP();
        String port = service.getSpec().getPorts().getFirst().getPort().toString();
        return List.of(
                new EnvVar("KUBERNETES_SERVICE_HOST", host, null),
                new EnvVar("KUBERNETES_SERVICE_PORT", port, null),
                new EnvVar("KUBERNETES_SERVICE_PORT_HTTPS", port, null),
                new EnvVar("KUBERNETES_PORT", "tcp://" + host + ":" + port, null));
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
