package io.fairlead.minicluster.reconcile;

import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.EndpointsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.StatusDetails;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes for each Service with a selector where it leads, as Endpoints and as EndpointSlices.
final class ServiceEndpoints implements AutoCloseable {

    private static final String NAMESPACE = "namespace";
    private static final String SERVICE = "kubernetes.io/service-name";
    private static final String MANAGER = "endpointslice.kubernetes.io/managed-by";
    private static final String MANAGED = "endpointslice-controller.k8s.io";
    private static final String HEADLESS = "service.kubernetes.io/headless";

    private final KubernetesClient client;
    private final SharedIndexInformer<Service> services;
    private final SharedIndexInformer<Pod> pods;
    private final Queue queue = new Queue("endpoints", this::look);

    ServiceEndpoints(
            KubernetesClient client,
            SharedIndexInformer<Service> services,
            SharedIndexInformer<Pod> pods) {
        this.client = client;
        this.services = services;
        this.pods = pods;
    }

    void service(Service service) {
        queue.add(Owners.key(service));
    }

    /// A pod has come, changed or gone: the Services that lead to it have to look.
    void pod(Pod pod) {
        services.getIndexer().byIndex(NAMESPACE, pod.getMetadata().getNamespace()).stream()
                .filter(service -> EndpointsOf.selects(service, pod))
                .forEach(this::service);
    }

    private void look(String key) {
        @Nullable Service service = services.getStore().getByKey(key);
        String namespace = key.substring(0, key.indexOf('/'));
        String name = key.substring(key.indexOf('/') + 1);
        if (service == null) {
            // Slices have the Service as their owner, and go by that.
            List<StatusDetails> _ =
                    client.endpoints().inNamespace(namespace).withName(name).delete();
            return;
        }
        Map<String, String> selector = service.getSpec().getSelector();
        if (selector == null
                || selector.isEmpty()
                || "ExternalName".equals(service.getSpec().getType())
                || service.isMarkedForDeletion()) {
            return;
        }
        EndpointsOf of = new EndpointsOf(service, pods.getIndexer().byIndex(NAMESPACE, namespace));
        write(service, of);
        writeSlices(service, of.slices());
    }

    private void write(Service service, EndpointsOf of) {
        Endpoints wanted =
                new EndpointsBuilder()
                        .withNewMetadata()
                        .withName(service.getMetadata().getName())
                        .withNamespace(service.getMetadata().getNamespace())
                        .withLabels(labels(service))
                        .endMetadata()
                        .withSubsets(of.subsets())
                        .build();
        @Nullable Endpoints there = client.resource(wanted).get();
        if (there == null) {
            Endpoints _ = client.resource(wanted).create();
        } else if (!there.getSubsets().equals(wanted.getSubsets())
                || !there.getMetadata().getLabels().equals(labels(service))) {
            Endpoints _ = client.resource(wanted).update();
        }
    }

    private void writeSlices(Service service, List<EndpointSlice> wanted) {
        Map<String, String> labels = labels(service);
        labels.put(SERVICE, service.getMetadata().getName());
        labels.put(MANAGER, MANAGED);
        List<EndpointSlice> there =
                client.discovery()
                        .v1()
                        .endpointSlices()
                        .inNamespace(service.getMetadata().getNamespace())
                        .withLabels(
                                Map.of(SERVICE, service.getMetadata().getName(), MANAGER, MANAGED))
                        .list()
                        .getItems();
        for (int i = 0; i < Math.max(wanted.size(), there.size()); i++) {
            if (i >= wanted.size()) {
                List<StatusDetails> _ = client.resource(there.get(i)).delete();
            } else if (i >= there.size()) {
                EndpointSlice _ =
                        client.resource(
                                        new EndpointSliceBuilder(wanted.get(i))
                                                .withNewMetadata()
                                                .withGenerateName(
                                                        service.getMetadata().getName() + "-")
                                                .withNamespace(service.getMetadata().getNamespace())
                                                .withLabels(labels)
                                                .withOwnerReferences(Owners.reference(service))
                                                .endMetadata()
                                                .build())
                                .create();
            } else {
                change(there.get(i), wanted.get(i), labels);
            }
        }
    }

    private void change(EndpointSlice there, EndpointSlice wanted, Map<String, String> labels) {
        if (there.getEndpoints().equals(wanted.getEndpoints())
                && there.getPorts().equals(wanted.getPorts())
                && there.getMetadata().getLabels().equals(labels)) {
            return;
        }
        EndpointSlice _ =
                client.resource(
                                new EndpointSliceBuilder(there)
                                        .editMetadata()
                                        .withLabels(labels)
                                        .endMetadata()
                                        .withEndpoints(wanted.getEndpoints())
                                        .withPorts(wanted.getPorts())
                                        .build())
                        .update();
    }

    private static Map<String, String> labels(Service service) {
        Map<String, String> labels = new HashMap<>(service.getMetadata().getLabels());
        if ("None".equals(service.getSpec().getClusterIP())) {
            labels.put(HEADLESS, "");
        }
        return labels;
    }

    @Override
    public void close() {
        queue.close();
    }
}
