package io.fairlead.minicluster.api.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.StringJoiner;

/// Columns of webhook configurations, and of kinds that are only stored.
final class PolicyColumns {

    private static final String NONE = "<none>";

    private PolicyColumns() {}

    /// Between name and age; none for other kinds.
    static List<Column> of(String qualified) {
        return switch (qualified) {
            case "mutatingwebhookconfigurations.admissionregistration.k8s.io",
                    "validatingwebhookconfigurations.admissionregistration.k8s.io" ->
                    List.of(Column.number("Webhooks", (o, _) -> o.path("webhooks").size()));
            case "ingresses.networking.k8s.io" ->
                    List.of(
                            text("Class", "/spec/ingressClassName"),
                            Column.text("Hosts", (o, _) -> hosts(o)),
                            Column.text("Address", (_, _) -> ""),
                            Column.text(
                                    "Ports",
                                    (o, _) -> o.path("spec").has("tls") ? "80, 443" : "80"));
            case "ingressclasses.networking.k8s.io" ->
                    List.of(
                            text("Controller", "/spec/controller"),
                            text("Parameters", "/spec/parameters/name"));
            case "networkpolicies.networking.k8s.io" ->
                    List.of(
                            Column.text(
                                    "Pod-Selector",
                                    (o, _) ->
                                            Columns.selector(
                                                    o.at("/spec/podSelector/matchLabels"))));
            case "poddisruptionbudgets.policy" ->
                    List.of(
                            orNotThere("Min Available", "/spec/minAvailable"),
                            orNotThere("Max Unavailable", "/spec/maxUnavailable"),
                            count("Allowed Disruptions", "/status/disruptionsAllowed"));
            case "horizontalpodautoscalers.autoscaling" ->
                    List.of(
                            Column.text(
                                    "Reference",
                                    (o, _) ->
                                            o.at("/spec/scaleTargetRef/kind").asText()
                                                    + "/"
                                                    + o.at("/spec/scaleTargetRef/name").asText()),
                            Column.text("Targets", (o, _) -> targets(o)),
                            count("MinPods", "/spec/minReplicas"),
                            count("MaxPods", "/spec/maxReplicas"),
                            count("Replicas", "/status/currentReplicas"));
            default -> List.of();
        };
    }

    private static String hosts(ObjectNode ingress) {
        StringJoiner hosts = new StringJoiner(",");
        for (JsonNode rule : ingress.at("/spec/rules")) {
            if (rule.has("host")) {
                hosts.add(rule.path("host").asText());
            }
        }
        return hosts.length() == 0 ? "*" : hosts.toString();
    }

    /// Nobody measures what an autoscaler would go by.
    private static String targets(ObjectNode autoscaler) {
        StringJoiner targets = new StringJoiner(", ");
        for (JsonNode metric : autoscaler.at("/spec/metrics")) {
            JsonNode wanted = metric.at("/resource/target");
            if (wanted.has("averageUtilization")) {
                targets.add(
                        "%s: <unknown>/%s%%"
                                .formatted(
                                        metric.at("/resource/name").asText(),
                                        wanted.path("averageUtilization").asText()));
            }
        }
        return targets.length() == 0 ? "<unknown>" : targets.toString();
    }

    private static Column text(String name, String path) {
        return Column.text(name, (o, _) -> o.at(path).asText(NONE));
    }

    private static Column orNotThere(String name, String path) {
        return Column.text(name, (o, _) -> o.at(path).asText("N/A"));
    }

    private static Column count(String name, String path) {
        return Column.number(name, (o, _) -> o.at(path).asInt());
    }
}
