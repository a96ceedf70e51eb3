package io.fairlead.model.snapshot;

import io.fairlead.model.config.Service;
import io.fairlead.model.service.Endpoint;
import io.fairlead.model.service.EntryEndpoint;
import io.fairlead.model.service.Registration;
import io.fairlead.model.service.ServiceEndpoints;
import io.fairlead.model.service.ServicePort;
import io.fairlead.model.service.TargetPort;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// The servers of one host of a ServiceEntry. Their addresses are names where the entry finds them by DNS.
final class EntryEndpoints {
    private static final String TLS_MODE = "security.istio.io/tlsMode";

    private EntryEndpoints() {}

    static ServiceEndpoints of(Service service, Registration.Entry entry) {
        SortedMap<Integer, List<Endpoint>> byPort = new TreeMap<>();
        for (ServicePort port : service.ports()) {
            byPort.put(
                    port.number(),
                    servers(service, entry).stream()
                            .map(server -> endpoint(server, port, service, entry))
                            .toList());
        }
        return new ServiceEndpoints(service.host(), byPort);
    }

    private static List<EntryEndpoint> servers(Service service, Registration.Entry entry) {
        return entry.endpoints().isEmpty() && entry.resolution().isByName()
                ? List.of(EntryEndpoint.of(service.host()))
                : entry.endpoints();
    }

    private static Endpoint endpoint(
            EntryEndpoint server, ServicePort port, Service service, Registration.Entry entry) {
        Integer own = server.ports().get(port.name());
        int otherwise =
                switch (port.target()) {
                    case TargetPort.Numbered(int value) -> value;
                    case TargetPort.Named _ -> port.number();
                };
        return new Endpoint(
                server.address(),
                own == null ? otherwise : own,
                true,
                service.namespace(),
                "",
                labels(server, entry),
                entry.external() ? "" : server.serviceAccount(),
                "",
                "",
                server.locality(),
                server.weight());
    }

    /// As in Istio, who has an identity of the mesh speaks its mutual TLS, and nobody outside of the mesh does.
    private static Map<String, String> labels(EntryEndpoint server, Registration.Entry entry) {
        Map<String, String> labels = new HashMap<>(server.labels());
        if (entry.external()) {
            labels.remove(TLS_MODE);
        } else if (!server.serviceAccount().isEmpty()) {
            labels.putIfAbsent(TLS_MODE, "istio");
        }
        return labels;
    }
}
