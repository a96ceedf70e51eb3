package io.fairlead.install.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.APIGroup;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.KubernetesClientTimeoutException;
import io.fabric8.kubernetes.client.dsl.AnyNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fairlead.install.profile.Differences;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// An API server, asked for objects as trees.
public final class Cluster implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int GONE = 404;
    private static final int CONFLICT = 409;
    private static final int ANSWER_MILLIS = 20_000;

    private final KubernetesClient client;
    private final Map<String, List<APIResource>> resources = new HashMap<>();

    private Cluster(KubernetesClient client) {
        this.client = client;
    }

    /// A type as the server serves it.
    ///
    /// @param plural its name in paths
    public record Type(
            String group, String version, String kind, String plural, boolean namespaced) {}

    /// @param kubeconfig a file; null for KUBECONFIG, `~/.kube/config`, or the account of the own pod
    /// @param context of the file; null for its current one
    /// @throws ClusterException when the file can't be used
    public static Cluster open(@Nullable Path kubeconfig, @Nullable String context)
            throws ClusterException {
        if (kubeconfig != null && !Files.isReadable(kubeconfig)) {
            throw new ClusterException(
                    "--kubeconfig %s is no file that can be read".formatted(kubeconfig));
        }
        Config config =
                kubeconfig == null
                        ? Config.autoConfigure(context)
                        : Config.fromKubeconfig(kubeconfig.toFile());
        // A watch over plain HTTP needs no second protocol.
        config.setOnlyHttpWatches(true);
        config.setRequestTimeout(ANSWER_MILLIS);
        config.setConnectionTimeout(ANSWER_MILLIS);
        config.setRequestRetryBackoffLimit(1);
        return new Cluster(new KubernetesClientBuilder().withConfig(config).build());
    }

    /// Where it is.
    public String address() {
        return client.getMasterUrl().toString();
    }

    /// Where names without a namespace are, by the context.
    public String namespace() {
        String own = client.getNamespace();
        return own == null ? "default" : own;
    }

    /// Its version, `v1.33.1`.
    ///
    /// @throws ClusterException when it can't be reached
    public String version() throws ClusterException {
        return asked("its version", () -> client.getKubernetesVersion().getGitVersion());
    }

    /// The type of an object; empty where the server doesn't serve it.
    Optional<Type> type(JsonNode object) throws ClusterException {
        String apiVersion = object.path("apiVersion").asText();
        String kind = object.path("kind").asText();
        int slash = apiVersion.indexOf('/');
        return served(apiVersion).stream()
                .filter(one -> one.getKind().equals(kind) && !one.getName().contains("/"))
                .findFirst()
                .map(one ->
                        new Type(
                                slash < 0 ? "" : apiVersion.substring(0, slash),
                                apiVersion.substring(slash + 1),
                                kind,
                                one.getName(),
                                Boolean.TRUE.equals(one.getNamespaced())));
    }

    private List<APIResource> served(String apiVersion) throws ClusterException {
        List<APIResource> known = resources.get(apiVersion);
        if (known != null) {
            return known;
        }
        List<APIResource> found =
                asked(
                        "what it serves of " + apiVersion,
                        () -> {
                            APIResourceList list = client.getApiResources(apiVersion);
                            return list == null ? List.<APIResource>of() : list.getResources();
                        });
        resources.put(apiVersion, found);
        return found;
    }

    /// All types that can be listed and deleted, each once.
    List<Type> types() throws ClusterException {
        List<Type> types = new ArrayList<>();
        List<String> versions = new ArrayList<>(List.of("v1"));
        List<APIGroup> groups = asked("its groups", () -> client.getApiGroups().getGroups());
        groups.forEach(group -> versions.add(group.getPreferredVersion().getGroupVersion()));
        for (String apiVersion : versions) {
            int slash = apiVersion.indexOf('/');
            for (APIResource one : served(apiVersion)) {
                if (!one.getName().contains("/")
                        && one.getVerbs().contains("list")
                        && one.getVerbs().contains("delete")) {
                    types.add(
                            new Type(
                                    slash < 0 ? "" : apiVersion.substring(0, slash),
                                    apiVersion.substring(slash + 1),
                                    one.getKind(),
                                    one.getName(),
                                    Boolean.TRUE.equals(one.getNamespaced())));
                }
            }
        }
        return types;
    }

    /// An object by its kind, namespace and name; empty where there is none.
    public Optional<ObjectNode> find(JsonNode reference) throws ClusterException {
        Optional<Type> type = type(reference);
        return type.isEmpty() ? Optional.empty() : get(type.get(), reference);
    }

    Optional<ObjectNode> get(Type type, JsonNode object) throws ClusterException {
        return asked(
                name(object), () -> Optional.ofNullable(at(type, object).get()).map(Cluster::tree));
    }

    /// Objects of a type that have a label.
    ///
    /// @param value null for any
    List<ObjectNode> labelled(Type type, String label, @Nullable String value)
            throws ClusterException {
        return asked(
                "all " + type.plural(),
                () ->
                        trees(
                                type,
                                (value == null
                                                ? everywhere(type).withLabel(label)
                                                : everywhere(type).withLabel(label, value))
                                        .list()));
    }

    /// All objects of a type.
    List<ObjectNode> all(Type type) throws ClusterException {
        return asked("all " + type.plural(), () -> trees(type, everywhere(type).list()));
    }

    private AnyNamespaceOperation<
                    GenericKubernetesResource,
                    GenericKubernetesResourceList,
                    Resource<GenericKubernetesResource>>
            everywhere(Type type) {
        return type.namespaced() ? operation(type).inAnyNamespace() : operation(type);
    }

    /// Items of a list don't say what they are.
    private static List<ObjectNode> trees(Type type, GenericKubernetesResourceList list) {
        return list.getItems().stream().map(item -> tree(item).put("kind", type.kind())).toList();
    }

    /// @return the object as the server made it; empty when somebody else just did
    Optional<ObjectNode> create(Type type, ObjectNode object) throws ClusterException {
        return asked(
                name(object),
                () -> {
                    try {
                        return Optional.of(tree(operation(type, object).create()));
                    } catch (KubernetesClientException e) {
                        if (e.getCode() == CONFLICT) {
                            return Optional.empty();
                        }
                        throw e;
                    }
                });
    }

    ObjectNode patch(Type type, JsonNode object, ObjectNode merge) throws ClusterException {
        return asked(
                name(object),
                () ->
                        tree(
                                at(type, object)
                                        .patch(
                                                PatchContext.of(PatchType.JSON_MERGE),
                                                merge.toString())));
    }

    /// Also what it owns. Nothing where it is gone.
    void delete(Type type, JsonNode object) throws ClusterException {
        int gone =
                asked(
                        name(object),
                        () ->
                                at(type, object)
                                        .withPropagationPolicy(DeletionPropagation.BACKGROUND)
                                        .delete()
                                        .size());
        if (gone < 0) {
            throw new ClusterException(name(object) + " can't be deleted");
        }
    }

    /// Waits until a Deployment has the pods that it wants.
    ///
    /// @return false when the time was over
    boolean awaitReady(Type type, JsonNode deployment, Duration atMost) throws ClusterException {
        return asked(
                name(deployment),
                () -> {
                    try {
                        Object _ =
                                at(type, deployment)
                                        .waitUntilCondition(
                                                found ->
                                                        found != null
                                                                && Readiness.isReady(tree(found)),
                                                atMost.toMillis(),
                                                TimeUnit.MILLISECONDS);
                        return true;
                    } catch (KubernetesClientTimeoutException _) {
                        return false;
                    }
                });
    }

    /// An image that a pod of a Deployment waits for, after more than one try to get it.
    Optional<String> imageMissing(JsonNode deployment) throws ClusterException {
        Map<String, String> labels = new TreeMap<>();
        deployment
                .at("/spec/selector/matchLabels")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        return asked(
                "pods of " + name(deployment),
                () ->
                        client
                                .pods()
                                .inNamespace(deployment.at("/metadata/namespace").asText())
                                .withLabels(labels)
                                .list()
                                .getItems()
                                .stream()
                                .flatMap(pod -> pod.getStatus().getContainerStatuses().stream())
                                .filter(Cluster::lacksImage)
                                .map(ContainerStatus::getImage)
                                .findFirst());
    }

    private static boolean lacksImage(ContainerStatus status) {
        return status.getState() != null
                && status.getState().getWaiting() != null
                && "ImagePullBackOff".equals(status.getState().getWaiting().getReason());
    }

    KubernetesClient client() {
        return client;
    }

    private MixedOperation<
                    GenericKubernetesResource,
                    GenericKubernetesResourceList,
                    Resource<GenericKubernetesResource>>
            operation(Type type) {
        return client.genericKubernetesResources(
                new ResourceDefinitionContext.Builder()
                        .withGroup(type.group())
                        .withVersion(type.version())
                        .withKind(type.kind())
                        .withPlural(type.plural())
                        .withNamespaced(type.namespaced())
                        .build());
    }

    private Resource<GenericKubernetesResource> operation(Type type, ObjectNode object) {
        GenericKubernetesResource resource =
                JSON.convertValue(object, GenericKubernetesResource.class);
        String namespace = object.at("/metadata/namespace").asText();
        return type.namespaced()
                ? operation(type).inNamespace(namespace).resource(resource)
                : operation(type).resource(resource);
    }

    private Resource<GenericKubernetesResource> at(Type type, JsonNode object) {
        String name = object.at("/metadata/name").asText();
        return type.namespaced()
                ? operation(type)
                        .inNamespace(object.at("/metadata/namespace").asText())
                        .withName(name)
                : operation(type).withName(name);
    }

    private static ObjectNode tree(GenericKubernetesResource resource) {
        return JSON.valueToTree(resource);
    }

    private static String name(JsonNode object) {
        return Differences.name(object);
    }

    /// A question to the server.
    @FunctionalInterface
    interface Question<T> {
        T ask();
    }

    <T> T asked(String what, Question<T> question) throws ClusterException {
        try {
            return question.ask();
        } catch (KubernetesClientException e) {
            if (e.getCode() <= 0 || e.getCause() instanceof IOException) {
                throw new ClusterException(
                        "the API server at %s can't be reached (%s); fix: --kubeconfig, --context, or the network"
                                .formatted(address(), cause(e)),
                        e);
            }
            if (e.getCode() == GONE) {
                throw new ClusterException(
                        "%s: the API server has no such thing: %s".formatted(what, e.getMessage()),
                        e);
            }
            throw new ClusterException("%s: %s".formatted(what, e.getMessage()), e);
        }
    }

    private static String cause(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    @Override
    public void close() {
        client.close();
    }
}
