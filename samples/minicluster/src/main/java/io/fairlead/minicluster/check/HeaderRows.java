package io.fairlead.minicluster.check;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Rows 5, 43 and 44: one line a request at each proxy, linked by x-request-id; made where it is absent, kept where
/// not.
final class HeaderRows {

    private static final Duration LOGGED = Duration.ofSeconds(5);
    static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    /// Workloads that a request of the page may pass.
    static final List<String> HOPS =
            List.of(
                    "webapp",
                    "webapp-experimental",
                    "api-gateway",
                    "staff-service",
                    "staff-service-risky");

    private HeaderRows() {}

    static List<Row> rows() {
        return List.of(
                new Row(
                        "5",
                        "one access log line a request at client and server, linked by x-request-id",
                        HeaderRows::logged),
                new Row(
                        "43",
                        "x-request-id is made when absent and kept when present",
                        HeaderRows::requestId),
                new Row(
                        "44",
                        "without propagation each hop has an id of its own",
                        HeaderRows::unlinked));
    }

    private static Outcome logged(Fleet fleet) throws InterruptedException {
        String id = fleet.freshId();
        fleet.get(Drivers.PATH, "x-request-id", id);
        fleet.await(LOGGED, () -> total(linesWith(fleet, id)) >= 5);
        Map<String, Integer> lines = linesWith(fleet, id);
        // Two at a proxy that serves and calls (webapp, api-gateway), one at the proxy of the last
        // service.
        boolean held = lines.values().stream().sorted().toList().equals(List.of(1, 2, 2));
        return Outcome.of(held, "lines with the id: " + lines, "webapp 2, api-gateway 2, staff 1");
    }

    private static Map<String, Integer> linesWith(Fleet fleet, String id) {
        Map<String, Integer> lines = new LinkedHashMap<>();
        for (String hop : HOPS) {
            int count =
                    (int)
                            fleet.log(hop, "istio-proxy").stream()
                                    .filter(line -> line.contains(id))
                                    .count();
            if (count > 0) {
                lines.put(hop, count);
            }
        }
        return lines;
    }

    private static int total(Map<String, Integer> lines) {
        return lines.values().stream().mapToInt(Integer::intValue).sum();
    }

    private static Outcome requestId(Fleet fleet) throws InterruptedException {
        String path = Drivers.PATH + "?made=" + fleet.freshId().substring(0, 8);
        fleet.get(path);
        fleet.await(LOGGED, () -> ids(fleet, "api-gateway", path).size() == 1);
        Set<String> made = ids(fleet, "api-gateway", path);
        boolean uuid = made.size() == 1 && UUID.matcher(made.iterator().next()).matches();
        String kept = fleet.freshId();
        String url = "http://fleetman-staff-service:8080/driver/City%20Truck";
        Configuration.status(fleet, "api-gateway", url, "x-request-id: " + kept);
        fleet.await(LOGGED, () -> total(linesWith(fleet, kept)) >= 2);
        Map<String, Integer> lines = linesWith(fleet, kept);
        return Outcome.of(
                uuid && total(lines) == 2,
                "made " + made + "; kept at " + lines,
                "one UUID; the same id at both proxies");
    }

    private static Outcome unlinked(Fleet fleet) throws InterruptedException {
        return Gateways.withoutPropagation(
                fleet,
                () -> {
                    String id = fleet.freshId();
                    fleet.get(Drivers.PATH, "x-request-id", id);
                    fleet.await(
                            LOGGED, () -> linesWith(fleet, id).getOrDefault("api-gateway", 0) > 0);
                    Map<String, Integer> lines = linesWith(fleet, id);
                    return Outcome.of(
                            lines.getOrDefault("api-gateway", 0) == 1
                                    && lines.keySet().stream()
                                            .noneMatch(hop -> hop.startsWith("staff")),
                            "the caller's id is seen at " + lines,
                            "not beyond api-gateway's inbound side");
                });
    }

    /// The request ids of the workload's log lines for this path.
    private static Set<String> ids(Fleet fleet, String workload, String path) {
        String seen = path.substring("/api".length());
        return fleet.log(workload, "istio-proxy").stream()
                .filter(line -> line.contains(seen))
                .map(UUID::matcher)
                .filter(Matcher::find)
                .map(Matcher::group)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
