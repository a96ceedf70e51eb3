package io.fairlead.minicluster.kubelet;

import io.fairlead.minicluster.images.Launch;
import io.fairlead.minicluster.kubelet.PodStatus.ContainerStatus;
import io.fairlead.minicluster.network.CaptureRules;
import io.fairlead.minicluster.network.Plan;
import io.fairlead.minicluster.schema.Container;
import io.fairlead.minicluster.schema.Probe;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// One container of a pod over all its restarts. Belongs to the pod's thread.
final class ContainerSlot {

    private static final int APP_UID = 1_000;
    private static final String SYSTEM_NAMESPACE = "istio-system";
    private static final Duration FIRST_READY_PERIOD = Duration.ofMillis(100);
    private static final Duration OPEN_PORT_WAIT = Duration.ofSeconds(30);

    private final PodRequest pod;
    private final Container container;
    private final KubeletTools tools;

    private @Nullable ContainerProcess process;
    private Instant started = Instant.EPOCH;
    private Instant startAt = Instant.EPOCH;
    private Instant askAt = Instant.EPOCH;
    private int failures;
    private int starts;
    private String detail = "waiting";
    private ProbeCount count = ProbeCount.NONE;
    private @Nullable CompletableFuture<Boolean> pending;

    ContainerSlot(PodRequest pod, Container container, KubeletTools tools) {
        this.pod = pod;
        this.container = container;
        this.tools = tools;
    }

    Container container() {
        return container;
    }

    boolean ready() {
        return process != null && count.ready();
    }

    ContainerStatus status() {
        long pid = process == null ? 0 : process.pid();
        return new ContainerStatus(
                container.name(), container.image(), pid, ready(), Math.max(0, starts - 1), detail);
    }

    /// Looks after the container once.
    ///
    /// @param mayStart false while something else must be ready first
    void step(Instant now, Sandbox sandbox, boolean mayStart) {
        ContainerProcess running = process;
        if (running != null && !running.running()) {
            ended(now, running);
        } else if (running != null) {
            ask(now, sandbox);
        } else if (mayStart && !now.isBefore(startAt)) {
            start(now, sandbox);
        }
    }

    void terminate() {
        if (process != null) {
            process.terminate();
        }
    }

    boolean running() {
        return process != null && process.running();
    }

    private void start(Instant now, Sandbox sandbox) {
        Optional<Launch> launch = tools.launches().of(pod, container);
        if (launch.isEmpty()) {
            failed(now, tools.launches().why(container));
            return;
        }
        Path dir = sandbox.dir().resolve(container.name());
        boolean proxy = pod.meshed() && isProxy();
        Launch words =
                proxy ? launch.get().with(ProjectedFiles.environment(sandbox.dir())) : launch.get();
        try {
            LogFile log =
                    LogFile.open(
                            tools.places().log(pod.meta().name(), container.name()),
                            LogFile.LIMITS);
            process = ContainerProcess.start(words, sandbox.holder(), uid(proxy), dir, log);
        } catch (IOException refused) {
            failed(now, "StartFailed: " + refused.getMessage());
            return;
        }
        starts++;
        started = now;
        detail = "";
        count = ProbeCount.NONE;
        pending = null;
        askAt =
                now.plus(
                        container
                                .readiness()
                                .map(p -> p.timing().initialDelay())
                                .orElse(Duration.ZERO));
        tools.events().note(pod.meta().name(), container.name(), "Started", "pid " + process.pid());
    }

    private int uid(boolean proxy) {
        if (proxy) {
            return CaptureRules.PROXY_UID;
        }
        // Applications can't read what the daemon keeps.
        return pod.meta().name().namespace().equals(SYSTEM_NAMESPACE)
                ? Projection.SYSTEM_UID
                : APP_UID;
    }

    private boolean isProxy() {
        return container.name().equals("istio-proxy");
    }

    private void ended(Instant now, ContainerProcess running) {
        running.kill();
        process = null;
        String how = running.ending();
        tools.events().note(pod.meta().name(), container.name(), "Ended", how);
        failures = RestartDelay.failures(failures, Duration.between(started, now));
        startAt = now.plus(RestartDelay.after(failures));
        detail = failures > 1 ? "CrashLoopBackOff: " + how : "Ended: " + how;
    }

    private void failed(Instant now, String why) {
        if (!why.equals(detail)) {
            tools.events().note(pod.meta().name(), container.name(), "Failed", why);
        }
        detail = why;
        failures++;
        startAt = now.plus(RestartDelay.after(failures));
    }

    private void ask(Instant now, Sandbox sandbox) {
        Probe.Timing timing = container.readiness().map(Probe::timing).orElse(Probe.Timing.DEFAULT);
        if (pending != null) {
            if (!pending.isDone()) {
                return;
            }
            boolean answer = pending.join();
            pending = null;
            count = count.next(answer, timing);
            // The first yes is waited for, by people and by the containers that start after it.
            askAt = now.plus(count.ready() ? timing.period() : FIRST_READY_PERIOD);
        } else if (!now.isBefore(askAt) && wantsAsking()) {
            pending = CompletableFuture.supplyAsync(() -> answer(now, sandbox), tools.probes());
        }
    }

    private boolean wantsAsking() {
        return container.readiness().isPresent() || !count.ready();
    }

    private boolean answer(Instant now, Sandbox sandbox) {
        return container
                .readiness()
                .map(probe -> Prober.ask(probe, Plan.podIp(pod.number()), pod.spec().containers()))
                .orElseGet(() ->
                        Prober.listens(container, pod.served(), sandbox.holder())
                                || now.isAfter(started.plus(OPEN_PORT_WAIT)));
    }
}
