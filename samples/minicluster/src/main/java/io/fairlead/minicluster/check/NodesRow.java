package io.fairlead.minicluster.check;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Row 100: pods of several nodes reach each other, and each node serves the NodePort.
final class NodesRow {

    private static final String CALLER = "webapp";

    private NodesRow() {}

    static List<Row> rows() {
        return List.of(
                Row.withKubectl(
                        "100",
                        "pods of several nodes, and the NodePort of each",
                        NodesRow::several));
    }

    private static Outcome several(Fleet fleet) {
        Set<String> networks = new TreeSet<>();
        List<String> addresses = new ArrayList<>();
        for (JsonNode node : KubectlRows.get(fleet, "nodes").path("items")) {
            networks.add(node.at("/spec/podCIDR").asText());
            for (JsonNode address : node.at("/status/addresses")) {
                if (address.path("type").asText().equals("InternalIP")) {
                    addresses.add(address.path("address").asText());
                }
            }
        }
        if (addresses.size() == 1) {
            return new Outcome.NotShown(
                    "this cluster has one node; ./fairlead demo --nodes 3 --check --only 100 shows it");
        }
        Map<String, List<String>> pods = readyPods(fleet);
        List<String> unreached =
                pods.values().stream()
                        .flatMap(List::stream)
                        .filter(pod -> !answers(fleet, pod))
                        .toList();
        List<String> closed =
                addresses.stream()
                        .filter(node ->
                                !status(fleet.execOnNode(curl("http://%s:30080/".formatted(node)))))
                        .toList();
        return Outcome.of(
                networks.size() == addresses.size()
                        && pods.size() == addresses.size()
                        && unreached.isEmpty()
                        && closed.isEmpty(),
                "%d nodes with %s; pods on %d of them, not reached from %s: %s; no NodePort at: %s"
                        .formatted(
                                addresses.size(), networks, pods.size(), CALLER, unreached, closed),
                "a network for each node; all; none; none");
    }

    /// Addresses of the fleet's pods by the names of their nodes.
    private static Map<String, List<String>> readyPods(Fleet fleet) {
        Map<String, List<String>> pods = new TreeMap<>();
        for (JsonNode pod : KubectlRows.get(fleet, "pods", "-n", "default").path("items")) {
            pods.computeIfAbsent(pod.at("/spec/nodeName").asText(), _ -> new ArrayList<>())
                    .add(pod.at("/status/podIP").asText());
        }
        return pods;
    }

    /// Whether a pod's sidecar says from afar that it is ready.
    private static boolean answers(Fleet fleet, String address) {
        return status(fleet.exec(CALLER, curl("http://%s:15021/healthz/ready".formatted(address))));
    }

    private static boolean status(Fleet.Ran ran) {
        return ran.output().strip().equals("200");
    }

    private static String[] curl(String url) {
        return new String[] {
            "curl", "-s", "--max-time", "10", "-o", "/dev/null", "-w", "%{http_code}", url
        };
    }
}
