package io.fairlead.store.kube;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// Writes root certificates where a cluster looks for them, and nothing else of those objects.
public final class RootBundles {
    private static final String MAP = "istio-ca-root-cert";
    private static final String FILE = "root-cert.pem";
    private static final String INJECTOR = "MutatingWebhookConfiguration";
    private static final String REVISION = "istio.io/rev";
    private static final String TAG = "istio.io/tag";
    private static final String API = "admissionregistration.k8s.io/v1";
    private static final int FORBIDDEN_IN_NAMESPACE = 403;
    private static final int GONE = 404;
    private static final int CONFLICT = 409;

    private final KubernetesClient client;

    public RootBundles(KubernetesClient client) {
        this.client = client;
    }

    /// In the ConfigMap that injected pods of a namespace mount. A namespace that ends takes none: that is no failure.
    public void inNamespace(String namespace, String pem) throws IOException {
        ConfigMap map =
                new ConfigMapBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(MAP)
                        .addToLabels("istio.io/config", "true")
                        .endMetadata()
                        .addToData(FILE, pem)
                        .build();
        Resource<ConfigMap> at = client.resource(map);
        try {
            ConfigMap made = at.create();
            requireMade(made.getMetadata().getName(), namespace);
        } catch (KubernetesClientException e) {
            if (e.getCode() == CONFLICT) {
                replace(at, namespace, map);
            } else if (e.getCode() != GONE && !isEnding(e)) {
                throw failed("ConfigMap %s/%s".formatted(namespace, MAP), "create", e);
            }
        }
    }

    private static void requireMade(String name, String namespace) throws IOException {
        if (!name.equals(MAP)) {
            throw new IOException("ConfigMap %s/%s was made as %s".formatted(namespace, MAP, name));
        }
    }

    private static boolean isEnding(KubernetesClientException e) {
        return e.getCode() == FORBIDDEN_IN_NAMESPACE
                && String.valueOf(e.getMessage()).contains("being terminated");
    }

    private static void replace(Resource<ConfigMap> at, String namespace, ConfigMap map)
            throws IOException {
        try {
            ConfigMap written = at.update();
            requireMade(written.getMetadata().getName(), namespace);
        } catch (KubernetesClientException e) {
            if (e.getCode() != GONE) {
                throw failed(
                        "ConfigMap %s/%s".formatted(namespace, map.getMetadata().getName()),
                        "update",
                        e);
            }
        }
    }

    /// In all webhooks of a MutatingWebhookConfiguration; nothing where there is none of that name.
    public void inInjector(String name, String pem) throws IOException {
        inWebhooks(INJECTOR, name, pem);
    }

    /// In all webhooks of a revision's tags.
    public void inTags(String revision, String pem) throws IOException {
        List<GenericKubernetesResource> tags;
        try {
            tags =
                    client.genericKubernetesResources(API, INJECTOR)
                            .withLabel(REVISION, revision)
                            .withLabel(TAG)
                            .list()
                            .getItems();
        } catch (KubernetesClientException e) {
            throw failed("tags of revision " + revision, "list", e);
        }
        for (GenericKubernetesResource tag : tags) {
            inInjector(tag.getMetadata().getName(), pem);
        }
    }

    /// In all webhooks of a ValidatingWebhookConfiguration; nothing where there is none of that name.
    public void inValidator(String name, String pem) throws IOException {
        inWebhooks("ValidatingWebhookConfiguration", name, pem);
    }

    private void inWebhooks(String kind, String name, String pem) throws IOException {
        String bundle = Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.UTF_8));
        Resource<GenericKubernetesResource> at =
                client.genericKubernetesResources(API, kind).withName(name);
        try {
            GenericKubernetesResource found = at.get();
            if (found == null) {
                return;
            }
            String patch = patch(found, bundle);
            if (!patch.equals("[]")) {
                GenericKubernetesResource patched =
                        at.patch(PatchContext.of(PatchType.JSON), patch);
                if (!patch(patched, bundle).equals("[]")) {
                    throw new IOException("%s %s did not keep its bundle".formatted(kind, name));
                }
            }
        } catch (KubernetesClientException e) {
            throw failed(kind + " " + name, "get and patch", e);
        }
    }

    /// Holds only while the webhook at that place is still the one that was read.
    private static String patch(GenericKubernetesResource configuration, String bundle) {
        List<String> steps = new ArrayList<>();
        if (configuration.get("webhooks") instanceof List<?> webhooks) {
            for (int i = 0; i < webhooks.size(); i++) {
                if (webhooks.get(i) instanceof Map<?, ?> webhook
                        && webhook.get("clientConfig") instanceof Map<?, ?> config
                        && !bundle.equals(config.get("caBundle"))) {
                    steps.add(
                            "{\"op\":\"test\",\"path\":\"/webhooks/%d/name\",\"value\":\"%s\"}"
                                    .formatted(i, webhook.get("name")));
                    steps.add(
                            "{\"op\":\"add\",\"path\":\"/webhooks/%d/clientConfig/caBundle\",\"value\":\"%s\"}"
                                    .formatted(i, bundle));
                }
            }
        }
        return "[" + String.join(",", steps) + "]";
    }

    private static IOException failed(String object, String verbs, KubernetesClientException e) {
        return new IOException(
                "%s: %s (the daemon's account needs %s of it)"
                        .formatted(object, e.getMessage(), verbs),
                e);
    }
}
