package io.fairlead.ingest.kube;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fairlead.clock.LoopThread;
import io.fairlead.ingest.decode.Decoded;
import io.fairlead.ingest.decode.Limits;
import io.fairlead.ingest.file.FileSource.Wiring;
import io.fairlead.ingest.file.Telling;
import io.fairlead.ingest.validate.FileCheck;
import io.fairlead.ingest.validate.FileSet;
import io.fairlead.ingest.validate.FileSet.FileName;
import io.fairlead.meter.MetricNames;
import io.fairlead.model.snapshot.Change;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Follows all types of an API server that the mesh reads: those that are there, and those that a
/// CustomResourceDefinition brings later.
///
/// News only say what to look at; what it is now, the informer's store says. So news may come late, twice or together.
/// A server that can't be reached takes nothing back: what it said last counts until it is there again.
public final class KubeSource implements AutoCloseable {
    private static final Duration TRY_AGAIN = Duration.ofSeconds(2);

    private static final String REVISION = "istio.io/rev";

    /// Kinds whose label says who reads them; on others it says whom a pod asks for.
    private static final Set<String> OF_A_REVISION =
            Set.of(
                    "networking.istio.io",
                    "security.istio.io",
                    "telemetry.istio.io",
                    "extensions.istio.io",
                    "mesh.fairlead.io");

    private final KubernetesClient client;
    private final String revision;
    private final Wiring wiring;
    private final Telling telling;
    private final LoopThread loop = new LoopThread("kube-source");
    private final Map<KubeType, SharedIndexInformer<GenericKubernetesResource>> followed =
            new ConcurrentHashMap<>();
    private final Set<Ref> touched = ConcurrentHashMap.newKeySet();
    private final BlockingQueue<Boolean> bell = new ArrayBlockingQueue<>(1);
    private volatile boolean newTypes = true;
    private @Nullable SharedIndexInformer<CustomResourceDefinition> definitions;
    private FileSet set = FileSet.EMPTY;
    private boolean whole;
    private volatile String trouble = "";

    private record Ref(KubeType type, String key) {
        FileName name() {
            return new FileName(0, "kubernetes/" + type.kind() + "/" + key + ".json", false);
        }
    }

    /// Sets up; nothing is asked yet.
    ///
    /// @param client stays its owner's to close
    /// @param revision whose configuration is read; of every revision's where it is empty
    public KubeSource(KubernetesClient client, String revision, Wiring wiring) {
        this.client = client;
        this.revision = revision;
        this.wiring = wiring;
        this.telling = new Telling(wiring.console(), wiring.meters());
    }

    /// Begins to follow. Nothing is handed on before every type was listed once.
    public void start() {
        SharedIndexInformer<CustomResourceDefinition> informer =
                client.apiextensions().v1().customResourceDefinitions().runnableInformer(0);
        definitions = informer;
        informer.addEventHandler(
                new Hearing<>(_ -> {
                    newTypes = true;
                    ring();
                }));
        var _ = informer.exceptionHandler((_, _) -> true).start();
        loop.start(this::run);
    }

    private void ring() {
        boolean _ = bell.offer(true);
    }

    private void run() {
        while (loop.isOpen()) {
            try {
                if (newTypes) {
                    newTypes = false;
                    follow();
                }
                Boolean _ = bell.take();
                pass();
            } catch (KubernetesClientException | ExecutionException unreachable) {
                tell(String.valueOf(unreachable.getMessage()));
                newTypes = true;
                if (!pause()) {
                    return;
                }
            } catch (InterruptedException _) {
                return;
            } catch (RuntimeException fault) {
                wiring.faults().onFault("kube source", fault);
            }
        }
    }

