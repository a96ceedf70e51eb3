package io.fairlead.perf.footprint;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fairlead.perf.cluster.StartedCluster;
import io.fairlead.perf.footprint.FootprintReport.Plane;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The sample fleet in an installed mesh.
///
/// @param workloads names of its Deployments, sorted
record MeshedFleet(StartedCluster cluster, List<String> workloads) {

    private static final String NAMESPACE = "default";
    private static final String PROXY_IMAGE = "sidecar.istio.io/proxyImage";
    private static final String ENVOY = "envoyproxy/envoy:v1.40.0";
    private static final String READY_MAX = "--timeout=200s";

    MeshedFleet {
        workloads = List.copyOf(workloads);
    }

    /// Installs the mesh, starts the fleet, and waits until all of it is available.
    ///
    /// @param home the checkout
    static MeshedFleet start(StartedCluster cluster, Path home)
            throws IOException, InterruptedException {
        Path fleet = home.resolve("samples/fleetman");
        cluster.fairlead("install", "-f", fleet.resolve("install.yaml").toString(), "-y");
        cluster.kubectl(1, "apply", "-f", fleet.resolve("k8s").toString());
        cluster.kubectl(1, "wait", "deploy", "--all", "--for=condition=Available", READY_MAX);
        return new MeshedFleet(
                cluster,
                cluster
                        .client()
                        .apps()
                        .deployments()
                        .inNamespace(NAMESPACE)
                        .list()
                        .getItems()
                        .stream()
                        .map(deployment -> deployment.getMetadata().getName())
                        .sorted()
                        .toList());
    }

    /// What a workload's pods say of their sidecar.
    static Map<String, String> annotations(Plane plane) {
        return plane == Plane.ENVOY ? Map.of(PROXY_IMAGE, ENVOY) : Map.of();
    }

    /// The same of one of ours that may have so much of a processor.
    static Map<String, String> annotations(String cpu) {
        return Map.of("sidecar.istio.io/proxyCPULimit", cpu);
    }

    /// Gives the pods of a workload these annotations and no others; where they had others, new pods come.
    void annotate(String workload, Map<String, String> annotations) {
        Deployment deployment =
                new DeploymentBuilder(
                                client().apps()
                                        .deployments()
                                        .inNamespace(NAMESPACE)
                                        .withName(workload)
                                        .require())
                        .editSpec()
                        .editTemplate()
                        .editOrNewMetadata()
                        .withAnnotations(annotations)
                        .endMetadata()
                        .endTemplate()
                        .endSpec()
                        .build();
        Deployment _ = client().resource(deployment).patch();
    }

    /// Waits until each workload has the pods that were ordered last.
    void awaitRollout() throws IOException, InterruptedException {
        for (String workload : workloads) {
            cluster.kubectl(1, "rollout", "status", "deploy/" + workload, READY_MAX);
        }
    }

    /// Pods that stay.
    List<Pod> pods() {
        return client().pods().inNamespace(NAMESPACE).list().getItems().stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .toList();
    }

    static Plane plane(Pod pod) {
        return pod.getMetadata().getAnnotations().containsKey(PROXY_IMAGE)
                ? Plane.ENVOY
                : Plane.OURS;
    }

    KubernetesClient client() {
        return cluster.client();
    }
}
