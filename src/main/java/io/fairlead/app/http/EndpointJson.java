package io.fairlead.app.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fairlead.model.service.Endpoint;
import io.fairlead.model.service.ServiceEndpoints;
import io.fairlead.model.snapshot.MeshSnapshot;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// One endpoint in `/debug/endpointz`.
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record EndpointJson(
        String service,
        int port,
        String address,
        int endpointPort,
        boolean ready,
        String namespace,
        String pod,
        Map<String, String> labels) {

    static List<EndpointJson> all(MeshSnapshot snapshot) {
        return snapshot.services().keySet().stream()
                .map(snapshot::endpoints)
                .flatMap(found ->
                        found.byPort().entrySet().stream()
                                .flatMap(port ->
                                        port.getValue().stream()
                                                .map(e -> of(found, port.getKey(), e))))
                .toList();
    }

    private static EndpointJson of(ServiceEndpoints service, int port, Endpoint endpoint) {
        return new EndpointJson(
                service.host(),
                port,
                endpoint.address(),
                endpoint.port(),
                endpoint.ready(),
                endpoint.namespace(),
                endpoint.pod(),
                new TreeMap<>(endpoint.labels()));
    }
}
