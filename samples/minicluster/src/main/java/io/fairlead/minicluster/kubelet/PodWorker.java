package io.fairlead.minicluster.kubelet;

import io.fairlead.minicluster.kubelet.PodStatus.Phase;
import io.fairlead.minicluster.network.CaptureRules;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Runs one pod from its first namespace to its last process, on a thread of its own.
///
/// ```
/// namespaces ── proxy ready ── containers ──(supervised)── leave the endpoints ── drain ── SIGTERM ── SIGKILL
/// ```
public final class PodWorker {

    private static final long TICK_MS = 50;
    private static final long QUIET_TICK_MS = 200;
    private static final Duration PROXY_GRACE = Duration.ofSeconds(5);
    private static final String PROXY = "istio-proxy";

    private final PodRequest pod;
    private final KubeletTools tools;
    private final Consumer<PodStatus> listener;
    private final LinkedBlockingQueue<Boolean> mailbox = new LinkedBlockingQueue<>(1);
    private final List<ContainerSlot> slots;

    private @Nullable PodStatus published;
    private String filesRefused = "";

    /// @param listener hears of every change, on the pod's thread
    public PodWorker(PodRequest pod, KubeletTools tools, Consumer<PodStatus> listener) {
        this.pod = pod;
        this.tools = tools;
        this.listener = listener;
        this.slots =
                pod.spec().containers().stream()
                        .map(container -> new ContainerSlot(pod, container, tools))
                        .toList();
    }

    /// Starts the pod's thread.
    public void start() {
        // No virtual thread: starting processes and reading their pipes holds its carrier, and with
        // two pods in the
        // making nothing would be forwarded on two cores.
        Thread.ofPlatform().daemon().name("pod-" + pod.meta().name()).start(this::live);
    }

    /// Asks the pod to end; returns at once.
    public void end() {
        mailbox.offer(true);
    }

    private void live() {
        try {
            publish(Phase.STARTING, 0);
            @Nullable Sandbox sandbox = sandbox();
            if (sandbox != null) {
                try (sandbox) {
                    supervise(sandbox);
                    terminate(sandbox);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            listener.accept(new PodStatus(pod.meta().name(), Phase.GONE, false, 0, List.of()));
        }
    }

    /// Null when the pod was asked to end before it had its namespaces.
    private @Nullable Sandbox sandbox() throws InterruptedException {
        int failures = 0;
        while (true) {
            try {
                return Sandbox.create(pod, tools.places(), tools.proxyExempt());
            } catch (IOException refused) {
                failures++;
                tools.events()
                        .note(
                                pod.meta().name(),
                                "",
                                "SandboxFailed",
                                String.valueOf(refused.getMessage()));
            }
            Duration delay = RestartDelay.after(failures);
            if (mailbox.poll(delay.toMillis(), TimeUnit.MILLISECONDS) != null) {
                return null;
            }
        }
    }

    private void supervise(Sandbox sandbox) throws InterruptedException {
        boolean asked = false;
        // The application is held until its proxy was ready once, so that its first calls find a
        // way out.
        boolean held = pod.meshed();
        ProjectedFiles files =
                new ProjectedFiles(pod, tools.projection(), sandbox.dir(), CaptureRules.PROXY_UID);
        while (!asked) {
            Instant now = tools.clock().instant();
            if (pod.meshed()) {
                refresh(files, now);
            }
            held = held && slots.stream().noneMatch(slot -> isProxy(slot) && slot.ready());
            for (ContainerSlot slot : slots) {
                slot.step(now, sandbox, isProxy(slot) || !held);
            }
            publish(Phase.RUNNING, sandbox.holder());
            long tick = ready() ? QUIET_TICK_MS : TICK_MS;
            asked = mailbox.poll(tick, TimeUnit.MILLISECONDS) != null;
        }
    }

    private void refresh(ProjectedFiles files, Instant now) {
        try {
            files.refresh(now);
        } catch (IOException refused) {
            String why = String.valueOf(refused.getMessage());
            if (!why.equals(filesRefused)) {
                tools.events().note(pod.meta().name(), "", "FilesNotProjected", why);
            }
            filesRefused = why;
        }
    }

    private void terminate(Sandbox sandbox) throws InterruptedException {
        boolean served = ready();
        publish(Phase.TERMINATING, sandbox.holder());
        if (served) {
            pause(tools.drain());
        }
        List<ContainerSlot> apps = slots.stream().filter(slot -> !isProxy(slot)).toList();
        List<ContainerSlot> proxies = slots.stream().filter(this::isProxy).toList();
        terminate(apps, pod.spec().grace());
        terminate(proxies, PROXY_GRACE);
        tools.events().note(pod.meta().name(), "", "Removed", "all processes ended");
    }

    private void terminate(List<ContainerSlot> ending, Duration grace) throws InterruptedException {
        ending.forEach(ContainerSlot::terminate);
        Instant deadline = tools.clock().instant().plus(grace);
        while (ending.stream().anyMatch(ContainerSlot::running)
                && tools.clock().instant().isBefore(deadline)) {
            pause(Duration.ofMillis(TICK_MS));
        }
    }

    /// Waits; a second request to end changes nothing.
    private void pause(Duration time) throws InterruptedException {
        mailbox.clear();
        Instant deadline = tools.clock().instant().plus(time);
        while (tools.clock().instant().isBefore(deadline)) {
            long left = Duration.between(tools.clock().instant(), deadline).toMillis();
            mailbox.poll(Math.max(1, left), TimeUnit.MILLISECONDS);
        }
    }

    private boolean ready() {
        return slots.stream().allMatch(ContainerSlot::ready);
    }

    private boolean isProxy(ContainerSlot slot) {
        return pod.meshed() && slot.container().name().equals(PROXY);
    }

    private void publish(Phase phase, long holder) {
        List<PodStatus.ContainerStatus> containers = new ArrayList<>();
        slots.forEach(slot -> containers.add(slot.status()));
        PodStatus status =
                new PodStatus(
                        pod.meta().name(),
                        phase,
                        phase == Phase.RUNNING && ready(),
                        holder,
                        containers);
        if (!status.equals(published)) {
            published = status;
            listener.accept(status);
        }
    }
}
