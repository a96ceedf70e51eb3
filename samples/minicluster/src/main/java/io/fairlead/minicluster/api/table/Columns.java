package io.fairlead.minicluster.api.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.minicluster.api.model.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/// The columns of each kind.
public final class Columns {

    private static final String NONE = "<none>";
    private static final Column NAME =
            new Column("Name", "string", 0, (o, _) -> o.path("metadata").path("name").asText());
    private static final Column AGE =
            Column.text(
                    "Age",
                    (o, now) ->
                            Age.since(o.path("metadata").path("creationTimestamp").asText(), now));

    private Columns() {}

    /// @param version what a CustomResourceDefinition says of this version; missing for a built-in kind
    public static List<Column> of(ResourceType type, JsonNode version) {
        if (type.custom()) {
            return custom(version);
        }
        List<Column> columns = new ArrayList<>();
        columns.add(NAME);
        columns.addAll(
                switch (type.qualified()) {
                    case "pods" -> PodColumns.ALL;
                    case "nodes" -> NodeColumns.ALL;
                    case "deployments.apps" -> deployment();
                    case "replicasets.apps" -> replicaSet();
                    case "daemonsets.apps" -> daemonSet();
                    case "statefulsets.apps" -> statefulSet();
                    case "controllerrevisions.apps" -> revision();
                    case "jobs.batch" -> JobColumns.all();
                    case "cronjobs.batch" -> JobColumns.ofCronJobs();
                    case "services" -> service();
                    case "namespaces" -> List.of(text("Status", "/status/phase"), AGE);
                    case "configmaps" ->
                            List.of(
                                    Column.number(
                                            "Data",
                                            (o, _) ->
                                                    o.path("data").size()
                                                            + o.path("binaryData").size()),
                                    AGE);
                    case "secrets" ->
                            List.of(
                                    text("Type", "/type"),
                                    Column.number("Data", (o, _) -> o.path("data").size()),
                                    AGE);
                    case "serviceaccounts" ->
                            List.of(
                                    Column.number("Secrets", (o, _) -> o.path("secrets").size()),
                                    AGE);
                    case "endpoints" ->
                            List.of(Column.text("Endpoints", (o, _) -> endpoints(o)), AGE);
                    case "endpointslices.discovery.k8s.io" -> slice();
                    case "roles.rbac.authorization.k8s.io",
                            "clusterroles.rbac.authorization.k8s.io",
                            "customresourcedefinitions.apiextensions.k8s.io" ->
                            List.of(
                                    Column.text(
                                            "Created At",
                                            (o, _) -> at(o, "/metadata/creationTimestamp")));
                    case "rolebindings.rbac.authorization.k8s.io",
                            "clusterrolebindings.rbac.authorization.k8s.io" ->
                            BindingColumns.all(AGE);
                    default -> {
                        List<Column> own = new ArrayList<>(PolicyColumns.of(type.qualified()));
                        own.add(AGE);
                        yield own;
                    }
                });
        if (type.qualified().equals("events")) {
            return events();
        }
        return columns;
    }

    private static List<Column> custom(JsonNode version) {
        List<Column> columns = new ArrayList<>();
        columns.add(NAME);
        JsonNode declared = version.path("additionalPrinterColumns");
        if (declared.isEmpty()) {
            columns.add(AGE);
        }
        for (JsonNode one : declared) {
            String path = one.path("jsonPath").asText();
            String type = one.path("type").asText("string");
            columns.add(
                    new Column(
                            one.path("name").asText(),
                            type,
                            one.path("priority").asInt(),
                            (o, now) -> cell(FieldPath.find(o, path), type, now)));
        }
        return columns;
    }

