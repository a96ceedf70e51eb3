package io.fairlead.minicluster.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Rows 8, 12, 15, 18, 19, 21, 23, 24, 92, 101 and 102: what people see of the mesh with kubectl.
final class KubectlRows {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LABELLED = "check-labelled";

    /// The Deployments of the fleet, each with one pod.
    private static final Set<String> FLEET =
            Set.of(
                    "api-gateway",
                    "position-simulator",
                    "position-tracker",
                    "staff-service",
                    "staff-service-risky",
                    "vehicle-telemetry",
                    "webapp",
                    "webapp-experimental");

    private static final List<String> OF_ONE_NODE =
            List.of("nodeName", "nodeSelector", "affinity", "hostNetwork", "hostPath", "hostPort");

    /// What nobody keeps in a file.
    private static final String OF_ONE_OBJECT = "(resourceVersion|uid|creationTimestamp):.*";

    /// Filters that stand for one of the proxy's three tasks each.
    private static final Map<String, String> TASKS =
            Map.of(
                    "telemetry", "istio.stats",
                    "traffic", "envoy.filters.http.router",
                    "security", "DownstreamTlsContext");

    /// Ports and paths of each sidecar, asked from within its pod.
    private static final List<String> PORTS =
            List.of(
                    "15021/healthz/ready",
                    "15090/stats/prometheus",
                    "15020/stats/prometheus",
                    "15000/config_dump");

    /// The Deployments of the mesh in the demo.
    private static final List<String> OWN_PODS = List.of("istiod", "istio-ingressgateway");

    private KubectlRows() {}

    static List<Row> rows() {
        return List.of(
                Row.withKubectl(
                        "8", "each pod has a proxy beside its application", KubectlRows::proxies),
                Row.withKubectl(
                        "12", "nothing in the fleet's files is of one node", KubectlRows::anyNode),
                Row.withKubectl(
                        "15",
                        "what the mesh runs is in istio-system",
                        KubectlRows::systemNamespace),
                Row.withKubectl(
                        "18",
                        "YAML without a namespace is in default",
                        KubectlRows::defaultNamespace),
                Row.withKubectl(
                        "19", "a namespace has no label of its own", KubectlRows::unlabelled),
                Row.withKubectl(
                        "21", "a label as YAML is the same label", KubectlRows::labelAsYaml),
                Row.withKubectl("23", "each sidecar serves its four ports", KubectlRows::ports),
                Row.withKubectl(
                        "24", "a sidecar measures, routes and encrypts", KubectlRows::tasks),
                Row.withKubectl("92", "the pods in istio-system", KubectlRows::systemPods),
                Row.withKubectl(
                        "101", "pods of all namespaces, with addresses", KubectlRows::everywhere),
                Row.withKubectl(
                        "102", "the eight pods of the fleet, 2/2 each", KubectlRows::fleetPods));
    }

    private static Outcome proxies(Fleet fleet) {
        List<String> without = new ArrayList<>();
        JsonNode pods =
                get(fleet, "pods", "-n", "default", "-l", "sidecar.istio.io/inject!=false")
                        .path("items");
        for (JsonNode pod : pods) {
            JsonNode spec = pod.path("spec");
            List<String> names =
                    new ArrayList<>(spec.path("initContainers").findValuesAsText("name"));
            names.addAll(spec.path("containers").findValuesAsText("name"));
            if (!names.containsAll(List.of("istio-init", "istio-proxy"))) {
                without.add(pod.path("metadata").path("name").asText());
            }
        }
        return Outcome.of(
                without.isEmpty() && pods.size() >= FLEET.size(),
                "%d pods, %s without istio-init and istio-proxy".formatted(pods.size(), without),
                "at least 8; none");
    }

