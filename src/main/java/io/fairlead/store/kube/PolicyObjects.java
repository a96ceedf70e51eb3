package io.fairlead.store.kube;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fairlead.model.config.Meta;
import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.config.PeerAuthentication;
import io.fairlead.model.config.PolicyYaml;
import io.fairlead.model.policy.MtlsMode;
import io.fairlead.model.store.ConfigStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// PeerAuthentications of an API server as a store. Contents have one entry, [#YAML]; to write none takes the object
/// away.
///
/// A version is a digest of what the object says: labels, annotations and spec. Who writes its status, or touches it
/// otherwise, changes no version. What is replaced or taken away is the object that was read, and no other.
///
/// A watch says only that something changed; then all are listed anew. While nothing changes nothing is asked. All but
/// the watch is of one thread.
public final class PolicyObjects implements ConfigStore, AutoCloseable {
    /// The one name in the contents.
    public static final String YAML = "yaml";

    private static final String KIND = "PeerAuthentication";
    private static final ResourceDefinitionContext TYPE =
            new ResourceDefinitionContext.Builder()
                    .withGroup("security.istio.io")
                    .withVersion("v1")
                    .withKind(KIND)
                    .withPlural("peerauthentications")
                    .withNamespaced(true)
                    .build();
    private static final int GONE = 404;
    private static final int CONFLICT = 409;

    private final KubernetesClient client;
    private final KubernetesClient watching;
    private final AtomicBoolean stale = new AtomicBoolean(true);
    private final Map<String, GenericKubernetesResource> known = new HashMap<>();
    private @Nullable SharedIndexInformer<GenericKubernetesResource> watch;

    /// @param client for questions; stays its owner's to close
    /// @param watching for the watch, whose answer never ends
    public PolicyObjects(KubernetesClient client, KubernetesClient watching) {
        this.client = client;
        this.watching = watching;
    }

    @Override
    public Optional<Stored> read(ObjectKey key) throws IOException {
        GenericKubernetesResource found = all().get(place(key));
        return found == null
                ? Optional.empty()
                : Optional.of(new Stored(Map.of(YAML, yaml(found)), version(found)));
    }

    private static String place(ObjectKey key) {
        return key.namespace() + "/" + key.name();
    }

    private Map<String, GenericKubernetesResource> all() throws IOException {
        if (watch == null) {
            watch = watched();
        }
        if (stale.getAndSet(false)) {
            try {
                Map<String, GenericKubernetesResource> listed = new HashMap<>();
                client.genericKubernetesResources(TYPE)
                        .inAnyNamespace()
                        .list()
                        .getItems()
                        .forEach(one -> listed.put(place(one), one));
                known.clear();
                known.putAll(listed);
            } catch (KubernetesClientException e) {
                stale.set(true);
                throw failed("PeerAuthentications", "list", e);
            }
        }
        return known;
    }

    private SharedIndexInformer<GenericKubernetesResource> watched() {
        SharedIndexInformer<GenericKubernetesResource> made =
                watching.genericKubernetesResources(TYPE).inAnyNamespace().runnableInformer(0);
        made.addEventHandler(
                new ResourceEventHandler<>() {
                    @Override
                    public void onAdd(GenericKubernetesResource object) {
                        stale.set(true);
                    }

                    @Override
                    public void onUpdate(
                            GenericKubernetesResource before, GenericKubernetesResource after) {
                        stale.set(true);
                    }

                    @Override
                    public void onDelete(GenericKubernetesResource object, boolean unknown) {
                        stale.set(true);
                    }
                });
        var _ = made.exceptionHandler((_, _) -> true).start();
        return made;
    }

    private static String place(GenericKubernetesResource object) {
        return object.getMetadata().getNamespace() + "/" + object.getMetadata().getName();
    }

    @Override
    public Outcome write(ObjectKey key, Map<String, String> contents, String expected)
            throws IOException {
        String text = contents.getOrDefault(YAML, "");
        GenericKubernetesResource found = all().get(place(key));
        String current = found == null ? ABSENT : version(found);
        if (!current.equals(expected)) {
            return new Outcome.Conflict(current);
        }
        if (text.isEmpty()) {
            return found == null ? new Outcome.Written(ABSENT) : remove(key, found);
        }
        GenericKubernetesResource next =
                client.getKubernetesSerialization()
                        .unmarshal(text, GenericKubernetesResource.class);
        if (found != null) {
            next.getMetadata().setResourceVersion(found.getMetadata().getResourceVersion());
        }
        Resource<GenericKubernetesResource> at =
                client.genericKubernetesResources(TYPE).inNamespace(key.namespace()).resource(next);
        try {
            GenericKubernetesResource written = found == null ? at.create() : at.update();
            known.put(place(key), written);
            return new Outcome.Written(version(written));
        } catch (KubernetesClientException e) {
            return lost(key, "create and update", e);
        }
    }