    private static Object cell(List<JsonNode> found, String type, java.time.Instant now) {
        if (found.isEmpty()) {
            return "";
        }
        JsonNode first = found.getFirst();
        return switch (type) {
            case "date" -> Age.since(first.asText(), now);
            case "integer" -> first.asLong();
            case "number" -> first.asDouble();
            case "boolean" -> first.asBoolean();
            default -> {
                StringJoiner all = new StringJoiner(" ");
                found.forEach(one -> all.add(one.isValueNode() ? one.asText() : one.toString()));
                yield all.toString();
            }
        };
    }

    private static Column readyOf() {
        return Column.text(
                "Ready",
                (o, _) ->
                        o.at("/status/readyReplicas").asInt()
                                + "/"
                                + o.at("/spec/replicas").asInt());
    }

    private static List<Column> statefulSet() {
        return List.of(
                readyOf(),
                AGE,
                Column.wide("Containers", (o, _) -> containers(o, "name")),
                Column.wide("Images", (o, _) -> containers(o, "image")));
    }

    /// Those of its own, then what its pods will be like.
    private static List<Column> ofTemplate(Column... own) {
        List<Column> all = new ArrayList<>(List.of(own));
        all.add(AGE);
        all.add(Column.wide("Containers", (o, _) -> containers(o, "name")));
        all.add(Column.wide("Images", (o, _) -> containers(o, "image")));
        all.add(Column.wide("Selector", (o, _) -> selector(o.at("/spec/selector/matchLabels"))));
        return all;
    }

    private static List<Column> deployment() {
        return ofTemplate(
                readyOf(),
                count("Up-to-date", "/status/updatedReplicas"),
                count("Available", "/status/availableReplicas"));
    }

    private static List<Column> replicaSet() {
        return ofTemplate(
                count("Desired", "/spec/replicas"),
                count("Current", "/status/replicas"),
                count("Ready", "/status/readyReplicas"));
    }

    private static List<Column> daemonSet() {
        return ofTemplate(
                count("Desired", "/status/desiredNumberScheduled"),
                count("Current", "/status/currentNumberScheduled"),
                count("Ready", "/status/numberReady"),
                count("Up-to-date", "/status/updatedNumberScheduled"),
                count("Available", "/status/numberAvailable"),
                Column.text(
                        "Node Selector",
                        (o, _) -> selector(o.at("/spec/template/spec/nodeSelector"))));
    }

    private static List<Column> revision() {
        return List.of(
                Column.text("Controller", (o, _) -> controller(o)),
                Column.number("Revision", (o, _) -> o.path("revision").asLong()),
                AGE);
    }

    private static String controller(ObjectNode object) {
        for (JsonNode owner : object.at("/metadata/ownerReferences")) {
            if (owner.path("controller").asBoolean()) {
                String version = owner.path("apiVersion").asText();
                int slash = version.indexOf('/');
                String group = slash < 0 ? "" : "." + version.substring(0, slash);
                return owner.path("kind").asText().toLowerCase(Locale.ROOT)
                        + group
                        + "/"
                        + owner.path("name").asText();
            }
        }
        return NONE;
    }

    private static List<Column> service() {
        return List.of(
                text("Type", "/spec/type"),
                Column.text(
                        "Cluster-IP",
                        (o, _) -> {
                            String address = at(o, "/spec/clusterIP");
                            return address.isEmpty() ? NONE : address;
                        }),
                Column.text("External-IP", (o, _) -> external(o)),
                Column.text("Port(s)", (o, _) -> ports(o)),
                AGE,
                Column.wide("Selector", (o, _) -> selector(o.at("/spec/selector"))));
    }

    private static String external(ObjectNode service) {
        if (at(service, "/spec/type").equals("ExternalName")) {
            return at(service, "/spec/externalName");
        }
        StringJoiner all = new StringJoiner(",");
        service.at("/status/loadBalancer/ingress")
                .forEach(one -> all.add(one.path("ip").asText(one.path("hostname").asText())));
        service.at("/spec/externalIPs").forEach(one -> all.add(one.asText()));
        if (all.length() > 0) {
            return all.toString();
        }
        return at(service, "/spec/type").equals("LoadBalancer") ? "<pending>" : NONE;
    }

