package io.fairlead.minicluster.cluster;

import io.fairlead.minicluster.admission.SidecarInjection;
import io.fairlead.minicluster.controllers.ClusterIps;
import io.fairlead.minicluster.controllers.Endpoints;
import io.fairlead.minicluster.controllers.PodNames;
import io.fairlead.minicluster.controllers.Rollout;
import io.fairlead.minicluster.controllers.Rollout.Step;
import io.fairlead.minicluster.controllers.RunningPod;
import io.fairlead.minicluster.controllers.RunningPod.Owner;
import io.fairlead.minicluster.kubelet.KubeletTools;
import io.fairlead.minicluster.kubelet.PodRequest;
import io.fairlead.minicluster.kubelet.PodStatus;
import io.fairlead.minicluster.kubelet.PodStatus.Phase;
import io.fairlead.minicluster.kubelet.PodWorker;
import io.fairlead.minicluster.network.Plan;
import io.fairlead.minicluster.schema.KubeObject;
import io.fairlead.minicluster.schema.Meta;
import io.fairlead.minicluster.schema.ObjectName;
import io.fairlead.minicluster.schema.PodSpec;
import io.fairlead.minicluster.schema.ServiceSpec;
import io.fairlead.minicluster.storage.Desired;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one writer: hears what is wanted and how pods are, takes the steps in between, and publishes what came of it.
///
/// ```
/// Wanted ──┐                 ┌─▶ PodWorker start/end
///          ├─▶ Rollout.plan ─┤
/// Status ──┘                 └─▶ Publisher: packet rules, names, registry, state file
/// ```
public final class ClusterLoop {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterLoop.class);
    private static final int NEWS_MAX = 65_536;

    private final KubeletTools tools;
    private final Publisher publisher;
    private final RandomGenerator random;
    private final boolean mesh;
    private final LinkedBlockingQueue<News> news = new LinkedBlockingQueue<>(NEWS_MAX);

    private final Map<ObjectName, PodEntry> pods = new TreeMap<>();
    private final List<PodWorker> leaving = new ArrayList<>();
    private Desired desired = Desired.NOTHING;
    private ClusterIps clusterIps = ClusterIps.EMPTY;
    private int lastNumber = Plan.BEFORE_FIRST;

    private sealed interface News {
        record Wanted(Desired desired) implements News {}

        record Status(PodStatus status) implements News {}

        record Stop() implements News {}
    }

    /// @param mesh false where no pod gets a proxy
    public ClusterLoop(
            KubeletTools tools, Publisher publisher, RandomGenerator random, boolean mesh) {
        this.tools = tools;
        this.publisher = publisher;
        this.random = random;
        this.mesh = mesh;
    }

    /// From now on these objects are wanted.
    public void want(Desired next) {
        news.add(new News.Wanted(next));
    }

    /// Makes [#run] return.
    public void stop() {
        news.add(new News.Stop());
    }

    /// Works until stopped.
    public void run() throws InterruptedException {
        List<News> batch = new ArrayList<>();
        while (true) {
            batch.clear();
            batch.add(news.take());
            news.drainTo(batch);
            for (News one : batch) {
                switch (one) {
                    case News.Wanted(Desired next) -> accept(next);
                    case News.Status(PodStatus status) -> accept(status);
                    case News.Stop _ -> {
                        return;
                    }
                }
            }
            Rollout.plan(desired.all(), views(), () -> PodNames.suffix(random)).forEach(this::take);
            publish();
            // Only now, so that a pod's time to drain begins when nobody is sent to it any more.
            leaving.forEach(PodWorker::end);
            leaving.clear();
        }
    }

    private void accept(Desired next) {
        if (next.equals(desired)) {
            return;
        }
        next.problems().stream()
                .filter(problem -> !desired.problems().contains(problem))
                .forEach(problem -> LOG.warn("event=config_problem problem=\"{}\"", problem));
        desired = next;
        clusterIps = clusterIps.allocate(desired.services());
    }

    private void accept(PodStatus status) {
        if (status.phase() == Phase.GONE) {
            pods.remove(status.pod());
            return;
        }
        pods.computeIfPresent(status.pod(), (_, entry) -> entry.with(status));
    }

    private void take(Step step) {
        switch (step) {
            case Step.Create(Meta meta, PodSpec spec, Owner owner) -> create(meta, spec, owner);
            case Step.Delete(ObjectName name) ->
                    pods.computeIfPresent(
                            name,
                            (_, entry) -> {
                                leaving.add(entry.worker());
                                return entry.asEnding();
                            });
        }
    }

    private void create(Meta written, PodSpec spec, Owner owner) {
        Meta meta = mesh ? SidecarInjection.label(written, spec) : written;
        List<Integer> taken = pods.values().stream().map(pod -> pod.request().number()).toList();
        lastNumber = Plan.nextPod(lastNumber, taken);
        if (mesh) {
            SidecarInjection.problem(meta)
                    .ifPresent(
                            problem -> tools.events().note(meta.name(), "", "Annotation", problem));
        }
        PodSpec complete =
                mesh
                        ? SidecarInjection.inject(
                                meta, spec, workload(meta, owner), path(meta, owner))
                        : spec;
        PodRequest request =
                new PodRequest(
                        meta,
                        complete,
                        lastNumber,
                        served(meta, complete),
                        SidecarInjection.isMeshed(complete));
        PodWorker worker =
                new PodWorker(request, tools, status -> news.add(new News.Status(status)));
        PodStatus status = PodStatus.of(meta.name(), Phase.STARTING);
        String now = tools.clock().instant().truncatedTo(ChronoUnit.SECONDS).toString();
        pods.put(meta.name(), new PodEntry(request, owner, now, worker, status, false));
        worker.start();
    }

    private Set<Integer> served(Meta meta, PodSpec spec) {
        Set<Integer> ports = new HashSet<>();
        for (KubeObject.Service service : desired.services()) {
            boolean same = service.meta().name().namespace().equals(meta.name().namespace());
            if (same && service.spec().selects(meta.labels())) {
                for (ServiceSpec.Port port : service.spec().ports()) {
                    port.target().resolve(spec.containers()).ifPresent(ports::add);
                }
            }
        }
        return ports;
    }

    private static String workload(Meta meta, Owner owner) {
        return switch (owner) {
            case Owner.Nobody _ -> meta.name().name();
            case Owner.OfDeployment(ObjectName deployment, _) -> deployment.name();
        };
    }

    private static String path(Meta meta, Owner owner) {
        String namespace = meta.name().namespace();
        return switch (owner) {
            case Owner.Nobody _ ->
                    "kubernetes://apis/v1/namespaces/%s/pods/%s"
                            .formatted(namespace, meta.name().name());
            case Owner.OfDeployment(ObjectName deployment, _) ->
                    "kubernetes://apis/apps/v1/namespaces/%s/deployments/%s"
                            .formatted(namespace, deployment.name());
        };
    }

    private List<RunningPod> views() {
        return pods.values().stream().map(PodEntry::view).toList();
    }

    private void publish() {
        List<RunningPod> views = views();
        List<Endpoints> endpoints =
                desired.services().stream()
                        .map(service -> Endpoints.of(service, views))
                        .sorted((one, other) ->
                                one.service()
                                        .meta()
                                        .name()
                                        .compareTo(other.service().meta().name()))
                        .toList();
        publisher.publish(
                new Publisher.Picture(
                        desired, List.copyOf(pods.values()), views, endpoints, clusterIps));
    }
}
