package io.fairlead.minicluster.check;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Calls that leave the mesh: where only hosts that somebody registered are let out, a ServiceEntry opens the way to
/// one, through the egress gateway and not around it.
final class EgressRow {

    private static final String HOST = "beyond.example";

    /// Nobody is there: sidecars go by the host that is named.
    private static final String URL = "http://192.0.2.1/";

    private static final String CALLER = "api-gateway";
    private static final String SERVER = "beyond";
    private static final String SYSTEM = "istio-system";
    private static final String GATEWAY = SYSTEM + "/istio-egressgateway";
    private static final String SERVER_FILE = "check-egress-server.yaml";
    private static final String RULES_FILE = "check-egress.yaml";

    /// What the chart has for a gateway that the mesh of the demo goes without.
    private static final List<String> KINDS =
            List.of("Deployment", "Service", "ServiceAccount", "Role", "RoleBinding");

    private static final int CALLS = 20;
    private static final Duration STARTED = Duration.ofMinutes(1);
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private EgressRow() {}

    static List<Row> rows() {
        return List.of(
                Row.withKubectl(
                        "egress",
                        "hosts outside are reached through the egress gateway only",
                        EgressRow::ask));
    }

    private static Outcome ask(Fleet fleet) throws InterruptedException {
        Fleet.Ran brought = fleet.kubectlApply(gateway());
        if (brought.status() != 0) {
            return new Outcome.Failed(brought.output().strip(), "a gateway from the chart");
        }
        String settings =
                KubectlRows.get(fleet, "cm", "istio", "-n", SYSTEM).at("/data/mesh").asText();
        fleet.apply(SERVER_FILE, TestPod.echo(SERVER).outside().yaml());
        try {
            return asked(fleet, settings);
        } finally {
            fleet.withdraw(RULES_FILE);
            fleet.withdraw(SERVER_FILE);
            settle(fleet, settings);
            Fleet.Ran _ =
                    fleet.kubectl(
                            "delete",
                            KINDS.stream()
                                    .map(String::toLowerCase)
                                    .collect(Collectors.joining(",")),
                            "-n",
                            SYSTEM,
                            "-l",
                            "istio=egressgateway");
            fleet.await(
                    STARTED,
                    PAUSE,
                    () -> fleet.pods(GATEWAY).isEmpty() && fleet.pods(SERVER).isEmpty());
        }
    }

    private static Outcome asked(Fleet fleet, String settings) throws InterruptedException {
        Optional<Duration> started =
                fleet.await(
                        STARTED,
                        PAUSE,
                        () -> fleet.pods(GATEWAY).size() == 1 && fleet.pods(SERVER).size() == 1);
        if (started.isEmpty()) {
            return new Outcome.Failed(
                    "ready: %s, %s".formatted(fleet.pods(GATEWAY), fleet.pods(SERVER)),
                    "a gateway and a server outside of the mesh, within " + STARTED);
        }
        settle(
                fleet,
                settings.stripTrailing() + "\noutboundTrafficPolicy: {mode: REGISTRY_ONLY}\n");
        boolean shut = fleet.await(SOON, PAUSE, () -> status(fleet, "") == 502).isPresent();
        fleet.apply(RULES_FILE, rules(fleet.address(SERVER)));
        boolean opened = fleet.await(SOON, PAUSE, () -> status(fleet, "") == 200).isPresent();
        String mark = fleet.freshId().substring(0, 8);
        double before = counted(fleet);
        int good = 0;
        for (int i = 0; i < CALLS; i++) {
            good += status(fleet, mark) == 200 ? 1 : 0;
        }
        fleet.await(
                SOON,
                PAUSE,
                () -> counted(fleet) - before == CALLS && logged(fleet, mark) == CALLS);
        double counted = counted(fleet) - before;
        long logged = logged(fleet, mark);
        int around =
                Configuration.status(fleet, CALLER, "http://" + fleet.address(SERVER) + ":8080/");
        return Outcome.of(
                shut
                        && opened
                        && good == CALLS
                        && counted == CALLS
                        && logged == CALLS
                        && around == 502,
                ("before there is an entry: %s; with it %d of %d calls answered, %.0f counted and %d logged by"
                                + " the gateway; by the server's address: %d")
                        .formatted(
                                shut ? "502" : "status " + status(fleet, ""),
                                good,
                                CALLS,
                                counted,
                                logged,
                                around),
                "502; all, all, all; 502");
    }