    private static Outcome anyNode(Fleet fleet) {
        List<String> bound =
                List.of("k8s/1-positions.yaml", "k8s/2-staff.yaml", "k8s/3-web.yaml").stream()
                        .flatMap(file ->
                                OF_ONE_NODE.stream()
                                        .filter(word -> fleet.sample(file).contains(word + ":"))
                                        .map(word -> file + ": " + word))
                        .toList();
        String type =
                get(fleet, "service", "fleetman-webapp", "-n", "default")
                        .path("spec")
                        .path("type")
                        .asText();
        return Outcome.of(
                bound.isEmpty() && type.equals("NodePort"),
                "%s in the files; the page's Service is a %s".formatted(bound, type),
                "none; NodePort");
    }

    private static Outcome systemNamespace(Fleet fleet) {
        Set<String> namespaces = new TreeSet<>();
        Set<String> names = new TreeSet<>();
        for (JsonNode object : get(fleet, "pods,services", "-A").path("items")) {
            JsonNode meta = object.path("metadata");
            String name = meta.path("name").asText();
            if (name.startsWith("istio")) {
                namespaces.add(meta.path("namespace").asText());
                names.add(name.replaceFirst("-[a-z0-9]+-[a-z0-9]{5}$", ""));
            }
        }
        return Outcome.of(
                namespaces.equals(Set.of("istio-system")) && names.contains("istiod"),
                "%s in %s".formatted(names, namespaces),
                "istiod among them; istio-system");
    }

    private static Outcome defaultNamespace(Fleet fleet) {
        long named =
                fleet.sample("k8s/2-staff.yaml")
                        .lines()
                        .filter(line -> line.contains("namespace:"))
                        .count();
        String there =
                get(fleet, "deployment", "staff-service", "-n", "default")
                        .path("metadata")
                        .path("namespace")
                        .asText("nowhere");
        return Outcome.of(
                named == 0 && there.equals("default"),
                "%d namespaces in the file, its Deployment is in %s".formatted(named, there),
                "0, default");
    }

    /// A new namespace has none, and that of namespace default is somebody's: the cluster itself owns no field.
    private static Outcome unlabelled(Fleet fleet) {
        String fresh = LABELLED + "-fresh";
        fleet.kubectl("create", "ns", fresh);
        String described = fleet.kubectl("describe", "ns", fresh).output();
        fleet.kubectl("delete", "ns", fresh, "--wait=false");
        Set<String> owners = new TreeSet<>();
        JsonNode meta = get(fleet, "ns", "default", "--show-managed-fields").path("metadata");
        for (JsonNode write : meta.path("managedFields")) {
            if (write.at("/fieldsV1/f:metadata/f:labels").has("f:istio-injection")) {
                owners.add(write.path("manager").asText());
            }
        }
        boolean labelled = meta.path("labels").has("istio-injection");
        return Outcome.of(
                described.contains("Name:")
                        && !described.contains("istio-injection")
                        && labelled == !owners.isEmpty(),
                "a new one: %s; the label of default was written by %s"
                        .formatted(
                                described
                                        .lines()
                                        .filter(line -> line.startsWith("Labels:"))
                                        .map(String::strip)
                                        .toList(),
                                owners),
                "no istio-injection; whoever applied it");
    }

    private static Outcome labelAsYaml(Fleet fleet) {
        fleet.kubectl("create", "ns", LABELLED);
        String said = label(fleet, "istio-injection=enabled");
        String yaml =
                fleet.kubectl("get", "ns", LABELLED, "-o", "yaml")
                        .output()
                        .lines()
                        .filter(line -> !line.strip().matches(OF_ONE_OBJECT))
                        .collect(Collectors.joining("\n"));
        label(fleet, "istio-injection-");
        String without = labels(fleet);
        fleet.kubectlApply(yaml);
        String with = labels(fleet);
        fleet.kubectl("delete", "ns", LABELLED, "--ignore-not-found");
        return Outcome.of(
                said.equals("namespace/%s labeled".formatted(LABELLED))
                        && !without.contains("istio-injection")
                        && with.contains("\"istio-injection\":\"enabled\""),
                "%s; taken off: %s; applied: %s".formatted(said, without, with),
                "labeled; none; istio-injection enabled");
    }

    private static String label(Fleet fleet, String change) {
        return fleet.kubectl("label", "namespace", LABELLED, change).output().strip();
    }

