package io.fairlead.perf.mesh;

import java.util.ArrayList;
import java.util.List;

/// A mesh made to measure: services of two pods each, evenly spread over namespaces. Everything about it follows from
/// its numbers, so that whoever writes its files and whoever plays its sidecars agree without a word.
///
/// @param services that many, each with one HTTP port
/// @param namespaces over which they are spread
public record MeshSize(int services, int namespaces) {

    /// Pods of a service.
    public static final int PODS = 2;

    /// Addresses that begin so are of no pod: they mark a change.
    public static final String MARK = "10.250.";

    private static final int RANGE = 250;
    private static final int FIRST_BLOCK = 32;

    /// Where files are: what the cluster says, and what people want of the mesh.
    public static final List<String> DIRECTORIES = List.of("registry", "config");

    /// A file of the mesh, by its name below one of the [#DIRECTORIES].
    public record File(String directory, String name, String text) {}

    /// A pod, as its sidecar introduces itself.
    ///
    /// @param service of which it is one
    public record Pod(String name, String namespace, String ip, String service) {}

    public String namespace(int service) {
        return "ns-" + service % namespaces;
    }

    public String service(int service) {
        return "svc-" + service;
    }

    /// The sidecar of this number. The first ones are pods of the mesh; the rest are of the same workloads, but have
    /// addresses that no file knows.
    public Pod pod(int number) {
        int service = number / PODS % services;
        String name = service(service) + "-7d9c8b6f54-" + number;
        return new Pod(name, namespace(service), address(number), service(service));
    }

    private static String address(int number) {
        return "10.%d.%d.%d"
                .formatted(
                        FIRST_BLOCK + number / (RANGE * RANGE),
                        number / RANGE % RANGE,
                        1 + number % RANGE);
    }

    /// The address that marks this change: where `change` is negative, none does.
    public static String mark(int change) {
        return MARK + change / RANGE + "." + (1 + change % RANGE);
    }

    /// The change that an address marks, given what follows [#MARK] in it.
    public static int change(int high, int low) {
        return high * RANGE + low - 1;
    }

    /// What the cluster says of one service: itself and its pods.
    public File serviceFile(int service) {
        StringBuilder text = new StringBuilder();
        text.append(
                """
                apiVersion: v1
                kind: Service
                metadata: {name: %1$s, namespace: %2$s}
                spec:
                  clusterIP: 10.%3$d.%4$d.%5$d
                  selector: {app: %1$s}
                  ports: [{name: http, port: 80, targetPort: 8080}]
                """
                        .formatted(
                                service(service),
                                namespace(service),
                                96 + service / (RANGE * RANGE),
                                service / RANGE % RANGE,
                                1 + service % RANGE));
        for (int i = 0; i < PODS; i++) {
            Pod pod = pod(service * PODS + i);
            text.append(
                    """
                    ---
                    apiVersion: v1
                    kind: Pod
                    metadata:
                      name: %1$s
                      namespace: %2$s
                      labels: {app: %3$s, pod-template-hash: 7d9c8b6f54, security.istio.io/tlsMode: istio}
                      ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: %3$s-7d9c8b6f54}]
                    spec:
                      nodeName: node-1
                      serviceAccountName: %3$s
                      containers: [{name: app, ports: [{name: http, containerPort: 8080}]}]
                    status:
                      phase: Running
                      podIP: %4$s
                      conditions: [{type: Ready, status: "True"}]
                    """
                            .formatted(pod.name(), pod.namespace(), pod.service(), pod.ip()));
        }
        return new File("registry", service(service) + ".yaml", text.toString());
    }

    /// The endpoints of one service.
    ///
    /// @param change marks the second pod's address; negative for none
    public File endpointsFile(int service, int change) {
        StringBuilder text = new StringBuilder();
        text.append(
                """
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata:
                  name: %1$s-x7k2p
                  namespace: %2$s
                  labels: {kubernetes.io/service-name: %1$s}
                addressType: IPv4
                ports: [{name: http, port: 8080, protocol: TCP}]
                endpoints:
                """
                        .formatted(service(service), namespace(service)));
        for (int i = 0; i < PODS; i++) {
            Pod pod = pod(service * PODS + i);
            boolean marked = change >= 0 && i == PODS - 1;
            text.append(
                    """
                    - addresses: [%s]
                      conditions: {ready: true}
                      nodeName: node-1
                      targetRef: {kind: Pod, name: %s, namespace: %s}
                    """
                            .formatted(
                                    marked ? mark(change) : pod.ip(), pod.name(), pod.namespace()));
        }
        return new File("registry", service(service) + "-endpoints.yaml", text.toString());
    }

    /// The one VirtualService, for the first service.
    ///
    /// @param change stands in a header that it sets
    public File virtualServiceFile(int change) {
        String text =
                """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: %1$s, namespace: %2$s}
                spec:
                  hosts: [%1$s]
                  http:
                  - headers: {request: {set: {x-change: %3$s}}}
                    route: [{destination: {host: %1$s}}]
                """
                        .formatted(service(0), namespace(0), mark(change));
        return new File("config", "virtual-service.yaml", text);
    }

    /// Everything that the cluster says, as it is before any change.
    public List<File> registry() {
        List<File> files = new ArrayList<>();
        for (int service = 0; service < services; service++) {
            files.add(serviceFile(service));
            files.add(endpointsFile(service, -1));
        }
        return files;
    }
}
