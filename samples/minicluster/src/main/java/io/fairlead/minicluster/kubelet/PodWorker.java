package io.fairlead.minicluster.kubelet;

import io.fairlead.minicluster.kubelet.PodStatus.Phase;
import io.fairlead.minicluster.schema.Container;
import io.fairlead.minicluster.schema.Restart;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Runs one pod from its first namespace to its last process, on a thread of its own.
///
/// ```
/// namespaces ── init and sidecars ── containers ──(supervised)── leave the endpoints ── drain ── SIGTERM ── SIGKILL
/// ```
public final class PodWorker implements PodAccess {

    private static final long TICK_MS = 50;
    private static final long QUIET_TICK_MS = 200;
    private static final int RELEASES_MAX = 100;
    private static final Duration SIDECAR_GRACE = Duration.ofSeconds(5);

    /// Each question for a file that is missing is one to the API server.
    private static final Duration MISSING_AGAIN = Duration.ofMillis(200);

    private final PodRequest pod;
    private final KubeletTools tools;
    private final Consumer<PodStatus> listener;
    private final LinkedBlockingQueue<Boolean> mailbox = new LinkedBlockingQueue<>(1);
    private final List<ContainerSlot> slots;
    private final List<ContainerSlot> init;

    private volatile Duration grace;
    private volatile @Nullable PodStatus published;
    private String filesRefused = "";
    private boolean filesOnce;
    private Instant filesAgain = Instant.MIN;

    /// @param listener hears of every change, on the pod's thread
    public PodWorker(PodRequest pod, KubeletTools tools, Consumer<PodStatus> listener) {
        this.pod = pod;
        this.tools = tools;
        this.listener = listener;
        this.grace = pod.spec().grace();
        this.slots =
                pod.spec().containers().stream()
                        .map(container ->
                                new ContainerSlot(pod, container, pod.spec().restart(), tools))
                        .toList();
        this.init =
                pod.spec().init().stream()
                        .map(container ->
                                new ContainerSlot(pod, container, initial(container), tools))
                        .toList();
    }

    private Restart initial(Container container) {
        if (container.care().sidecar()) {
            return Restart.ALWAYS;
        }
        return pod.spec().restart() == Restart.NEVER ? Restart.NEVER : Restart.ON_FAILURE;
    }

    /// Starts the pod's thread.
    public void start() {
        // No virtual thread: starting processes and reading their pipes holds its carrier, and with
        // two pods in the making nothing would be forwarded on two cores.
        Thread.ofPlatform().daemon().name("pod-" + pod.meta().name()).start(this::live);
    }

    /// Asks the pod to end; returns at once.
    public void end() {
        mailbox.offer(true);
    }

    /// Asks the pod to end within this time, which may be none; returns at once.
    public void end(Duration within) {
        grace = within;
        end();
    }

    @Override
    public Optional<ContainerAccess> container(String name) {
        return Stream.concat(init.stream(), slots.stream())
                .filter(slot -> slot.container().name().equals(name))
                .map(ContainerSlot::access)
                .findFirst();
    }

    @Override
    public long holder() {
        @Nullable PodStatus known = published;
        return known == null ? 0 : known.holder();
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
                for (int i = 0; i < RELEASES_MAX && !released(); i++) {
                    pause(Duration.ofMillis(TICK_MS));
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            listener.accept(PodStatus.of(pod.meta().name(), Phase.GONE));
        }
    }

    private boolean released() {
        return Stream.concat(init.stream(), slots.stream()).allMatch(ContainerSlot::released);
    }

    /// Null when the pod was asked to end before it had its namespaces.
    private @Nullable Sandbox sandbox() throws InterruptedException {
        int failures = 0;
        while (true) {
            try {
                return Sandbox.create(pod, tools.places(), tools.network());
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
        while (!asked) {
            Instant now = tools.clock().instant();
            boolean prepared = prepare(now, sandbox, refresh(sandbox, now));
            boolean next = prepared;
            for (ContainerSlot slot : slots) {
                slot.step(now, sandbox, next);
                next = next && slot.begun();
            }
            if (over()) {
                // Sidecars have nobody left to serve.
                init.forEach(ContainerSlot::terminate);
            }
            publish(Phase.RUNNING, sandbox.holder());
            long tick = ready() || over() ? QUIET_TICK_MS : TICK_MS;
            asked = mailbox.poll(tick, TimeUnit.MILLISECONDS) != null;
        }
    }

    /// One init container after the other; a sidecar among them stays, and the next waits until it has started.
    ///
    /// @return true where the containers may start
    private boolean prepare(Instant now, Sandbox sandbox, boolean mayStart) {
        boolean next = mayStart;
        for (ContainerSlot slot : init) {
            boolean sidecar = slot.container().care().sidecar();
            slot.step(now, sandbox, next && !over());
            next = next && (sidecar ? slot.started() || over() : slot.succeeded());
        }
        return next;
    }

    private boolean over() {
        return (!slots.isEmpty() && slots.stream().allMatch(ContainerSlot::over))
                || init.stream().anyMatch(slot -> slot.over() && !slot.succeeded());
    }

    /// False as long as files that the pod must have aren't there.
    private boolean refresh(Sandbox sandbox, Instant now) {
        if (now.isBefore(filesAgain)) {
            return filesOnce;
        }
        try {
            pod.volumes().refresh(sandbox.dir(), now);
            filesRefused = "";
            filesOnce = true;
        } catch (IOException refused) {
            String why = String.valueOf(refused.getMessage());
            if (!why.equals(filesRefused)) {
                tools.events().note(pod.meta().name(), "", "FailedMount", why);
            }
            filesRefused = why;
            filesAgain = now.plus(MISSING_AGAIN);
        }
        return filesOnce;
    }

    private void terminate(Sandbox sandbox) throws InterruptedException {
        boolean served = ready();
        publish(Phase.TERMINATING, sandbox.holder());
        if (served && grace.isPositive()) {
            pause(tools.drain());
        }
        terminate(slots, grace);
        terminate(init, SIDECAR_GRACE);
        tools.events().note(pod.meta().name(), "", "Removed", "all processes ended");
    }

    private void terminate(List<ContainerSlot> ending, Duration grace) throws InterruptedException {
        ending.forEach(ContainerSlot::terminate);
        Instant deadline = tools.clock().instant().plus(grace);
        while (ending.stream().anyMatch(ContainerSlot::running)
                && grace.isPositive()
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
        return slots.stream().allMatch(ContainerSlot::ready)
                && init.stream()
                        .filter(slot -> slot.container().care().sidecar())
                        .allMatch(ContainerSlot::ready);
    }

    private void publish(Phase phase, long holder) {
        PodStatus status =
                new PodStatus(
                        pod.meta().name(),
                        phase,
                        phase == Phase.RUNNING && ready(),
                        holder,
                        slots.stream().map(ContainerSlot::status).toList(),
                        init.stream().map(ContainerSlot::status).toList());
        if (!status.equals(published)) {
            published = status;
            listener.accept(status);
        }
    }
}
