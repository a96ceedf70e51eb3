package io.fairlead.minicluster.check;

import java.util.List;

/// What the migration from PERMISSIVE to STRICT rests on.
final class MigrationRows {
    private static final int REQUESTS = 5;
    private static final int GATEWAY_PORT = 8080;
    private static final int WEB_PORT = 80;

    private MigrationRows() {}

    static List<Row> rows() {
        return List.of(
                new Row("T0", "sidecars count who would be cut by STRICT", MigrationRows::counted),
                new Row(
                        "T2",
                        "who speaks clear text is named, and only its target waits",
                        AdviceRow::ask),
                new Row("T6", "why a caller with a sidecar speaks clear text is told", WhyRow::ask),
                new Row(
                        "T3",
                        "a caller that first comes in a trial loses one connection, and is named",
                        HiddenCallerRow::ask));
    }

    /// Connections are counted, and kept alive: a later row may need no new one, so those since the start count.
    ///
    /// By the NodePort people come in clear text to the web application, which calls the gateway by mutual TLS.
    private static Outcome counted(Fleet fleet) {
        long clearBefore = clear(fleet);
        for (int i = 0; i < REQUESTS; i++) {
            fleet.get("/");
            fleet.get(Drivers.PATH);
        }
        // A connection that is kept leads to one of the two.
        long people =
                arrived(fleet, "webapp", WEB_PORT, "plain_http")
                        + arrived(fleet, "webapp-experimental", WEB_PORT, "plain_http");
        long mesh = arrived(fleet, "api-gateway", GATEWAY_PORT, "mesh_mtls");
        long clear = clear(fleet) - clearBefore;
        return Outcome.of(
                people >= 1 && mesh >= 1 && clear == 0,
                "both webapps:80 %d in clear text; api-gateway:8080 %d by mutual TLS, %d more in clear text"
                        .formatted(people, mesh, clear),
                "at least 1; at least 1, 0");
    }

    private static long clear(Fleet fleet) {
        return arrived(fleet, "api-gateway", GATEWAY_PORT, "plain_http")
                + arrived(fleet, "api-gateway", GATEWAY_PORT, "plain_tcp");
    }

    private static long arrived(Fleet fleet, String workload, int port, String how) {
        String name = "inbound." + port + "." + how + ": ";
        return fleet.admin(workload, "/stats")
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.substring(name.length()).strip()))
                .sum();
    }
}
