package io.fairlead.minicluster.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Rows 60 to 62, the gateway's part of 43, 47, 63 and 86, and the lessons of the course's chapter on gateways.
final class GatewayRows {

    private static final String FILE = "check-gateway.yaml";
    private static final String POLICY = "check-gateway-mtls.yaml";
    private static final String GATEWAY = "istio-system/istio-ingressgateway";
    private static final String NODE = "http://10.244.0.1";
    static final int NODE_PORT = 31_380;
    private static final String DOOR = NODE + ":" + NODE_PORT;
    private static final String ORIGINAL = "  <title>Fleet Management</title>";
    private static final String PREMIUM =
            "  <title>Fleet Management Istio Premium Enterprise Edition</title>";

    /// Longer than the usual patience of proxies with a stream that is none.
    private static final Duration HELD = Duration.ofSeconds(92);

    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration CLOSED = Duration.ofSeconds(30);

    private GatewayRows() {}

    static List<Row> rows() {
        return List.of(
                new Row(
                        "60",
                        "weights of the page have no effect on its own node port",
                        GatewayRows::directly),
                new Row("61", "no proxy stands before that port", GatewayRows::noProxyBefore),
                new Row("62", "a gateway obeys the weights", GatewayRows::canary),
                new Row("63-gateway", "the page's title through the gateway", GatewayRows::title),
                new Row("gateway-prefix", "editions by path", GatewayRows::prefix),
                new Row("gateway-subdomain", "editions by name", GatewayRows::subdomain),
                new Row(
                        "43-gateway",
                        "x-request-id from outside is the same at every hop",
                        GatewayRows::requestId),
                new Row(
                        "gateway-websocket",
                        "a WebSocket through gateway and sidecars goes on",
                        GatewayRows::webSocket),
                new Row("47-gateways", "a match by gateway", GatewayRows::byGateway),
                new Row("86-gateway", "STRICT lets the gateway in", GatewayRows::strict));
    }

    private static String lesson(Fleet fleet, String name) {
        return fleet.sample("lessons/4-gateway/" + name + ".yaml");
    }

    /// Applies rules and waits until the gateway is asked for by them.
    private static Optional<Duration> open(Fleet fleet, String yaml, String asked, String host)
            throws InterruptedException {
        fleet.apply(FILE, yaml);
        return fleet.await(SOON, () -> status(fleet, asked, host) == 200);
    }

    private static void close(Fleet fleet) throws InterruptedException {
        fleet.withdraw(FILE);
        // What this one opened mustn't answer the next.
        fleet.await(CLOSED, () -> status(fleet, "/", "") == 0);
    }

    /// 0 where nobody listens.
    private static int status(Fleet fleet, String path, String host) {
        String said = curl(fleet, DOOR + path, host, "-o", "/dev/null", "-w", "%{http_code}");
        return said.matches("\\d{3}") ? Integer.parseInt(said) : -1;
    }

    private static String curl(Fleet fleet, String url, String host, String... options) {
        List<String> command = new ArrayList<>(List.of("curl", "-s", "--max-time", "10"));
        command.addAll(List.of(options));
        if (!host.isEmpty()) {
            command.addAll(List.of("-H", "Host: " + host));
        }
        command.add(url);
        return fleet.execOnNode(command.toArray(String[]::new)).output();
    }

    private static List<String> titles(String pages) {
        return pages.lines().filter(line -> line.contains("title")).toList();
    }

    private static long premium(List<String> titles) {
        return titles.stream().filter(PREMIUM::equals).count();
    }

    private static Outcome directly(Fleet fleet) throws InterruptedException {
        fleet.apply(
                FILE,
                lesson(fleet, "canary")
                        .replace("- front-door", "- mesh")
                        .replace("\"*\"", "fleetman-webapp"));
        Optional<Duration> routed =
                fleet.await(
                        SOON, () -> Configuration.routes(fleet, "api-gateway", "|experimental|"));
        // A connection of its own for each request: a Service balances connections.
        String loop = "for i in $(seq 200); do curl -s --max-time 5 " + NODE + ":30080/; done";
        List<String> titles = titles(fleet.execOnNode("sh", "-c", loop).output());
        close(fleet);
        long premium = premium(titles);
        return Outcome.of(
                routed.isPresent() && titles.size() == 200 && premium >= 68 && premium <= 132,
                "%d of %d premium, with weights 90/10".formatted(premium, titles.size()),
                "68..132 of 200");
    }

