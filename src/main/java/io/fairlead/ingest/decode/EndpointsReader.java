package io.fairlead.ingest.decode;

import io.fairlead.model.config.EndpointSlice;
import io.fairlead.model.config.EndpointSlice.Address;
import io.fairlead.model.config.EndpointSlice.Port;
import io.fairlead.model.config.Meta;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads EndpointSlices and, into the same shape, Endpoints.
final class EndpointsReader {
    private static final String SERVICE_NAME = "kubernetes.io/service-name";

    private EndpointsReader() {}

    static EndpointSlice slice(Meta meta, Cursor object) {
        List<Address> addresses = new ArrayList<>();
        if (!object.text("addressType").equals("FQDN")) {
            object.list("endpoints").forEach(endpoint -> addresses.add(sliceAddress(endpoint)));
        }
        List<Port> ports =
                object.list("ports").stream()
                        .map(port -> port(port, port.integer("port", 0)))
                        .toList();
        return new EndpointSlice(
                meta, meta.labels().getOrDefault(SERVICE_NAME, ""), ports, addresses);
    }

    private static Address sliceAddress(Cursor endpoint) {
        Cursor conditions = endpoint.child("conditions");
        Boolean ready = conditions == null ? null : conditions.maybe("ready");
        return new Address(
                endpoint.texts("addresses"),
                ready == null || ready,
                pod(endpoint),
                endpoint.text("nodeName"),
                endpoint.text("zone"));
    }

    private static @Nullable String pod(Cursor endpoint) {
        Cursor target = endpoint.child("targetRef");
        return target == null || !target.text("kind").equals("Pod") ? null : target.text("name");
    }

    private static Port port(Cursor port, int number) {
        String protocol = port.text("protocol");
        return new Port(
                port.text("name"),
                number,
                protocol.isEmpty() ? "TCP" : protocol,
                port.text("appProtocol"));
    }

    /// Each address gets all ports of its subset; subsets that differ in ports are rare, and an address under a port
    /// that it lacks would fail there alone.
    static EndpointSlice endpoints(Meta meta, Cursor object) {
        List<Port> ports = new ArrayList<>();
        List<Address> addresses = new ArrayList<>();
        for (Cursor subset : object.list("subsets")) {
            for (Cursor port : subset.list("ports")) {
                Port read = port(port, port.integer("port", 0));
                if (!ports.contains(read)) {
                    ports.add(read);
                }
            }
            subset.list("addresses").forEach(address -> addresses.add(oldAddress(address, true)));
            subset.list("notReadyAddresses")
                    .forEach(address -> addresses.add(oldAddress(address, false)));
        }
        return new EndpointSlice(meta, meta.key().name(), ports, addresses);
    }

    private static Address oldAddress(Cursor address, boolean ready) {
        return new Address(
                List.of(address.text("ip")), ready, pod(address), address.text("nodeName"), "");
    }
}
