package io.fairlead.minicluster.reconcile;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.StatusDetails;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A node without processes: each pod that it gets runs and is ready at once, unless its image says `never`, and is
/// gone as soon as it is asked to end. Pods of the images `succeeds` and `fails` have ended at once.
final class StandInNode implements AutoCloseable {

    private static final ContainerState RUNNING =
            new ContainerStateBuilder().withNewRunning().endRunning().build();

    private final KubernetesClient client;
    private final String name;
    private final AtomicInteger addresses = new AtomicInteger();
    private final Queue queue = new Queue("stand-in", this::look);
    private @Nullable SharedIndexInformer<Pod> pods;

    StandInNode(KubernetesClient client, String name) {
        this.client = client;
        this.name = name;
    }

    void start() {
        Node node =
                new NodeBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withLabels(Map.of("zone", "a"))
                        .endMetadata()
                        .withNewStatus()
                        .withAllocatable(Map.of("pods", new Quantity("20")))
                        .addNewCondition()
                        .withType("Ready")
                        .withStatus("True")
                        .endCondition()
                        .endStatus()
                        .build();
        client.resource(node).create();
        pods =
                client.pods()
                        .inAnyNamespace()
                        .withField("spec.nodeName", name)
                        .inform(new Hearing<>(pod -> queue.add(Owners.key(pod))));
    }

    private void look(String key) {
        int slash = key.indexOf('/');
        var there =
                client.pods()
                        .inNamespace(key.substring(0, slash))
                        .withName(key.substring(slash + 1));
        @Nullable Pod pod = there.get();
        if (pod == null) {
            return;
        }
        if (pod.isMarkedForDeletion()) {
            List<StatusDetails> _ = there.withGracePeriod(0).delete();
        } else if (pod.getStatus().getPodIP() == null) {
            String image = pod.getSpec().getContainers().getFirst().getImage();
            boolean over = image.startsWith("succeeds") || image.startsWith("fails");
            boolean ready = !over && !image.contains("never");
            String phase =
                    image.startsWith("succeeds")
                            ? "Succeeded"
                            : image.startsWith("fails") ? "Failed" : "Running";
            Pod _ =
                    there.editStatus(one ->
                            new PodBuilder(one)
                                    .editStatus()
                                    .withPhase(phase)
                                    .withPodIP("10.0.0." + addresses.incrementAndGet())
                                    .addNewContainerStatus()
                                    .withName(pod.getSpec().getContainers().getFirst().getName())
                                    .withImage("")
                                    .withImageID("")
                                    .withReady(ready)
                                    .withRestartCount(0)
                                    .withState(over ? null : RUNNING)
                                    .endContainerStatus()
                                    .addNewCondition()
                                    .withType("Ready")
                                    .withStatus(ready ? "True" : "False")
                                    .withLastTransitionTime(
                                            InstantSource.system()
                                                    .instant()
                                                    .truncatedTo(ChronoUnit.SECONDS)
                                                    .toString())
                                    .endCondition()
                                    .endStatus()
                                    .build());
        }
    }

    @Override
    public void close() {
        if (pods != null) {
            pods.close();
        }
        queue.close();
    }
}
