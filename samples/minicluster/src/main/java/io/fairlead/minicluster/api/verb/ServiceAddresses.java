package io.fairlead.minicluster.api.verb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.fairlead.minicluster.api.model.ApiError;
import io.fairlead.minicluster.api.model.FieldError;
import io.fairlead.minicluster.api.model.Meta;
import io.fairlead.minicluster.api.model.ResourceType;
import io.fairlead.minicluster.api.store.ObjectStore;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Gives Services their cluster addresses (10.96.0.0/16) and node ports (30000 to 32767).
final class ServiceAddresses {

    private static final String NETWORK = "10.96.";
    private static final int HOSTS_MAX = 65_534;
    private static final int NODE_PORT_MIN = 30_000;
    private static final int NODE_PORT_MAX = 32_767;

    private final ResourceType type;
    private final ObjectNode service;
    private final Set<String> addresses = new HashSet<>();
    private final Set<Integer> ports = new HashSet<>();

    private ServiceAddresses(ObjectStore store, ResourceType type, ObjectNode service) {
        this.type = type;
        this.service = service;
        String uid = Meta.of(service).uid();
        for (ObjectNode other : store.list(type.prefix()).objects().values()) {
            if (!other.path("metadata").path("uid").asText().equals(uid)) {
                addresses.add(other.path("spec").path("clusterIP").asText());
                for (JsonNode port : other.path("spec").path("ports")) {
                    ports.add(port.path("nodePort").asInt());
                }
            }
        }
    }

    static void assign(
            ObjectStore store, ResourceType type, ObjectNode object, @Nullable ObjectNode old) {
        if (type.is("", "services")) {
            new ServiceAddresses(store, type, object).assign(old);
        }
    }

    /// Once more, of what was asked for: somebody else may have got the address meanwhile.
    static void assignAnew(
            ObjectStore store, ResourceType type, ObjectNode object, JsonNode askedSpec) {
        if (type.is("", "services")) {
            object.set("spec", askedSpec);
            assign(store, type, object, null);
        }
    }

    private void assign(@Nullable ObjectNode old) {
        ObjectNode spec = service.withObjectProperty("spec");
        String kind = spec.path("type").asText();
        if (kind.equals("ExternalName")) {
            spec.remove(List.of("clusterIP", "clusterIPs"));
        } else {
            if (old != null && !spec.has("clusterIP") && old.path("spec").has("clusterIP")) {
                spec.set("clusterIP", old.path("spec").path("clusterIP"));
            }
            address(spec);
        }
        boolean onNodes = kind.equals("NodePort") || kind.equals("LoadBalancer");
        JsonNode list = spec.path("ports");
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i) instanceof ObjectNode port) {
                if (onNodes) {
                    keepPort(port, old);
                    nodePort(port, "spec.ports[" + i + "].nodePort");
                } else {
                    port.remove("nodePort");
                }
            }
        }
    }

    private static void keepPort(ObjectNode port, @Nullable ObjectNode old) {
        if (old != null && port.path("nodePort").asInt() == 0) {
            for (JsonNode before : old.path("spec").path("ports")) {
                if (before.path("port").equals(port.path("port"))
                        && before.path("protocol").equals(port.path("protocol"))
                        && before.has("nodePort")) {
                    port.set("nodePort", before.path("nodePort"));
                }
            }
        }
    }

    private void address(ObjectNode spec) {
        String address = spec.path("clusterIP").asText("");
        if (address.isEmpty()) {
            address = free();
        } else if (!address.equals("None")) {
            if (!address.matches("10\\.96\\.\\d{1,3}\\.\\d{1,3}")) {
                refuse(
                        "spec.clusterIPs",
                        TextNode.valueOf(address),
                        "failed to allocate IP %s: the provided IP is not in the valid range. The"
                                        .formatted(address)
                                + " range of valid IPs is 10.96.0.0/16");
            }
            if (addresses.contains(address)) {
                refuse(
                        "spec.clusterIPs",
                        TextNode.valueOf(address),
                        "failed to allocate IP %s: provided IP is already allocated"
                                .formatted(address));
            }
        }
        spec.put("clusterIP", address);
        ArrayNode all = spec.putArray("clusterIPs");
        all.add(address);
    }

    private String free() {
        for (int host = 1; host <= HOSTS_MAX; host++) {
            String address = NETWORK + (host >> 8) + "." + (host & 0xFF);
            boolean kept = host == 1 && !Meta.of(service).name().equals("kubernetes");
            if (!kept && !addresses.contains(address)) {
                return address;
            }
        }
        throw ApiError.internal("no free cluster address");
    }

    private void nodePort(ObjectNode port, String path) {
        int wanted = port.path("nodePort").asInt();
        if (wanted == 0) {
            wanted = NODE_PORT_MIN;
            while (ports.contains(wanted)) {
                wanted++;
            }
        }
        if (wanted < NODE_PORT_MIN || wanted > NODE_PORT_MAX) {
            refuse(
                    path,
                    IntNode.valueOf(wanted),
                    "provided port is not in the valid range. The range of valid ports is"
                            + " 30000-32767");
        }
        if (!ports.add(wanted)) {
            refuse(path, IntNode.valueOf(wanted), "provided port is already allocated");
        }
        port.put("nodePort", wanted);
    }

    private void refuse(String path, JsonNode value, String why) {
        throw ApiError.invalid(
                type, Meta.of(service).name(), List.of(FieldError.invalid(path, value, why)));
    }
}
