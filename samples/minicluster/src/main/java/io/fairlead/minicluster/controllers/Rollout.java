package io.fairlead.minicluster.controllers;

import io.fairlead.minicluster.controllers.RunningPod.Owner;
import io.fairlead.minicluster.schema.KubeObject;
import io.fairlead.minicluster.schema.Meta;
import io.fairlead.minicluster.schema.ObjectName;
import io.fairlead.minicluster.schema.PodSpec;
import io.fairlead.minicluster.schema.PodTemplate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Compares wanted pods with running ones and says what to do next.
///
/// A changed template rolls: one new pod more than wanted at a time, and an old one ends only while enough others are
/// ready (Kubernetes' rolling update with maxSurge 1 and maxUnavailable 0).
public final class Rollout {

    private static final int SURGE = 1;

    private Rollout() {}

    /// One thing to do.
    public sealed interface Step {

        /// Make a pod.
        record Create(Meta meta, PodSpec spec, Owner owner) implements Step {}

        /// End a pod.
        record Delete(ObjectName pod) implements Step {}
    }

    /// The steps that lead from the running pods towards the wanted objects.
    ///
    /// @param suffixes gives a fresh random pod name suffix each time
    public static List<Step> plan(
            Collection<KubeObject> wanted,
            Collection<RunningPod> running,
            Supplier<String> suffixes) {
        Map<ObjectName, KubeObject.Deployment> deployments = new HashMap<>();
        Map<ObjectName, KubeObject.Pod> pods = new HashMap<>();
        for (KubeObject object : wanted) {
            switch (object) {
                case KubeObject.Deployment deployment ->
                        deployments.put(deployment.meta().name(), deployment);
                case KubeObject.Pod pod -> pods.put(pod.meta().name(), pod);
                case KubeObject.Service _, KubeObject.Stored _ -> {}
            }
        }
        List<Step> steps = new ArrayList<>();
        for (RunningPod pod : running) {
            if (pod.staying() && !wantedStill(pod, deployments, pods)) {
                steps.add(new Step.Delete(pod.name()));
            }
        }
        deployments.values().stream()
                .sorted(Comparator.comparing(deployment -> deployment.meta().name()))
                .forEach(deployment -> steps.addAll(roll(deployment, running, suffixes)));
        pods.values().stream()
                .filter(pod -> running.stream().noneMatch(other -> sameName(other, pod)))
                .sorted(Comparator.comparing(pod -> pod.meta().name()))
                .forEach(pod -> steps.add(single(pod)));
        return steps;
    }

    private static boolean wantedStill(
            RunningPod pod,
            Map<ObjectName, KubeObject.Deployment> deployments,
            Map<ObjectName, KubeObject.Pod> pods) {
        return switch (pod.owner()) {
            case Owner.OfDeployment(ObjectName name, _) -> deployments.containsKey(name);
            case Owner.Nobody(String hash) -> {
                KubeObject.Pod wanted = pods.get(pod.name());
                yield wanted != null && hash.equals(hashOf(wanted));
            }
        };
    }

    private static boolean sameName(RunningPod running, KubeObject.Pod wanted) {
        return running.name().equals(wanted.meta().name());
    }

    private static Step single(KubeObject.Pod pod) {
        return new Step.Create(pod.meta(), pod.spec(), new Owner.Nobody(hashOf(pod)));
    }

    private static String hashOf(KubeObject.Pod pod) {
        return PodNames.hash(
                new PodTemplate(pod.meta().labels(), pod.meta().annotations(), pod.spec()));
    }

    private static List<Step> roll(
            KubeObject.Deployment deployment,
            Collection<RunningPod> running,
            Supplier<String> suffixes) {
        String hash = PodNames.hash(deployment.template());
        List<RunningPod> mine =
                running.stream()
                        .filter(RunningPod::staying)
                        .filter(pod -> belongs(pod, deployment))
                        .toList();
        List<RunningPod> current =
                mine.stream().filter(pod -> pod.owner().hash().equals(hash)).toList();
        List<Step> steps = new ArrayList<>();
        int room = deployment.replicas() + (current.size() < mine.size() ? SURGE : 0) - mine.size();
        int missing = deployment.replicas() - current.size();
        for (int i = 0; i < Math.min(room, missing); i++) {
            steps.add(create(deployment, hash, suffixes.get()));
        }
        surplus(mine, current, deployment.replicas())
                .forEach(pod -> steps.add(new Step.Delete(pod.name())));
        return steps;
    }

    /// Pods to end: old ones before new ones, unready before ready, and never so many that fewer than `replicas` are
    /// ready where that many were.
    private static List<RunningPod> surplus(
            List<RunningPod> mine, List<RunningPod> current, int replicas) {
        List<RunningPod> candidates = new ArrayList<>(mine);
        candidates.sort(
                Comparator.comparing((RunningPod pod) -> current.contains(pod))
                        .thenComparing(RunningPod::ready)
                        .thenComparing(RunningPod::started, Comparator.reverseOrder())
                        .thenComparing(RunningPod::name));
        long ready = mine.stream().filter(RunningPod::ready).count();
        int left = mine.size();
        int currentLeft = current.size();
        List<RunningPod> ending = new ArrayList<>();
        for (RunningPod pod : candidates) {
            boolean isCurrent = current.contains(pod);
            // A new pod that starts is no surplus while old ones are there to end in its place.
            boolean tooMany = isCurrent ? currentLeft > replicas : left > replicas;
            boolean spare = !pod.ready() || ready > replicas;
            if (tooMany && spare) {
                ending.add(pod);
                left--;
                currentLeft -= isCurrent ? 1 : 0;
                ready -= pod.ready() ? 1 : 0;
            }
        }
        return ending;
    }

    private static boolean belongs(RunningPod pod, KubeObject.Deployment deployment) {
        return pod.owner() instanceof Owner.OfDeployment(ObjectName name, _)
                && name.equals(deployment.meta().name());
    }

    private static Step create(KubeObject.Deployment deployment, String hash, String suffix) {
        PodTemplate template = deployment.template();
        ObjectName owner = deployment.meta().name();
        Map<String, String> labels = new HashMap<>(template.labels());
        labels.put("pod-template-hash", hash);
        ObjectName name =
                new ObjectName(owner.namespace(), owner.name() + "-" + hash + "-" + suffix);
        return new Step.Create(
                new Meta(name, labels, template.annotations()),
                template.spec(),
                new Owner.OfDeployment(owner, hash));
    }
}
