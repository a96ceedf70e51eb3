package io.fairlead.store.kube;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.StatusDetails;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.store.ConfigStore;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Policies of one version of one API group as a store: each key is the object of that kind, namespace and name.
///
/// Contents have one entry, [#YAML]. To write none takes the object away. A version is the object's
/// `resourceVersion`: the API server lets one of two writers through.
public final class PolicyObjects implements ConfigStore {
    /// The one name in the contents.
    public static final String YAML = "yaml";

    private static final int GONE = 404;
    private static final int CONFLICT = 409;

    private final KubernetesClient client;
    private final String version;
    private final UnaryOperator<String> yaml;

    /// @param version of the keys' group, for example `v1`
    /// @param yaml turns an object of the API server (JSON) into the text that whoever wrote it would write
    public PolicyObjects(KubernetesClient client, String version, UnaryOperator<String> yaml) {
        this.client = client;
        this.version = version;
        this.yaml = yaml;
    }

    @Override
    public Optional<Stored> read(ObjectKey key) throws IOException {
        try {
            return Optional.ofNullable(at(key).get())
                    .map(found -> new Stored(Map.of(YAML, text(found)), version(found)));
        } catch (KubernetesClientException e) {
            throw failed(key, e);
        }
    }

    @Override
    public Outcome write(ObjectKey key, Map<String, String> contents, String expected)
            throws IOException {
        String text = contents.getOrDefault(YAML, "");
        try {
            if (text.isEmpty()) {
                return remove(key, expected);
            }
            GenericKubernetesResource next =
                    client.getKubernetesSerialization()
                            .unmarshal(text, GenericKubernetesResource.class);
            Resource<GenericKubernetesResource> at = client.resource(next);
            if (expected.equals(ABSENT)) {
                return new Outcome.Written(version(at.create()));
            }
            next.getMetadata().setResourceVersion(expected);
            return new Outcome.Written(version(at.update()));
        } catch (KubernetesClientException e) {
            if (e.getCode() == CONFLICT || e.getCode() == GONE) {
                return new Outcome.Conflict(read(key).map(Stored::version).orElse(ABSENT));
            }
            throw failed(key, e);
        }
    }

    private Outcome remove(ObjectKey key, String expected) {
        @Nullable GenericKubernetesResource there = at(key).get();
        if (there != null && !version(there).equals(expected)) {
            return new Outcome.Conflict(version(there));
        }
        if (there != null) {
            List<StatusDetails> _ = client.resource(there).lockResourceVersion(expected).delete();
        }
        return new Outcome.Written(ABSENT);
    }

    private Resource<GenericKubernetesResource> at(ObjectKey key) {
        return client.genericKubernetesResources(key.group() + "/" + version, key.kind())
                .inNamespace(key.namespace())
                .withName(key.name());
    }

    private String text(GenericKubernetesResource object) {
        return yaml.apply(client.getKubernetesSerialization().asJson(object));
    }

    private static String version(GenericKubernetesResource object) {
        return object.getMetadata().getResourceVersion();
    }

    private static IOException failed(ObjectKey key, KubernetesClientException cause) {
        return new IOException(
                "%s: %s (the daemon's account needs get, create, update and delete of it)"
                        .formatted(key, cause.getMessage()),
                cause);
    }
}
