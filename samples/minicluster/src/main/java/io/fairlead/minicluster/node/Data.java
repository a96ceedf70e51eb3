package io.fairlead.minicluster.node;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.KeyToPath;
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
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What is in the ConfigMaps and Secrets of one namespace, by key.
///
/// @param client asks the API server each time
record Data(KubernetesClient client, String namespace) {

    /// What is in one of them.
    ///
    /// @param of which one it is, for people
    /// @param optional true: it needn't be there, nor a key
    record Values(String of, Map<String, byte[]> all, boolean optional) {

        /// Null where it needn't be there.
        byte @Nullable [] at(String key) throws Missing {
            byte @Nullable [] value = all.get(key);
            if (value == null && !optional) {
                throw new Missing("%s has no key %s".formatted(of, key));
            }
            return value;
        }

        /// Puts values into files: those that are named, or all.
        void into(List<KeyToPath> items, Map<String, byte[]> files) throws Missing {
            if (items.isEmpty()) {
                files.putAll(all);
            }
            for (KeyToPath item : items) {
                byte @Nullable [] value = at(item.getKey());
                if (value != null) {
                    files.put(item.getPath(), value);
                }
            }
        }
    }

    Values configMap(String name, @Nullable Boolean optional) throws Missing {
        @Nullable ConfigMap map = client.configMaps().inNamespace(namespace).withName(name).get();
        Map<String, byte[]> data = new TreeMap<>();
        if (map != null) {
            map.getData()
                    .forEach((key, text) -> data.put(key, text.getBytes(StandardCharsets.UTF_8)));
            decode(map.getBinaryData(), data);
        }
        return values("configmap \"%s\"".formatted(name), map == null, data, optional);
    }

    Values secret(String name, @Nullable Boolean optional) throws Missing {
        @Nullable Secret secret = client.secrets().inNamespace(namespace).withName(name).get();
        Map<String, byte[]> data = new TreeMap<>();
        if (secret != null) {
            decode(secret.getData(), data);
        }
        return values("secret \"%s\"".formatted(name), secret == null, data, optional);
    }

    private static Values values(
            String of, boolean missing, Map<String, byte[]> data, @Nullable Boolean optional)
            throws Missing {
        if (missing && !Boolean.TRUE.equals(optional)) {
            throw new Missing(of + " not found");
        }
        return new Values(of, data, Boolean.TRUE.equals(optional));
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

    private static void decode(Map<String, String> texts, Map<String, byte[]> data) {
        texts.forEach((key, text) -> data.put(key, Base64.getDecoder().decode(text)));
    }
}
