package io.fairlead.minicluster.kubelet;

import io.fairlead.minicluster.images.Launch;
import io.fairlead.minicluster.kubelet.ContainerProcess.Room;
import io.fairlead.minicluster.kubelet.ContainerState.Ended;
import io.fairlead.minicluster.kubelet.ContainerState.Running;
import io.fairlead.minicluster.kubelet.ContainerState.Waiting;
import io.fairlead.minicluster.kubelet.ControlGroups.Limits;
import io.fairlead.minicluster.kubelet.PodStatus.ContainerStatus;
import io.fairlead.minicluster.schema.Container;
import io.fairlead.minicluster.schema.Probe;
import io.fairlead.minicluster.schema.Probe.Question;
import io.fairlead.minicluster.schema.Restart;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One container of a pod over all its restarts. Belongs to the pod's thread.
final class ContainerSlot {

    private static final Logger LOG = LoggerFactory.getLogger(ContainerSlot.class);
    private static final Limits NO_LIMITS = new Limits(0, 0);
    private static final int APP_UID = 1_000;
    private static final Duration OPEN_PORT_WAIT = Duration.ofSeconds(30);
    private static final Duration HOOK_MAX = Duration.ofSeconds(30);
    private static final Duration START_HOOK_MAX = Duration.ofMinutes(2);

    private final PodRequest pod;
    private final Container container;
    private final Restart restart;
    private final KubeletTools tools;

    // Read by whoever wants to see the log, or into the container.
    private volatile @Nullable ContainerProcess process;
    private volatile @Nullable ContainerLog log;
    private volatile int starts;
    private volatile ContainerState state = new Waiting("PodInitializing", "");
    private @Nullable Ended last;
    private Instant startAt = Instant.EPOCH;
    private int failures;
    private String detail = "waiting";
    private @Nullable Asking readiness;
    private @Nullable Asking startup;
    private @Nullable Asking liveness;
    private @Nullable CompletableFuture<Boolean> hook;
    private @Nullable ControlGroup group;
    private Instant startedAt = Instant.EPOCH;

    /// @param restart when it is started again after its end
    ContainerSlot(PodRequest pod, Container container, Restart restart, KubeletTools tools) {
        this.pod = pod;
        this.container = container;
        this.restart = restart;
        this.tools = tools;
    }

    Container container() {
        return container;
    }

    boolean ready() {
        return process != null && readiness != null && readiness.yes() && started();
    }

    /// True from when it has started until its process ends.
    boolean started() {
        return process != null && begun() && (startup == null || startup.yes());
    }

    /// False while it does what it does after its start: until then the next container waits.
    boolean begun() {
        return hook == null;
    }

    /// True where it has ended and isn't started again.
    boolean over() {
        return state instanceof Ended ended && !restart.after(ended.exitCode());
    }

    /// True where it has ended well and isn't started again.
    boolean succeeded() {
        return over() && state instanceof Ended ended && ended.exitCode() == 0;
    }

    ContainerStatus status() {
        long pid = process == null ? 0 : process.pid();
        return new ContainerStatus(
                container.name(),
                container.image(),
                pid,
                ready(),
                Math.max(0, starts - 1),
                detail,
                state,
                last);
    }

    /// The way to it; may be asked for on any thread.
    ContainerAccess access() {
        return new ContainerAccess(state, starts, log, process);
    }

    /// Looks after the container once.
    ///
    /// @param mayStart false while something else must be ready first
    void step(Instant now, Sandbox sandbox, boolean mayStart) {
        ContainerProcess running = process;
        if (running != null && !running.running()) {
            ended(now, running);
        } else if (running != null && hook != null) {
            awaitHook(now, running, hook);
        } else if (running != null) {
            ask(now, sandbox, running);
        } else if (mayStart && !over() && !now.isBefore(startAt)) {
            start(now, sandbox);
        } else if (mayStart && failures > 1 && state instanceof Ended ended && !over()) {
            remember();
            state =
                    new Waiting(
                            "CrashLoopBackOff",
                            "back-off %ds restarting failed container=%s pod=%s"
                                    .formatted(
                                            RestartDelay.after(failures).toSeconds(),
                                            container.name(),
                                            pod.meta().name().name()));
            note("BackOff", "Back-off restarting failed container: " + ended.how());
        }
    }

