package io.fairlead.minicluster.api.admit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.minicluster.api.store.ObjectStore;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Where a Service leads: one of its ready endpoints, straight and not through the node's packet rules.
final class ServiceTarget {

    private static final String OF_SERVICE = "kubernetes.io/service-name";

    private ServiceTarget() {}

    static InetSocketAddress of(ObjectStore store, JsonNode reference, RandomGenerator random)
            throws IOException {
        String namespace = reference.path("namespace").asText();
        String name = reference.path("name").asText();
        int number = reference.path("port").asInt(443);
        ObjectNode service =
                store.get("/services/" + namespace + "/" + name)
                        .orElseThrow(
                                () -> new IOException("service \"%s\" not found".formatted(name)));
        String port = portName(service, name, number);
        List<InetSocketAddress> ready = new ArrayList<>();
        for (ObjectNode slice :
                store.list("discovery.k8s.io/endpointslices/" + namespace + "/")
                        .objects()
                        .values()) {
            JsonNode owner = slice.path("metadata").path("labels").path(OF_SERVICE);
            if (owner.asText().equals(name)) {
                addReady(slice, port, ready);
            }
        }
        if (ready.isEmpty()) {
            throw new IOException("no endpoints available for service \"%s\"".formatted(name));
        }
        return ready.get(random.nextInt(ready.size()));
    }

    private static String portName(ObjectNode service, String name, int number) throws IOException {
        for (JsonNode port : service.path("spec").path("ports")) {
            if (port.path("port").asInt() == number) {
                return port.path("name").asText("");
            }
        }
        throw new IOException(
                "no service port %d found for service \"%s\"".formatted(number, name));
    }

    private static void addReady(ObjectNode slice, String name, List<InetSocketAddress> ready) {
        for (JsonNode port : slice.path("ports")) {
            if (!port.path("name").asText("").equals(name)) {
                continue;
            }
            for (JsonNode endpoint : slice.path("endpoints")) {
                if (endpoint.path("conditions").path("ready").asBoolean(true)) {
                    for (JsonNode address : endpoint.path("addresses")) {
                        // Addresses are literals: nothing is looked up.
                        ready.add(
                                new InetSocketAddress(address.asText(), port.path("port").asInt()));
                    }
                }
            }
        }
    }
}
