package io.fairlead.perf.footprint;

import io.fabric8.kubernetes.api.model.Pod;
import io.fairlead.perf.footprint.FootprintReport.Look;
import io.fairlead.perf.footprint.FootprintReport.Plane;
import io.fairlead.perf.footprint.FootprintReport.Rollout;
import io.fairlead.perf.footprint.FootprintReport.Start;
import io.fairlead.perf.machine.CpuLimit;
import io.fairlead.perf.machine.Memory;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Half of the fleet has our sidecars and half stock Envoys, and then the other way round. Each half is looked at
/// without load, and while it works. Then some pods are replaced, one after the other, for the time that their sidecars
/// take to be ready. In the end all pods are replaced at once while requests come, and get our sidecars with a limit.
///
/// @param settle without load before each look
/// @param starts of each kind
record FootprintRun(MeshedFleet fleet, int rate, Duration lasts, Duration settle, int starts) {

    private static final Duration ANSWER_MAX = Duration.ofMinutes(2);
    private static final String LIMIT = "200m";
    private static final int ROLLOUT_RATE = 20;

    /// What was seen, and what became of all requests.
    record Found(
            List<Look> looks,
            List<Start> starts,
            Rollout rollout,
            List<FleetLoad.Answers> answers) {
        Found {
            looks = List.copyOf(looks);
            starts = List.copyOf(starts);
            answers = List.copyOf(answers);
        }
    }

    Found ask() throws IOException, InterruptedException {
        List<Look> looks = new ArrayList<>();
        List<FleetLoad.Answers> answers = new ArrayList<>();
        List<String> workloads = fleet.workloads();
        for (int turn = 0; turn < 2; turn++) {
            System.err.printf("# half %d of 2%n", turn + 1);
            for (int i = 0; i < workloads.size(); i++) {
                Plane plane = i % 2 == turn ? Plane.ENVOY : Plane.OURS;
                fleet.annotate(workloads.get(i), MeshedFleet.annotations(plane));
            }
            fleet.awaitRollout();
            FleetLoad.awaitFirst(ANSWER_MAX);
            LockSupport.parkNanos(settle.toNanos());
            looks.addAll(look(false));
            FleetLoad load = FleetLoad.start(rate);
            LockSupport.parkNanos(lasts.toNanos());
            looks.addAll(look(true));
            answers.add(load.stop("half " + (turn + 1)));
        }
        List<Start> alone = startAlone();
        return new Found(looks, alone, rollOut(answers), answers);
    }

    private List<Look> look(boolean loaded) throws IOException {
        Map<String, ProcessHandle> agents = Sidecars.agents();
        List<Look> looks = new ArrayList<>();
        for (Pod pod : fleet.pods()) {
            Memory memory = Sidecars.memory(agent(agents, pod));
            String name = pod.getMetadata().getName();
            looks.add(new Look(name, MeshedFleet.plane(pod), loaded, memory));
        }
        return looks;
    }

    private List<Start> startAlone() throws IOException, InterruptedException {
        List<Start> all = new ArrayList<>();
        for (int i = 0; i < starts; i++) {
            for (Plane plane : Plane.values()) {
                System.err.printf("# start %d of %d of %s%n", i + 1, starts, plane.title());
                LockSupport.parkNanos(settle.toNanos());
                Pod pod =
                        fleet.pods().stream()
                                .filter(one -> MeshedFleet.plane(one) == plane)
                                .skip(i)
                                .findFirst()
                                .orElseThrow(() -> new IOException("no sidecar of " + plane));
                long millis = new ReadyTime(fleet.client()).ofNext(pod).toMillis();
                all.add(new Start(pod.getMetadata().getName(), plane, millis));
                fleet.awaitRollout();
            }
        }
        return all;
    }

    private Rollout rollOut(List<FleetLoad.Answers> answers)
            throws IOException, InterruptedException {
        System.err.println("# rollout");
        FleetLoad load = FleetLoad.start(ROLLOUT_RATE);
        long began = System.nanoTime();
        for (String workload : fleet.workloads()) {
            fleet.annotate(workload, MeshedFleet.annotations(LIMIT));
        }
        fleet.awaitRollout();
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began);
        LockSupport.parkNanos(settle.toNanos());
        answers.add(load.stop("rollout"));
        Map<String, ProcessHandle> agents = Sidecars.agents();
        CpuLimit.Told told = new CpuLimit.Told(0, 0);
        for (Pod pod : fleet.pods()) {
            told = told.and(CpuLimit.told(agent(agents, pod).pid()));
        }
        return new Rollout(fleet.workloads().size(), LIMIT, seconds, told);
    }

    private static ProcessHandle agent(Map<String, ProcessHandle> agents, Pod pod)
            throws IOException {
        String name = pod.getMetadata().getName();
        ProcessHandle agent = agents.get(name);
        if (agent == null) {
            throw new IOException("no sidecar beside " + name);
        }
        return agent;
    }
}