    /// Asks it to end. What it wants to do before that holds up its pod's thread, for 30 s at most.
    void terminate() {
        @Nullable ContainerProcess running = process;
        if (running == null) {
            return;
        }
        @Nullable Question before = container.care().preStop();
        if (before != null && !answer(before, HOOK_MAX, running)) {
            note("FailedPreStopHook", "what it does before its end failed");
        }
        running.terminate();
    }

    boolean running() {
        return process != null && process.running();
    }

    private void start(Instant now, Sandbox sandbox) {
        Optional<Launch> launch = tools.launches().of(pod, container);
        if (launch.isEmpty()) {
            imageMissing(now, tools.launches().why(container));
            return;
        }
        try {
            ContainerLog.Run output = log().begin(starts, tools.clock());
            process =
                    ContainerProcess.start(
                            launch.get(),
                            new Room(
                                    sandbox.holder(),
                                    uid(),
                                    container.care().network(),
                                    sandbox.dir().resolve(container.name()),
                                    pod.volumes().mounts(container, sandbox.dir()),
                                    group()),
                            output);
        } catch (IOException refused) {
            failed(now, "StartFailed", String.valueOf(refused.getMessage()));
            return;
        }
        int begun = starts + 1; // Written by the worker's thread alone.
        starts = begun;
        startedAt = now;
        remember();
        note("Started", "Started container " + container.name());
        @Nullable Question first = container.care().postStart();
        @Nullable ContainerProcess started = process;
        if (first == null || started == null) {
            runs(now);
            return;
        }
        state = new Waiting("ContainerCreating", "");
        detail = "after its start";
        hook =
                CompletableFuture.supplyAsync(
                        () -> answer(first, START_HOOK_MAX, started), tools.probes());
    }

    private void runs(Instant now) {
        state = new Running(startedAt);
        detail = "";
        begin(now);
    }

    /// Whoever doesn't do well what comes after his start is started anew.
    private void awaitHook(Instant now, ContainerProcess running, CompletableFuture<Boolean> done) {
        if (!done.isDone()) {
            return;
        }
        hook = null;
        if (done.isCompletedExceptionally() || !done.join()) {
            note("FailedPostStartHook", "what it does after its start failed");
            running.kill();
        } else {
            runs(now);
        }
    }

    private ContainerLog log() throws IOException {
        @Nullable ContainerLog there = log;
        if (there == null) {
            there =
                    ContainerLog.create(
                            tools.places().log(pod.meta().name(), container.name()),
                            ContainerLog.LIMITS);
            log = there;
        }
        return there;
    }

    private @Nullable ControlGroup group() throws IOException {
        if (group == null) {
            group =
                    tools.groups()
                            .of(
                                    Places.folder(pod.meta().name()) + "_" + container.name(),
                                    pod.limits().getOrDefault(container.name(), NO_LIMITS));
        }
        return group;
    }

    /// Gives back what the kernel keeps for it; false while one of its processes is still dying.
    boolean released() {
        try {
            if (group != null) {
                group.kill();
                group.close();
                group = null;
            }
            return true;
        } catch (IOException busy) {
            return false;
        }
    }

    /// Whether it ended for want of memory; what it left behind ends with it.
    private boolean overdrawn() {
        try {
            if (group == null) {
                return false;
            }
            group.kill();
            return group.overdrawn();
        } catch (IOException gone) {
            LOG.warn(
                    "event=memory_not_read container={} reason={}",
                    container.name(),
                    gone.getMessage());
            return false;
        }
    }