    private static String ports(ObjectNode service) {
        StringJoiner all = new StringJoiner(",");
        for (JsonNode port : service.at("/spec/ports")) {
            String node = port.has("nodePort") ? ":" + port.path("nodePort").asInt() : "";
            all.add(port.path("port").asInt() + node + "/" + port.path("protocol").asText());
        }
        return all.length() == 0 ? NONE : all.toString();
    }

    private static String endpoints(ObjectNode endpoints) {
        List<String> all = new ArrayList<>();
        for (JsonNode subset : endpoints.path("subsets")) {
            for (JsonNode port : subset.path("ports")) {
                for (JsonNode address : subset.path("addresses")) {
                    all.add(address.path("ip").asText() + ":" + port.path("port").asInt());
                }
            }
        }
        return shortened(all);
    }

    private static List<Column> slice() {
        return List.of(
                text("AddressType", "/addressType"),
                Column.text(
                        "Ports",
                        (o, _) -> {
                            List<String> all = new ArrayList<>();
                            o.path("ports").forEach(port -> all.add(port.path("port").asText("*")));
                            return shortened(all).replace(NONE, "<unset>");
                        }),
                Column.text(
                        "Endpoints",
                        (o, _) -> {
                            List<String> all = new ArrayList<>();
                            for (JsonNode endpoint : o.path("endpoints")) {
                                endpoint.path("addresses").forEach(one -> all.add(one.asText()));
                            }
                            return shortened(all).replace(NONE, "<unset>");
                        }),
                AGE);
    }

    private static String shortened(List<String> all) {
        if (all.isEmpty()) {
            return NONE;
        }
        String first = String.join(",", all.subList(0, Math.min(3, all.size())));
        return all.size() > 3 ? first + " + %d more...".formatted(all.size() - 3) : first;
    }

    private static List<Column> events() {
        return List.of(
                Column.text(
                        "Last Seen",
                        (o, now) -> {
                            String last = at(o, "/lastTimestamp");
                            return Age.since(last.isEmpty() ? at(o, "/eventTime") : last, now);
                        }),
                text("Type", "/type"),
                text("Reason", "/reason"),
                Column.text(
                        "Object",
                        (o, _) ->
                                at(o, "/involvedObject/kind").toLowerCase(Locale.ROOT)
                                        + "/"
                                        + at(o, "/involvedObject/name")),
                Column.wide("Subobject", (o, _) -> at(o, "/involvedObject/fieldPath")),
                Column.wide(
                        "Source",
                        (o, _) -> at(o, "/source/component") + at(o, "/reportingComponent")),
                Column.text("Message", (o, _) -> at(o, "/message").strip()),
                Column.wide("First Seen", (o, now) -> Age.since(at(o, "/firstTimestamp"), now)),
                Column.wide("Count", (o, _) -> Math.max(1, o.path("count").asInt())),
                new Column("Name", "string", 1, NAME.cell()));
    }

    static String containers(JsonNode object, String field) {
        StringJoiner all = new StringJoiner(",");
        object.at("/spec/template/spec/containers").forEach(c -> all.add(c.path(field).asText()));
        return all.toString();
    }

    static String selector(JsonNode labels) {
        StringJoiner all = new StringJoiner(",");
        for (Map.Entry<String, JsonNode> label : labels.properties()) {
            all.add(label.getKey() + "=" + label.getValue().asText());
        }
        return all.length() == 0 ? NONE : all.toString();
    }

    private static Column count(String name, String path) {
        return Column.number(name, (o, _) -> o.at(path).asInt());
    }

    private static Column text(String name, String path) {
        return Column.text(name, (o, _) -> at(o, path));
    }

    static String at(ObjectNode object, String path) {
        return object.at(path).asText("");
    }

    static Column age() {
        return AGE;
    }
}