    private static Outcome noProxyBefore(Fleet fleet) throws InterruptedException {
        String path = "/?row61=" + fleet.freshId().substring(0, 8);
        int status = fleet.get(path).status();
        fleet.await(
                SOON,
                () -> lines(fleet, "webapp", path) + lines(fleet, "webapp-experimental", path) > 0);
        List<String> all =
                HeaderRows.HOPS.stream()
                        .flatMap(hop -> fleet.log(hop, "istio-proxy").stream())
                        .filter(line -> line.contains(path))
                        .toList();
        int atGateway = lines(fleet, GATEWAY, path);
        return Outcome.of(
                status == 200
                        && all.size() == 1
                        && all.getFirst().contains("inbound|80||")
                        && atGateway == 0,
                "%d, lines of sidecars: %d, of the gateway: %d"
                        .formatted(status, all.size(), atGateway),
                "200; one, inbound; 0");
    }

    private static int lines(Fleet fleet, String workload, String text) {
        return (int)
                fleet.log(workload, "istio-proxy").stream()
                        .filter(line -> line.contains(text))
                        .count();
    }

    private static Outcome canary(Fleet fleet) throws InterruptedException {
        int before = status(fleet, "/", "");
        Optional<Duration> opened = open(fleet, lesson(fleet, "canary"), "/", "");
        List<String> titles = titles(curl(fleet, DOOR + "/?[1-1000]", ""));
        double counted = measured(fleet);
        close(fleet);
        long premium = premium(titles);
        return Outcome.of(
                before == 0
                        && opened.isPresent()
                        && titles.size() == 1000
                        && premium >= 65
                        && premium <= 135
                        && counted >= 1000,
                "without a Gateway %s; %d of %d premium; istio_requests_total of the gateway %.0f"
                        .formatted(
                                before == 0 ? "refused" : "status " + before,
                                premium,
                                titles.size(),
                                counted),
                "refused; 65..135 of 1000; at least 1000");
    }