    private static int status(Fleet fleet, String path) {
        return Configuration.status(fleet, CALLER, URL + path, "Host: " + HOST);
    }

    /// Calls to the host that left by the gateway, in its own metrics.
    private static double counted(Fleet fleet) {
        return Series.sum(
                Series.of(fleet, GATEWAY, "istio_requests_total"),
                "reporter",
                "source",
                "source_workload",
                "istio-egressgateway",
                "destination_service",
                HOST,
                "destination_service_name",
                HOST,
                "response_code",
                "200");
    }

    private static long logged(Fleet fleet, String mark) {
        return fleet.log(GATEWAY, "istio-proxy").stream()
                .filter(line -> line.contains("/" + mark))
                .count();
    }

    /// Gives the mesh these settings.
    private static void settle(Fleet fleet, String settings) {
        String patch =
                JsonNodeFactory.instance
                        .objectNode()
                        .set("data", JsonNodeFactory.instance.objectNode().put("mesh", settings))
                        .toString();
        Fleet.Ran ran =
                fleet.kubectl("patch", "cm", "istio", "-n", SYSTEM, "--type", "merge", "-p", patch);
        if (ran.status() != 0) {
            throw new IllegalStateException(ran.output());
        }
    }

    private static String gateway() {
        Fleet.Ran ran =
                InstallRows.fairlead(
                        "manifest",
                        "generate",
                        "--set",
                        "profile=empty",
                        "--set",
                        "components.egressGateways[0].name=istio-egressgateway",
                        "--set",
                        "components.egressGateways[0].enabled=true",
                        "--set",
                        "values.gateways.istio-egressgateway.autoscaleEnabled=false");
        return Stream.of(ran.output().split("(?m)^---\\n", -1))
                .filter(one ->
                        KINDS.stream().anyMatch(kind -> one.contains("\nkind: " + kind + "\n")))
                .collect(Collectors.joining("---\n"));
    }

    private static String rules(String address) {
        return """
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: {name: beyond, namespace: default}
        spec:
          hosts: [%1$s]
          location: MESH_EXTERNAL
          resolution: STATIC
          ports: [{number: 80, name: http, protocol: HTTP, targetPort: 8080}]
          endpoints: [{address: %2$s}]
        ---
        apiVersion: networking.istio.io/v1
        kind: Gateway
        metadata: {name: way-out, namespace: default}
        spec:
          selector: {istio: egressgateway}
          servers:
          - {port: {number: 443, name: https, protocol: HTTPS}, hosts: [%1$s], tls: {mode: ISTIO_MUTUAL}}
        ---
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: {name: way-out, namespace: default}
        spec:
          host: istio-egressgateway.istio-system.svc.cluster.local
          subsets: [{name: beyond, trafficPolicy: {tls: {mode: ISTIO_MUTUAL, sni: %1$s}}}]
        ---
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: beyond, namespace: default}
        spec:
          hosts: [%1$s]
          gateways: [mesh, way-out]
          http:
          - match: [{gateways: [mesh], port: 80}]
            route:
            - destination:
                host: istio-egressgateway.istio-system.svc.cluster.local
                subset: beyond
                port: {number: 443}
          - match: [{gateways: [way-out], port: 443}]
            route: [{destination: {host: %1$s, port: {number: 80}}}]
        """
                .formatted(HOST, address);
    }
}
