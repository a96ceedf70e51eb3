package io.fairlead.ingest.validate;

import io.fairlead.model.config.MeshObject;
import io.fairlead.model.config.Pod;
import io.fairlead.model.config.Service;
import io.fairlead.model.config.Workload;
import io.fairlead.model.service.ContainerPort;
import io.fairlead.model.service.ServicePort;
import io.fairlead.model.service.TargetPort;
import io.fairlead.model.snapshot.MeshSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A pod, or what a workload's pods will be: before there are pods, files can be judged by it.
///
/// @param labels of the pod
/// @param meshed it has a proxy, or will get one
record Server(
        String namespace, Map<String, String> labels, List<ContainerPort> ports, boolean meshed) {
    private static final String INJECT = "sidecar.istio.io/inject";
    private static final String TLS_MODE = "security.istio.io/tlsMode";

    Server {
        labels = Map.copyOf(labels);
        ports = List.copyOf(ports);
    }

    /// All of a namespace.
    static List<Server> in(String namespace, MeshSnapshot mesh) {
        List<Server> all = new ArrayList<>();
        for (MeshObject object : mesh.objects().values()) {
            if (!object.namespace().equals(namespace)) {
                continue;
            }
            switch (object) {
                case Pod pod -> {
                    boolean meshed = pod.labels().getOrDefault(TLS_MODE, "").equals("istio");
                    all.add(new Server(namespace, pod.labels(), pod.ports(), meshed));
                }
                case Workload workload -> {
                    if (workload.replicas() > 0) {
                        Map<String, String> labels = workload.podLabels();
                        boolean meshed = !labels.getOrDefault(INJECT, "").equals("false");
                        all.add(new Server(namespace, labels, workload.ports(), meshed));
                    }
                }
                default -> {
                    // Other kinds serve nothing.
                }
            }
        }
        return all;
    }

    /// Those that a service selects; none for a service without a selector.
    static List<Server> behind(Service service, MeshSnapshot mesh) {
        return service.selector().isEmpty()
                ? List.of()
                : in(service.namespace(), mesh).stream()
                        .filter(server -> server.has(service.selector()))
                        .toList();
    }

    boolean has(Map<String, String> wanted) {
        return labels.entrySet().containsAll(wanted.entrySet());
    }

    /// Its own port behind a port of a service.
    Optional<Integer> target(ServicePort port) {
        return switch (port.target()) {
            case TargetPort.Numbered(int number) -> Optional.of(number);
            case TargetPort.Named(String name) ->
                    ports.stream()
                            .filter(declared -> declared.name().equals(name))
                            .map(ContainerPort::number)
                            .findFirst();
        };
    }
}