    /// What the gateway has counted, as a source of calls to the page by mutual TLS.
    private static double measured(Fleet fleet) {
        return fleet.admin(GATEWAY, "/stats/prometheus")
                .lines()
                .filter(line -> line.startsWith("istio_requests_total{"))
                .filter(line -> line.contains("reporter=\"source\""))
                .filter(line -> line.contains("source_workload=\"istio-ingressgateway\""))
                .filter(line -> line.contains("destination_service_name=\"fleetman-webapp\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static Outcome title(Fleet fleet) throws InterruptedException {
        open(fleet, lesson(fleet, "canary"), "/", "");
        List<String> titles = titles(curl(fleet, DOOR + "/", ""));
        close(fleet);
        return Outcome.of(
                titles.size() == 1 && List.of(ORIGINAL, PREMIUM).contains(titles.getFirst()),
                titles.toString(),
                "one of the two titles");
    }

    private static Outcome prefix(Fleet fleet) throws InterruptedException {
        Optional<Duration> opened = open(fleet, lesson(fleet, "prefix"), "/", "");
        String seen =
                edition(fleet, "/experimental", "")
                        + ", "
                        + edition(fleet, "/canary", "")
                        + ", "
                        + edition(fleet, "/", "");
        close(fleet);
        return Outcome.of(
                opened.isPresent() && seen.equals("premium, premium, original"),
                "/experimental, /canary, /: " + seen,
                "premium, premium, original");
    }

    private static Outcome subdomain(Fleet fleet) throws InterruptedException {
        Optional<Duration> opened = open(fleet, lesson(fleet, "subdomain"), "/", "fleetman.com");
        List<String> seen = new ArrayList<>();
        for (String host :
                List.of(
                        "fleetman.com",
                        "fleetman.com:31380",
                        "experimental.fleetman.com",
                        "experimental.fleetman.com:31380",
                        "other.fleetman.com",
                        "example.org")) {
            seen.add(edition(fleet, "/", host));
        }
        close(fleet);
        return Outcome.of(
                opened.isPresent()
                        && seen.equals(
                                List.of(
                                        "original",
                                        "original",
                                        "premium",
                                        "premium",
                                        "404",
                                        "404")),
                "two names with and without port, two others: " + String.join(", ", seen),
                "original twice, premium twice, 404 twice");
    }

    private static String edition(Fleet fleet, String path, String host) {
        List<String> titles = titles(curl(fleet, DOOR + path, host));
        return titles.equals(List.of(PREMIUM))
                ? "premium"
                : titles.equals(List.of(ORIGINAL))
                        ? "original"
                        : String.valueOf(status(fleet, path, host));
    }

    private static Outcome requestId(Fleet fleet) throws InterruptedException {
        open(fleet, lesson(fleet, "canary"), "/", "");
        String mark = "?row43=" + fleet.freshId().substring(0, 8);
        curl(fleet, DOOR + Drivers.PATH + mark, "", "-H", "x-request-id: from-outside");
        fleet.await(SOON, () -> !ids(fleet, GATEWAY, mark).isEmpty());
        List<String> ids = ids(fleet, GATEWAY, mark);
        String id = ids.isEmpty() ? "none" : ids.getFirst();
        fleet.await(SOON, () -> hops(fleet, id) == 3);
        int hops = hops(fleet, id);
        close(fleet);
        return Outcome.of(
                HeaderRows.UUID.matcher(id).matches() && hops == 3,
                "id of the gateway %s, seen at %d workloads behind it".formatted(id, hops),
                "a UUID, at webapp, api-gateway and staff-service");
    }

    private static List<String> ids(Fleet fleet, String workload, String mark) {
        return fleet.log(workload, "istio-proxy").stream()
                .filter(line -> line.contains(mark))
                .flatMap(line -> HeaderRows.UUID.matcher(line).results())
                .map(found -> found.group())
                .toList();
    }

    private static int hops(Fleet fleet, String id) {
        return (int) HeaderRows.HOPS.stream().filter(hop -> lines(fleet, hop, id) > 0).count();
    }

    private static Outcome webSocket(Fleet fleet) throws InterruptedException {
        open(fleet, lesson(fleet, "canary"), "/", "");
        long begin = fleet.nanoTime();
        List<String> messages =
                fleet.webSocket(
                        NODE_PORT,
                        "/api/updates",
                        all -> all.size() > 2 && fleet.nanoTime() - begin > HELD.toNanos(),
                        Duration.ofSeconds(30));
        Duration held = Duration.ofNanos(fleet.nanoTime() - begin);
        close(fleet);
        boolean positions = messages.stream().anyMatch(message -> message.contains("\"lat\""));
        return Outcome.of(
                positions && messages.size() > 2 && held.compareTo(HELD) > 0,
                "%d messages with positions in %d s".formatted(messages.size(), held.toSeconds()),
                "the last one after more than %d s".formatted(HELD.toSeconds()));
    }

    private static Outcome byGateway(Fleet fleet) throws InterruptedException {
        String rules =
                lesson(fleet, "canary")
                        .replace("    - \"*\"\n  gateways:", "    - fleetman-webapp\n  gateways:")
                        .replace(
                                "    - front-door\n  http:",
                                "    - front-door\n    - mesh\n  http:")
                        .replace(
                                "  http:\n",
                                """
                                  http:
                                    - match: [{uri: {exact: /which}, gateways: [front-door]}]
                                      directResponse: {status: 471}
                                    - match: [{uri: {exact: /which}, gateways: [mesh]}]
                                      directResponse: {status: 472}
                                """);
        String host = "fleetman-webapp.default.svc.cluster.local";
        Optional<Duration> opened = open(fleet, rules, "/", host);
        int outside = status(fleet, "/which", host);
        String url = "http://fleetman-webapp/which";
        fleet.await(SOON, () -> Configuration.status(fleet, "api-gateway", url) == 472);
        int inside = Configuration.status(fleet, "api-gateway", url);
        close(fleet);
        return Outcome.of(
                opened.isPresent() && outside == 471 && inside == 472,
                "through the gateway %d, from a sidecar %d".formatted(outside, inside),
                "471, 472");
    }

    /// The page stays open for the loop of row 46; what stands behind it takes TLS only.
    private static Outcome strict(Fleet fleet) throws InterruptedException {
        Optional<Duration> opened =
                open(
                        fleet,
                        """
                        apiVersion: networking.istio.io/v1
                        kind: Gateway
                        metadata: {name: front-door, namespace: default}
                        spec:
                          selector: {istio: ingressgateway}
                          servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}]
                        ---
                        apiVersion: networking.istio.io/v1
                        kind: VirtualService
                        metadata: {name: api, namespace: default}
                        spec:
                          hosts: ["*"]
                          gateways: [front-door]
                          http: [{route: [{destination: {host: fleetman-api-gateway}}]}]
                        """,
                        "/",
                        "");
        fleet.apply(
                POLICY,
                """
                apiVersion: security.istio.io/v1
                kind: PeerAuthentication
                metadata: {name: check-gateway, namespace: default}
                spec:
                  selector: {matchLabels: {app: api-gateway}}
                  mtls: {mode: STRICT}
                """);
        String direct = "http://" + fleet.address("api-gateway") + ":8080/";
        Optional<Duration> refused =
                fleet.await(
                        SOON,
                        () ->
                                curl(fleet, direct, "", "-o", "/dev/null", "-w", "%{http_code}")
                                        .equals("000"));
        int through = status(fleet, "/", "");
        fleet.withdraw(POLICY);
        close(fleet);
        return Outcome.of(
                opened.isPresent() && refused.isPresent() && through == 200,
                "in plaintext %s, through the gateway %d"
                        .formatted(refused.isPresent() ? "refused" : "let in", through),
                "refused, 200");
    }
}