    private static String labels(Fleet fleet) {
        return fleet.kubectl("get", "ns", LABELLED, "-o", "jsonpath={.metadata.labels}").output();
    }

    private static Outcome ports(Fleet fleet) {
        List<String> silent = new ArrayList<>();
        for (String workload : FLEET) {
            for (String port : PORTS) {
                int status = Configuration.status(fleet, workload, "http://127.0.0.1:" + port);
                if (status != 200) {
                    silent.add("%s %s: %d".formatted(workload, port, status));
                }
            }
        }
        return Outcome.of(
                silent.isEmpty(),
                "%d of %d answer 200 %s"
                        .formatted(
                                FLEET.size() * PORTS.size() - silent.size(),
                                FLEET.size() * PORTS.size(),
                                silent),
                "all");
    }

    private static Outcome tasks(Fleet fleet) {
        String dump = fleet.admin("api-gateway", "/config_dump");
        Map<String, Boolean> done = new TreeMap<>();
        TASKS.forEach((task, filter) -> done.put(task, dump.contains(filter)));
        return Outcome.of(!done.containsValue(false), done.toString(), "all three");
    }

    private static Outcome everywhere(Fleet fleet) {
        List<String> lines =
                fleet.kubectl("get", "pod", "--all-namespaces", "-o", "wide")
                        .output()
                        .lines()
                        .toList();
        List<String> head = words(lines.isEmpty() ? "" : lines.getFirst());
        Set<String> namespaces =
                lines.stream()
                        .skip(1)
                        .map(line -> words(line).getFirst())
                        .collect(Collectors.toSet());
        return Outcome.of(
                head.containsAll(List.of("NAMESPACE", "NAME", "READY", "STATUS", "IP", "NODE"))
                        && namespaces.containsAll(Set.of("default", "istio-system")),
                "%d pods in %s".formatted(lines.size() - 1, new TreeSet<>(namespaces)),
                "default and istio-system");
    }

    static Outcome fleetPods(Fleet fleet) {
        Map<String, String> ready = new TreeMap<>();
        fleet.kubectl("get", "pod", "-o", "wide", "--no-headers")
                .output()
                .lines()
                .map(KubectlRows::words)
                .filter(words -> words.size() > 2)
                .forEach(words ->
                        ready.put(
                                words.getFirst().replaceFirst("-[a-z0-9]+-[a-z0-9]{5}$", ""),
                                words.get(1) + " " + words.get(2)));
        ready.keySet().retainAll(FLEET);
        return Outcome.of(
                ready.keySet().equals(FLEET)
                        && Set.copyOf(ready.values()).equals(Set.of("2/2 Running")),
                ready.toString(),
                "the eight of the fleet, 2/2 Running");
    }

    static List<String> words(String line) {
        return Arrays.asList(line.strip().split("\\s+"));
    }

    /// Objects as JSON; missing where kubectl has none.
    private static Outcome systemPods(Fleet fleet) {
        Fleet.Ran ran = fleet.kubectl("get", "pod", "-n", "istio-system");
        List<String> without =
                OWN_PODS.stream()
                        .filter(name ->
                                ran.output()
                                        .lines()
                                        .noneMatch(line ->
                                                line.matches(
                                                        name + "-[0-9a-z]+-\\S+ +1/1 +Running .*")))
                        .toList();
        return without.isEmpty()
                ? new Outcome.NotShown(
                        OWN_PODS
                                + " are 1/1 Running; the add-ons of profile demo aren't in the demo's, see row 103")
                : Outcome.of(false, "%s don't run: %s".formatted(without, ran.output()), "1/1");
    }

    /// What `kubectl get` finds; nothing where it fails.
    static JsonNode get(Fleet fleet, String... words) {
        List<String> command = new ArrayList<>(List.of("get", "-o", "json"));
        command.addAll(List.of(words));
        Fleet.Ran ran = fleet.kubectl(command.toArray(String[]::new));
        try {
            return ran.status() == 0 ? JSON.readTree(ran.output()) : MissingNode.getInstance();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(ran.output(), e);
        }
    }
}