    private Outcome remove(ObjectKey key, GenericKubernetesResource found) throws IOException {
        try {
            var _ =
                    client.genericKubernetesResources(TYPE)
                            .inNamespace(key.namespace())
                            .resource(found)
                            .lockResourceVersion(found.getMetadata().getResourceVersion())
                            .delete();
            known.remove(place(key));
            return new Outcome.Written(ABSENT);
        } catch (KubernetesClientException e) {
            return lost(key, "delete", e);
        }
    }

    /// Somebody was faster; what stands there now is read with the next look.
    private Outcome lost(ObjectKey key, String verbs, KubernetesClientException e)
            throws IOException {
        stale.set(true);
        if (e.getCode() == CONFLICT || e.getCode() == GONE) {
            return new Outcome.Conflict(read(key).map(Stored::version).orElse(ABSENT));
        }
        throw failed(KIND + " " + place(key), verbs, e);
    }

    private static IOException failed(String what, String verbs, KubernetesClientException cause) {
        return new IOException(
                "%s: %s (the daemon's account needs %s of it)"
                        .formatted(what, cause.getMessage(), verbs),
                cause);
    }

    /// As a person would write it; what is no policy of the migration's kind is told as it is.
    private static String yaml(GenericKubernetesResource object) {
        String plain = plain(object).map(PolicyYaml::of).orElse("");
        return plain.isEmpty() ? says(object) : plain;
    }

    /// All that it says. Kubernetes' own notes of who wrote what are no part of it.
    private static String says(GenericKubernetesResource object) {
        ObjectMeta meta = object.getMetadata();
        return "%s %s %s"
                .formatted(
                        sorted(meta.getLabels()),
                        sorted(meta.getAnnotations()),
                        sorted(object.get("spec")));
    }

    private static String sorted(@Nullable Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            return value == null ? "{}" : value.toString();
        }
        SortedMap<String, String> sorted = new TreeMap<>();
        map.forEach((name, one) -> sorted.put(String.valueOf(name), sorted(one)));
        return sorted.toString();
    }

    private static String version(GenericKubernetesResource object) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(says(object).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /// The same as a policy, where nothing but labels, selector, mode and modes of ports stands there.
    private static Optional<PeerAuthentication> plain(GenericKubernetesResource object) {
        ObjectMeta meta = object.getMetadata();
        Map<String, String> labels = Objects.requireNonNullElse(meta.getLabels(), Map.of());
        Map<?, ?> spec = map(object.get("spec"));
        boolean more = !of(spec, "selector", "mtls", "portLevelMtls") || !isNone(meta);
        Map<?, ?> selector = map(spec.get("selector"));
        Map<?, ?> mtls = map(spec.get("mtls"));
        if (more || !of(selector, "matchLabels") || !of(mtls, "mode")) {
            return Optional.empty();
        }
        SortedMap<Integer, MtlsMode> ports = new TreeMap<>();
        try {
            for (Map.Entry<?, ?> port : map(spec.get("portLevelMtls")).entrySet()) {
                Map<?, ?> one = map(port.getValue());
                if (!of(one, "mode")) {
                    return Optional.empty();
                }
                ports.put(Integer.valueOf(String.valueOf(port.getKey())), mode(one));
            }
            ObjectKey key =
                    new ObjectKey("security.istio.io", KIND, meta.getNamespace(), meta.getName());
            Map<String, String> matched = new TreeMap<>();
            map(selector.get("matchLabels"))
                    .forEach((name, value) ->
                            matched.put(String.valueOf(name), String.valueOf(value)));
            return Optional.of(
                    new PeerAuthentication(
                            new Meta(key, labels, Map.of(), Instant.EPOCH),
                            matched,
                            mode(mtls),
                            ports));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static boolean isNone(ObjectMeta meta) {
        return meta.getAnnotations() == null || meta.getAnnotations().isEmpty();
    }

    private static MtlsMode mode(Map<?, ?> mtls) {
        Object mode = mtls.get("mode");
        return mode == null ? MtlsMode.UNSET : MtlsMode.valueOf(String.valueOf(mode));
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private static boolean of(Map<?, ?> map, String... names) {
        return List.of(names).containsAll(map.keySet());
    }

    @Override
    public void close() {
        SharedIndexInformer<GenericKubernetesResource> open = watch;
        if (open != null) {
            open.close();
        }
    }
}
