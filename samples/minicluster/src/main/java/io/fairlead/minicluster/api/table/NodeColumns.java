package io.fairlead.minicluster.api.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.StringJoiner;

/// What is printed of nodes.
final class NodeColumns {

    private static final String ROLE = "node-role.kubernetes.io/";

    static final List<Column> ALL =
            List.of(
                    Column.text("Status", (o, _) -> status(o)),
                    Column.text("Roles", (o, _) -> roles(o)),
                    Columns.age(),
                    info("Version", 0, "kubeletVersion"),
                    Column.wide("Internal-IP", (o, _) -> address(o, "InternalIP")),
                    Column.wide("External-IP", (o, _) -> address(o, "ExternalIP")),
                    info("OS-Image", 1, "osImage"),
                    info("Kernel-Version", 1, "kernelVersion"),
                    info("Container-Runtime", 1, "containerRuntimeVersion"));

    private NodeColumns() {}

    private static Column info(String name, int priority, String field) {
        return new Column(
                name,
                "string",
                priority,
                (o, _) ->
                        o.at("/status/nodeInfo")
                                .path(field)
                                .asText(priority == 0 ? "" : "<unknown>"));
    }

    private static String status(ObjectNode node) {
        String ready = "Unknown";
        for (JsonNode condition : node.at("/status/conditions")) {
            if (condition.path("type").asText().equals("Ready")) {
                ready = condition.path("status").asText().equals("True") ? "Ready" : "NotReady";
            }
        }
        return node.at("/spec/unschedulable").asBoolean() ? ready + ",SchedulingDisabled" : ready;
    }

    private static String roles(ObjectNode node) {
        StringJoiner roles = new StringJoiner(",");
        node.at("/metadata/labels")
                .fieldNames()
                .forEachRemaining(label -> {
                    if (label.startsWith(ROLE)) {
                        roles.add(label.substring(ROLE.length()));
                    }
                });
        return roles.length() == 0 ? "<none>" : roles.toString();
    }

    private static String address(ObjectNode node, String type) {
        for (JsonNode address : node.at("/status/addresses")) {
            if (address.path("type").asText().equals(type)) {
                return address.path("address").asText();
            }
        }
        return "<none>";
    }
}