    /// What it did until now was an end: the last one from now on.
    private void remember() {
        if (state instanceof Ended ended) {
            last = ended;
        }
    }

    private void begin(Instant now) {
        @Nullable Probe ready = container.readinessProbe();
        readiness =
                ready == null
                        ? asking(Asking.About.OPEN, Probe.Timing.DEFAULT, now)
                        : asking(Asking.About.READY, ready.timing(), now);
        @Nullable Probe first = container.care().startup();
        startup = first == null ? null : asking(Asking.About.STARTED, first.timing(), now);
        @Nullable Probe alive = container.care().liveness();
        liveness = alive == null ? null : asking(Asking.About.ALIVE, alive.timing(), now);
    }

    private Asking asking(Asking.About about, Probe.Timing timing, Instant now) {
        return new Asking(about, timing, tools.probes(), now);
    }

    private int uid() {
        return container.care().uid() > 0 ? container.care().uid() : APP_UID;
    }

    private void ended(Instant now, ContainerProcess running) {
        running.kill();
        process = null;
        hook = null;
        int code = running.exitCode();
        Ended end = new Ended(code, overdrawn() && code != 0, startedAt, now);
        state = end;
        tools.events().note(pod.meta().name(), container.name(), "Ended", end.how());
        failures = RestartDelay.failures(failures, Duration.between(startedAt, now));
        startAt = now.plus(RestartDelay.after(failures));
        detail = failures > 1 ? "CrashLoopBackOff: " + end.how() : "Ended: " + end.how();
    }

    private void imageMissing(Instant now, String why) {
        if (!why.equals(detail)) {
            note("Failed", why);
            note("Failed", "Error: ErrImagePull");
        }
        failed(now, failures == 0 ? "ErrImagePull" : "ImagePullBackOff", why);
        detail = why;
    }

    private void failed(Instant now, String reason, String why) {
        String words = reason + ": " + why;
        if (!words.equals(detail) && reason.equals("StartFailed")) {
            note("Failed", words);
        }
        state = new Waiting(reason, why);
        detail = words;
        failures++;
        startAt = now.plus(RestartDelay.after(failures));
    }

    private void ask(Instant now, Sandbox sandbox, ContainerProcess running) {
        if (startup != null && !startup.yes()) {
            ask(startup, container.care().startup(), now, sandbox);
            if (startup.failed()) {
                kill(running, "startup");
            }
            return;
        }
        if (liveness != null) {
            ask(liveness, container.care().liveness(), now, sandbox);
            if (!liveness.yes()) {
                kill(running, "liveness");
                return;
            }
        }
        if (readiness != null) {
            ask(readiness, container.readinessProbe(), now, sandbox);
        }
    }

    private void kill(ContainerProcess running, String which) {
        note("Unhealthy", which + " probe failed");
        note(
                "Killing",
                "Container %s failed its %s probe, will be restarted"
                        .formatted(container.name(), which));
        running.kill();
    }

    private void ask(Asking asking, @Nullable Probe probe, Instant now, Sandbox sandbox) {
        @Nullable ContainerProcess running = process;
        Instant since = state instanceof Running(Instant at) ? at : now;
        if (running == null) {
            return;
        }
        asking.step(
                now,
                () ->
                        probe == null
                                ? Prober.listens(container, pod.served(), sandbox.holder())
                                        || now.isAfter(since.plus(OPEN_PORT_WAIT))
                                : answer(probe.question(), probe.timing().timeout(), running));
    }

    private boolean answer(Question question, Duration timeout, ContainerProcess running) {
        return switch (question) {
            case Question.Exec(var command) -> running.succeeds(command, timeout);
            case Question.HttpGet _, Question.TcpSocket _, Question.Grpc _ ->
                    Prober.ask(question, timeout, pod.ip(), pod.spec().containers());
        };
    }

    private void note(String reason, String message) {
        tools.events().note(pod.meta().name(), container.name(), reason, message);
    }
}
