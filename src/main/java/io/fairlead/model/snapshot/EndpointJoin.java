package io.fairlead.model.snapshot;

import io.fairlead.model.config.EndpointSlice;
import io.fairlead.model.config.Node;
import io.fairlead.model.config.Pod;
import io.fairlead.model.config.Service;
import io.fairlead.model.service.Endpoint;
import io.fairlead.model.service.Locality;
import io.fairlead.model.service.Registration;
import io.fairlead.model.service.ServiceEndpoints;
import io.fairlead.model.service.ServicePort;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Joins the slices of a service with the pods behind them.
record EndpointJoin(Map<String, Pod> pods, Map<String, Pod> podsByIp, Map<String, Node> nodes) {

    /// @param slices all EndpointSlices and Endpoints that name the service
    ServiceEndpoints of(Service service, List<EndpointSlice> slices) {
        if (service.registration() instanceof Registration.Entry entry) {
            return EntryEndpoints.of(service, entry);
        }
        SortedMap<Integer, List<Endpoint>> byPort = new TreeMap<>();
        for (ServicePort port : service.ports()) {
            SortedMap<String, Endpoint> found = new TreeMap<>();
            for (EndpointSlice slice : preferred(slices)) {
                addEndpoints(slice, service, port, found);
            }
            byPort.put(port.number(), new ArrayList<>(found.values()));
        }
        return new ServiceEndpoints(service.host(), byPort);
    }

    /// Kubernetes mirrors Endpoints into slices: where there are slices, the old kind says nothing new.
    private static List<EndpointSlice> preferred(List<EndpointSlice> slices) {
        List<EndpointSlice> modern =
                slices.stream()
                        .filter(slice -> slice.key().kind().equals("EndpointSlice"))
                        .toList();
        return modern.isEmpty() ? slices : modern;
    }

    private void addEndpoints(
            EndpointSlice slice,
            Service service,
            ServicePort port,
            SortedMap<String, Endpoint> found) {
        for (EndpointSlice.Port candidate : slice.ports()) {
            if (!candidate.name().equals(port.name())
                    || !candidate.protocol().equals(port.transport())) {
                continue;
            }
            for (EndpointSlice.Address address : slice.addresses()) {
                for (String ip : address.ips()) {
                    Endpoint endpoint = endpoint(ip, candidate.number(), address, service);
                    found.putIfAbsent(ip + ":" + candidate.number(), endpoint);
                }
            }
        }
    }

    private Endpoint endpoint(String ip, int port, EndpointSlice.Address address, Service service) {
        String namespace = service.namespace();
        @Nullable Pod pod =
                address.pod() == null
                        ? podsByIp.get(ip)
                        : pods.get(namespace + "/" + address.pod());
        boolean ready = address.ready() || service.publishNotReady();
        if (pod == null) {
            return new Endpoint(
                    ip,
                    port,
                    ready,
                    namespace,
                    "",
                    Map.of(),
                    "",
                    "",
                    address.node(),
                    locality(address));
        }
        return new Endpoint(
                ip,
                port,
                ready,
                pod.namespace(),
                pod.name(),
                pod.labels(),
                pod.serviceAccount(),
                pod.workload(),
                pod.node(),
                locality(address));
    }

    private Locality locality(EndpointSlice.Address address) {
        Node node = nodes.get(address.node());
        if (node != null && !node.locality().equals(Locality.UNKNOWN)) {
            return node.locality();
        }
        return address.zone().isEmpty() ? Locality.UNKNOWN : new Locality("", address.zone(), "");
    }
}
