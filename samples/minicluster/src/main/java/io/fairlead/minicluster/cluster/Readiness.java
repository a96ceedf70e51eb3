package io.fairlead.minicluster.cluster;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fairlead.minicluster.apply.Applier.Report;
import io.fairlead.minicluster.node.RunningPod;
import io.fairlead.minicluster.reconcile.Hearing;
import io.fairlead.minicluster.reconcile.Queue;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Whether all that is wanted runs: each Deployment is rolled out as it was applied last, and each pod is ready.
final class Readiness implements AutoCloseable {

    private static final String ALL = "all";

    private final SharedIndexInformer<Deployment> deployments;
    private final Consumer<Boolean> heard;
    private final Queue queue = new Queue("readiness", _ -> look());
    private volatile @Nullable Report applied;
    private volatile List<RunningPod> pods = List.of();

    private Readiness(KubernetesClient client, Consumer<Boolean> heard) {
        this.heard = heard;
        this.deployments = client.apps().deployments().inAnyNamespace().runnableInformer(0);
    }

    /// @param heard hears of each look
    static Readiness start(KubernetesClient client, Consumer<Boolean> heard) {
        Readiness readiness = new Readiness(client, heard);
        readiness.deployments.addEventHandler(new Hearing<>(_ -> readiness.queue.add(ALL)));
        readiness.deployments.run();
        return readiness;
    }

    /// This was applied.
    void applied(Report report) {
        applied = report;
        queue.add(ALL);
    }

    /// These pods run.
    void pods(List<RunningPod> now) {
        pods = now;
        queue.add(ALL);
    }

    private void look() {
        @Nullable Report wanted = applied;
        heard.accept(
                wanted != null
                        && !wanted.generations().isEmpty()
                        && wanted.generations().entrySet().stream().allMatch(this::isDone)
                        && deployments.getStore().list().stream().allMatch(Readiness::isRolledOut)
                        && pods.stream().allMatch(RunningPod::serves));
    }

    private boolean isDone(Map.Entry<String, Long> one) {
        String[] words = one.getKey().split(" ");
        return switch (words[0]) {
            case "Deployment" -> {
                @Nullable Deployment known = deployments.getStore().getByKey(words[1]);
                yield known != null && known.getMetadata().getGeneration() >= one.getValue();
            }
            case "Pod" -> pods.stream().anyMatch(pod -> pod.key().equals(words[1]));
            default -> true;
        };
    }

    private static boolean isRolledOut(Deployment deployment) {
        DeploymentStatus status = deployment.getStatus();
        int wanted = Objects.requireNonNullElse(deployment.getSpec().getReplicas(), 1);
        return status != null
                && status.getObservedGeneration() != null
                && status.getObservedGeneration() >= deployment.getMetadata().getGeneration()
                && number(status.getReplicas()) == wanted
                && number(status.getUpdatedReplicas()) == wanted
                && number(status.getReadyReplicas()) == wanted;
    }

    private static int number(@Nullable Integer value) {
        return value == null ? 0 : value;
    }

    @Override
    public void close() {
        queue.close();
        deployments.close();
    }
}
