package io.fairlead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `fairlead proxy-config endpoint`.
@Command(
        name = "endpoint",
        aliases = {"endpoints", "ep"},
        mixinStandardHelpOptions = true,
        description =
                "Shows the endpoints with the health that the daemon tells; what a proxy ejected isn't in it.")
final class ProxyConfigEndpointCommand extends ProxyConfigPart {

    @Option(names = "--cluster", description = "Those of the cluster with this name.")
    private @Nullable String cluster;

    @Option(names = "--address", description = "Those with this address.")
    private @Nullable String address;

    @Option(names = "--port", description = "Those with this port.")
    private @Nullable Integer port;

    ProxyConfigEndpointCommand() {
        super(ProxyDump.Kind.ENDPOINT, List.of("ENDPOINT", "STATUS", "CLUSTER"));
    }

    @Override
    List<List<String>> rows(JsonNode assignment) {
        String ownCluster = assignment.path("cluster_name").asText();
        if (cluster != null && !ownCluster.equals(cluster)) {
            return List.of();
        }
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode place : assignment.path("endpoints")) {
            for (JsonNode one : place.path("lb_endpoints")) {
                JsonNode socket = one.at("/endpoint/address/socket_address");
                String ownAddress = socket.path("address").asText();
                int ownPort = socket.path("port_value").asInt();
                if ((address == null || ownAddress.equals(address))
                        && (port == null || ownPort == port)) {
                    rows.add(
                            List.of(
                                    shown(one.at("/endpoint/address"), ownAddress, ownPort),
                                    one.path("health_status").asText("HEALTHY"),
                                    ownCluster));
                }
            }
        }
        return rows;
    }

    private static String shown(JsonNode address, String host, int port) {
        return host.isEmpty()
                ? TextTable.cell(address.at("/pipe/path").asText())
                : host + ":" + port;
    }
}
