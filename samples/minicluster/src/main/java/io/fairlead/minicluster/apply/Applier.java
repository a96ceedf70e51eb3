package io.fairlead.minicluster.apply;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fairlead.minicluster.reconcile.Queue;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Applies directories of YAML to an API server, again whenever they change, and takes away what it applied and no
/// text wants any more.
///
/// ```
/// DirWatch ─▶ ManifestDirs ─Wanted─▶ create, patch what changed, delete ─▶ Report
/// ```
public final class Applier implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Applier.class);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final Duration ASK_AGAIN = Duration.ofMillis(200);

    /// A minute.
    private static final int ASKS_MAX = 300;

    private static final int GONE = 404;
    private static final int CONFLICT = 409;
    private static final String ALL = "all";
    private static final ObjectNode NOTHING = JsonNodeFactory.instance.objectNode();

    /// What others need comes first, and goes last.
    private static final List<List<String>> ORDER =
            List.of(
                    List.of("Namespace"),
                    List.of("CustomResourceDefinition"),
                    List.of(
                            "ServiceAccount",
                            "Secret",
                            "ConfigMap",
                            "ClusterRole",
                            "ClusterRoleBinding",
                            "Role",
                            "RoleBinding"),
                    List.of("Service"));

    private static final List<String> WORKLOADS =
            List.of(
                    "Pod",
                    "ReplicaSet",
                    "Deployment",
                    "StatefulSet",
                    "DaemonSet",
                    "Job",
                    "CronJob");

    private final ManifestDirs dirs;
    private final Objects objects;
    private final Webhooks webhooks;
    private final Consumer<Report> heard;
    private final Queue queue = new Queue("applier", _ -> look());
    private final Map<Manifest.Key, Applied> applied = new HashMap<>();
    private List<String> told = List.of();
    private @Nullable Wanted done;
    private int asks;
    private @Nullable DirWatch watch;

    /// What became of the last look.
    ///
    /// @param generations of the workloads as they were applied, by `KIND namespace/name`
    /// @param problems sentences that name file, line, object and reason
    public record Report(Map<String, Long> generations, List<String> problems) {
        public Report {
            generations = Map.copyOf(generations);
            problems = List.copyOf(problems);
        }
    }

    private record Applied(Manifest manifest, GenericKubernetesResource object) {}

    private Applier(KubernetesClient client, List<Path> dirs, Consumer<Report> heard) {
        this.dirs = new ManifestDirs(dirs);
        this.objects = new Objects(client);
        this.webhooks = new Webhooks(client);
        this.heard = heard;
    }

    /// Starts it.
    ///
    /// @param dirs lowest first: the objects of one replace equally named ones of those before it
    /// @param heard hears of each look that changed something
    public static Applier start(KubernetesClient client, List<Path> dirs, Consumer<Report> heard)
            throws IOException {
        Applier applier = new Applier(client, dirs, heard);
        applier.watch = DirWatch.start(dirs, () -> applier.queue.add(ALL));
        return applier;
    }

    private void look() {
        Wanted wanted;
        try {
            wanted = dirs.read();
        } catch (IOException moving) {
            LOG.warn("event=config_unreadable reason={}", moving.getMessage());
            queue.again(ALL, LOOK_AGAIN);
            return;
        }
        if (wanted.equals(done)) {
            return;
        }
        List<String> problems = new ArrayList<>(wanted.problems());
        prune(wanted, problems);
        List<Manifest> inOrder =
                wanted.objects().values().stream()
                        .sorted(
                                Comparator.comparing(Applier::isAdmitted)
                                        .thenComparingInt(Applier::rank)
                                        .thenComparing(one -> one.key().toString()))
                        .toList();
        for (Manifest one : inOrder) {
            if (isAdmitted(one) && mustWait(inOrder)) {
                queue.again(ALL, ASK_AGAIN);
                return;
            }
            apply(one, problems);
        }
        boolean refused = problems.size() > wanted.problems().size();
        done = refused ? null : wanted;
        if (refused) {
            // What it needs may come without a change of a file.
            queue.again(ALL, LOOK_AGAIN);
        }
        tell(problems);
    }

    /// True until the webhooks have answered once, or didn't in time: then pods' owners tell why there are none.
    private boolean mustWait(List<Manifest> wanted) {
        if (asks < ASKS_MAX) {
            asks = webhooks.answer(wanted) ? ASKS_MAX : asks + 1;
        }
        return asks < ASKS_MAX;
    }

    private void apply(Manifest manifest, List<String> problems) {
        @Nullable Applied before = applied.get(manifest.key());
        if (before != null && before.manifest().object().equals(manifest.object())) {
            return;
        }
        try {
            applied.put(manifest.key(), new Applied(manifest, send(manifest, before)));
        } catch (KubernetesClientException refused) {
            problems.add(manifest.problem(reason(refused)));
        }
    }

    private GenericKubernetesResource send(Manifest manifest, @Nullable Applied before) {
        if (before == null) {
            try {
                return objects.create(manifest);
            } catch (KubernetesClientException refused) {
                if (refused.getCode() != CONFLICT) {
                    throw refused;
                }
            }
        }
        if (manifest.kind().equals("Pod")) {
            // Nearly nothing of a pod may be changed: another one takes its place.
            objects.delete(manifest);
            applied.remove(manifest.key());
            throw new KubernetesClientException("the pod before it is still ending");
        }
        ObjectNode patch =
                Changes.between(
                        before == null ? NOTHING : before.manifest().object(), manifest.object());
        try {
            return objects.patch(manifest, patch);
        } catch (KubernetesClientException refused) {
            if (refused.getCode() != GONE) {
                throw refused;
            }
            return objects.create(manifest);
        }
    }

    private void prune(Wanted wanted, List<String> problems) {
        List<Applied> gone =
                applied.values().stream()
                        .filter(one -> !wanted.objects().containsKey(one.manifest().key()))
                        .sorted(
                                Comparator.comparingInt((Applied one) -> rank(one.manifest()))
                                        .reversed())
                        .toList();
        for (Applied one : gone) {
            try {
                objects.delete(one.manifest());
                applied.remove(one.manifest().key());
            } catch (KubernetesClientException refused) {
                problems.add(one.manifest().problem(reason(refused)));
            }
        }
    }

    /// The mesh's webhooks have a say in it.
    private static boolean isAdmitted(Manifest manifest) {
        return WORKLOADS.contains(manifest.kind())
                && !manifest.key().namespace().equals("istio-system");
    }

    private static int rank(Manifest manifest) {
        for (int i = 0; i < ORDER.size(); i++) {
            if (ORDER.get(i).contains(manifest.kind())) {
                return i;
            }
        }
        return WORKLOADS.contains(manifest.kind()) ? ORDER.size() + 1 : ORDER.size();
    }

    private void tell(List<String> problems) {
        problems.stream()
                .filter(problem -> !told.contains(problem))
                .forEach(problem -> LOG.warn("event=config_problem problem=\"{}\"", problem));
        told = List.copyOf(problems);
        Map<String, Long> generations = new HashMap<>();
        applied.forEach((key, one) -> {
            if (WORKLOADS.contains(key.kind())) {
                var meta = one.object().getMetadata();
                Long generation = meta.getGeneration();
                generations.put(
                        "%s %s/%s".formatted(key.kind(), meta.getNamespace(), meta.getName()),
                        generation == null ? 0 : generation);
            }
        });
        heard.accept(new Report(generations, problems));
    }

    /// What the server said, without what the client was doing.
    private static String reason(KubernetesClientException refused) {
        return refused.getStatus() != null && refused.getStatus().getMessage() != null
                ? refused.getStatus().getMessage()
                : String.valueOf(refused.getMessage());
    }

    /// Leaves the objects as they are.
    @Override
    public void close() throws IOException {
        if (watch != null) {
            watch.close();
        }
        queue.close();
    }
}
