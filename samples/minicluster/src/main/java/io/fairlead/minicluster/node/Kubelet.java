package io.fairlead.minicluster.node;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.StatusDetails;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fairlead.minicluster.kubelet.EventLog;
import io.fairlead.minicluster.kubelet.KubeletTools;
import io.fairlead.minicluster.kubelet.PodAccess;
import io.fairlead.minicluster.kubelet.PodRequest;
import io.fairlead.minicluster.kubelet.PodStatus;
import io.fairlead.minicluster.kubelet.PodStatus.Phase;
import io.fairlead.minicluster.kubelet.PodWorker;
import io.fairlead.minicluster.network.NodePlan;
import io.fairlead.minicluster.network.Plan;
import io.fairlead.minicluster.reconcile.Hearing;
import io.fairlead.minicluster.reconcile.Queue;
import io.fairlead.minicluster.reconcile.Recorder;
import io.fairlead.minicluster.schema.ObjectName;
import io.fairlead.minicluster.schema.PodDecoder;
import io.fairlead.minicluster.schema.PodDecoder.Decoded;
import io.fairlead.minicluster.schema.PortRef;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Runs the pods that a node was given, and tells the API server how they are.
///
/// ```
/// watch of its pods ─▶ PodWorker ─▶ status of the pod        pod to be deleted ─▶ end ─▶ gone ─▶ object deleted
/// ```
public final class Kubelet implements AutoCloseable {

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);
    private static final int GONE = 404;
    private static final Set<String> TROUBLE =
            Set.of(
                    "BackOff",
                    "Failed",
                    "FailedMount",
                    "FailedPostStartHook",
                    "FailedPreStopHook",
                    "SandboxFailed",
                    "Unhealthy");

    private final KubernetesClient client;
    private final KubeletTools tools;
    private final Recorder events;
    private final InstantSource clock;
    private final Consumer<List<RunningPod>> shown;
    private final Queue queue = new Queue("kubelet", this::look);
    private final SharedIndexInformer<Pod> pods;
    private final Map<String, RunningPod> running = new ConcurrentHashMap<>();
    private final NodePlan node;
    private int lastNumber;

    /// What it needs of its node.
    ///
    /// @param tools to run pods with, once it is known who hears what happens to them
    /// @param shown hears which pods there are, whenever that changes
    public record Setting(
            NodePlan node,
            Function<EventLog, KubeletTools> tools,
            Consumer<List<RunningPod>> shown) {}

    private Kubelet(KubernetesClient client, Setting setting, InstantSource clock) {
        this.client = client;
        this.clock = clock;
        this.shown = setting.shown();
        this.node = setting.node();
        this.lastNumber = node.number();
        this.events = new Recorder(client, "kubelet", clock);
        this.tools = setting.tools().apply(this::note);
        this.pods =
                client.pods()
                        .inAnyNamespace()
                        .withField("spec.nodeName", node.name())
                        .runnableInformer(0);
    }

    /// Starts it.
    public static Kubelet start(KubernetesClient client, Setting setting) {
        Kubelet kubelet = new Kubelet(client, setting, InstantSource.system());
        kubelet.pods.addEventHandler(new Hearing<>(pod -> kubelet.queue.add(key(pod))));
        kubelet.pods.run();
        return kubelet;
    }

    /// A pod that runs here.
    public Optional<PodAccess> find(String namespace, String name) {
        return Optional.ofNullable(running.get(namespace + "/" + name)).map(RunningPod::worker);
    }

    private void look(String key) {
        @Nullable Pod pod = pods.getStore().getByKey(key);
        @Nullable RunningPod there = running.get(key);
        if (there != null && (pod == null || !uid(pod).equals(uid(there.pod())))) {
            stop(key, there, Duration.ZERO);
            pod = null;
        }
        if (pod != null && there == null) {
            begin(key, pod);
        } else if (pod != null && there != null) {
            goOn(key, pod, there);
        }
        @Nullable RunningPod after = running.get(key);
        if (after != null && after.status().phase() == Phase.GONE) {
            running.remove(key);
            // The next of its name may wait.
            queue.add(key);
        }
        shown.accept(List.copyOf(running.values()));
    }

    private void begin(String key, Pod pod) {
        if (pod.isMarkedForDeletion()) {
            delete(pod);
            return;
        }
        String phase = Objects.requireNonNullElse(pod.getStatus().getPhase(), "");
        if (phase.equals("Succeeded") || phase.equals("Failed")) {
            return;
        }
        int number =
                node.nextPod(
                        lastNumber, running.values().stream().map(RunningPod::number).toList());
        String ip =
                Boolean.TRUE.equals(pod.getSpec().getHostNetwork())
                        ? node.address()
                        : Plan.podIp(number);
        Fields fields = new Fields(pod, ip, node.address());
        Data data = new Data(client, pod.getMetadata().getNamespace());
        try {
            Decoded known = decode(new Environment(data, fields).resolve(pod));
            PodRequest request =
                    new PodRequest(
                            known.meta(),
                            known.spec(),
                            node,
                            number,
                            Amounts.limits(pod),
                            served(known),
                            new PodVolumes(pod, data, fields));
            PodWorker worker = new PodWorker(request, tools, status -> heard(key, pod, status));
            running.put(
                    key,
                    new RunningPod(
                            pod,
                            number,
                            ip,
                            worker,
                            PodStatus.of(known.meta().name(), Phase.STARTING),
                            false));
            lastNumber = number;
            worker.start();
        } catch (IOException missing) {
            events.warning(pod, "Failed", "Error: " + missing.getMessage());
            queue.again(key, LOOK_AGAIN);
        }
    }

    /// Numbers of the ports that Services send traffic to.
    private Set<Integer> served(Decoded pod) {
        Set<Integer> ports = new HashSet<>();
        Map<String, String> labels = pod.meta().labels();
        for (Service service :
                client.services().inNamespace(pod.meta().name().namespace()).list().getItems()) {
            Map<String, String> selector = service.getSpec().getSelector();
            if (!selector.isEmpty() && labels.entrySet().containsAll(selector.entrySet())) {
                service.getSpec().getPorts().stream()
                        .map(Kubelet::target)
                        .flatMap(target -> target.resolve(pod.spec().containers()).stream())
                        .forEach(ports::add);
            }
        }
        return ports;
    }

    private static PortRef target(ServicePort port) {
        IntOrString target =
                Objects.requireNonNullElse(port.getTargetPort(), new IntOrString(port.getPort()));
        return target.getStrVal() == null
                ? new PortRef.ByNumber(target.getIntVal())
                : new PortRef.ByName(target.getStrVal());
    }

    private Decoded decode(Pod pod) {
        return PodDecoder.decode(
                client.getKubernetesSerialization().convertValue(pod, JsonNode.class));
    }

    /// On the pod's own thread.
    private void heard(String key, Pod pod, PodStatus status) {
        running.computeIfPresent(
                key, (_, there) -> uid(there.pod()).equals(uid(pod)) ? there.with(status) : there);
        queue.add(key);
    }

    private void goOn(String key, Pod pod, RunningPod there) {
        if (pod.isMarkedForDeletion()) {
            Long seconds = pod.getMetadata().getDeletionGracePeriodSeconds();
            stop(key, there, Duration.ofSeconds(seconds == null ? 0 : seconds));
        }
        if (there.status().phase() == Phase.GONE) {
            if (pod.isMarkedForDeletion()) {
                delete(pod);
            }
            return;
        }
        PodRecords records =
                new PodRecords(
                        pod, there.status(), clock.instant().truncatedTo(ChronoUnit.SECONDS));
        if (records.status(there.ip(), node.address()).equals(pod.getStatus())) {
            return;
        }
        try {
            Pod _ =
                    there(pod)
                            .editStatus(now ->
                                    uid(now).equals(uid(pod))
                                            ? new PodBuilder(now)
                                                    .withStatus(
                                                            new PodRecords(
                                                                            now,
                                                                            there.status(),
                                                                            records.now())
                                                                    .status(
                                                                            there.ip(),
                                                                            node.address()))
                                                    .build()
                                            : now);
        } catch (KubernetesClientException refused) {
            pass(refused);
        }
    }

    private void stop(String key, RunningPod there, Duration grace) {
        if (!there.ending()) {
            running.put(key, there.asEnding());
            events.normal(there.pod(), "Killing", "Stopping its containers");
            there.worker().end(grace);
        } else if (grace.isZero()) {
            there.worker().end(grace);
        }
    }

    private void delete(Pod pod) {
        try {
            List<StatusDetails> _ = there(pod).withGracePeriod(0).delete();
        } catch (KubernetesClientException refused) {
            pass(refused);
        }
    }

    /// Whoever is gone needs nothing more.
    private static void pass(KubernetesClientException refused) {
        if (refused.getCode() != GONE) {
            throw refused;
        }
    }

    private io.fabric8.kubernetes.client.dsl.PodResource there(Pod pod) {
        return client.pods()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName());
    }

    private void note(ObjectName name, String container, String reason, String message) {
        EventLog.LINES.note(name, container, reason, message);
        @Nullable RunningPod there = running.get(name.toString());
        if (there == null) {
            return;
        }
        if (TROUBLE.contains(reason)) {
            events.warning(
                    there.pod(),
                    reason.equals("SandboxFailed") ? "FailedCreatePodSandBox" : reason,
                    message);
        } else if (reason.equals("Started") || reason.equals("Killing")) {
            events.normal(there.pod(), reason, message);
        }
    }

    private static String key(Pod pod) {
        return pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
    }

    private static String uid(Pod pod) {
        return pod.getMetadata().getUid();
    }

    /// Lets the pods be: they end with their node.
    @Override
    public void close() {
        queue.close();
        pods.close();
        events.close();
    }
}