    private boolean pause() {
        try {
            Boolean _ = bell.poll(TRY_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException _) {
            return false;
        }
    }

    /// Once for each trouble, and once when it is over.
    private void tell(String what) {
        if (!what.equals(trouble)) {
            wiring.console()
                    .accept(
                            what.isEmpty()
                                    ? "kubernetes: can be reached again"
                                    : "kubernetes: "
                                            + what
                                            + "; what was read stays as it was; it is tried again");
            trouble = what;
        }
    }

    /// Lists the types that are new, and lets go of those that are no more.
    private void follow() throws InterruptedException, ExecutionException {
        List<KubeType> types = KubeType.discover(client);
        for (KubeType gone : List.copyOf(followed.keySet())) {
            if (!types.contains(gone)) {
                touchAll(gone);
                Objects.requireNonNull(followed.remove(gone)).close();
            }
        }
        List<SharedIndexInformer<GenericKubernetesResource>> fresh = new ArrayList<>();
        for (KubeType type : types) {
            if (!followed.containsKey(type)) {
                SharedIndexInformer<GenericKubernetesResource> informer = informer(type);
                followed.put(type, informer);
                fresh.add(informer);
            }
        }
        for (SharedIndexInformer<GenericKubernetesResource> informer : fresh) {
            informer.start().toCompletableFuture().get();
        }
        followed.keySet().forEach(this::touchAll);
        tell("");
        whole = true;
        ring();
    }

    private SharedIndexInformer<GenericKubernetesResource> informer(KubeType type) {
        SharedIndexInformer<GenericKubernetesResource> informer =
                client.genericKubernetesResources(type.context())
                        .inAnyNamespace()
                        .runnableInformer(0);
        informer.addEventHandler(
                new Hearing<>(object -> {
                    if (isOurNote(type, object)) {
                        return;
                    }
                    touched.add(new Ref(type, key(type, object)));
                    ring();
                }));
        return informer.exceptionHandler((_, failure) -> {
            tell(type.plural() + ": " + failure.getMessage());
            return true;
        });
    }

    /// What the migration to mutual TLS keeps for itself is long, and no configuration.
    private static boolean isOurNote(KubeType type, GenericKubernetesResource object) {
        Map<String, String> labels = object.getMetadata().getLabels();
        return type.kind().equals("ConfigMap")
                && labels != null
                && labels.containsKey("mesh.fairlead.io/owner");
    }

    private void touchAll(KubeType type) {
        SharedIndexInformer<GenericKubernetesResource> informer = followed.get(type);
        if (informer != null) {
            informer.getStore().list().stream()
                    .filter(one -> !isOurNote(type, one))
                    .forEach(one -> touched.add(new Ref(type, key(type, one))));
        }
    }

    private static String key(KubeType type, GenericKubernetesResource object) {
        String name = object.getMetadata().getName();
        return type.namespaced() ? object.getMetadata().getNamespace() + "/" + name : name;
    }

    private void pass() {
        Map<FileName, Decoded> read = new HashMap<>();
        Set<FileName> gone = new HashSet<>();
        Set<Ref> news = Set.copyOf(touched);
        if (!news.isEmpty()) {
            tell("");
        }
        for (Ref ref : news) {
            touched.remove(ref);
            @Nullable GenericKubernetesResource object = now(ref);
            if (object != null) {
                read.put(ref.name(), read(ref, object));
            } else if (set.files().containsKey(ref.name())) {
                gone.add(ref.name());
            }
        }
        boolean first = whole && set.equals(FileSet.EMPTY);
        FileSet next = set.with(read, gone);
        List<Change> changes = next.changesSince(set);
        telling.tell(set, next);
        set = next;
        if (whole && (!changes.isEmpty() || first)) {
            wiring.meters().counter(MetricNames.INBOUND_UPDATES, "type", "config").increment();
            wiring.sink().accept(changes);
        }
    }

    private @Nullable GenericKubernetesResource now(Ref ref) {
        SharedIndexInformer<GenericKubernetesResource> informer = followed.get(ref.type);
        GenericKubernetesResource found =
                informer == null ? null : informer.getStore().getByKey(ref.key);
        return found == null || isOfAnotherRevision(ref.type, found) ? null : found;
    }

    /// As with Istio: configuration that names no revision is everybody's.
    private boolean isOfAnotherRevision(KubeType type, GenericKubernetesResource object) {
        Map<String, String> labels = object.getMetadata().getLabels();
        String named = labels == null ? null : labels.get(REVISION);
        return !revision.isEmpty()
                && named != null
                && !named.equals(revision)
                && OF_A_REVISION.contains(type.group());
    }

    private Decoded read(Ref ref, GenericKubernetesResource object) {
        // Lists of Kubernetes leave out what their items are.
        object.setApiVersion(ref.type.apiVersion());
        object.setKind(ref.type.kind());
        String json = client.getKubernetesSerialization().asJson(object);
        Decoded decoded = FileCheck.check(ref.name().path(), json, Limits.DEFAULT);
        telling.count(decoded);
        return decoded;
    }

    @Override
    public void close() {
        loop.close();
        followed.values().forEach(SharedIndexInformer::close);
        SharedIndexInformer<CustomResourceDefinition> last = definitions;
        if (last != null) {
            last.close();
        }
    }
}
