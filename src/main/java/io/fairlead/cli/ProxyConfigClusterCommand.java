package io.fairlead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `fairlead proxy-config cluster`.
@Command(
        name = "cluster",
        aliases = {"clusters", "c"},
        mixinStandardHelpOptions = true,
        description = "Shows the clusters.")
final class ProxyConfigClusterCommand extends ProxyConfigPart {
    /// Of a name such as `outbound|80|v1|cart.shop.svc.cluster.local`.
    private static final int PARTS = 4;

    @Option(names = "--fqdn", paramLabel = "HOST", description = "Those of hosts with this in it.")
    private @Nullable String host;

    @Option(names = "--port", description = "Those of this port.")
    private @Nullable Integer port;

    @Option(names = "--direction", description = "inbound or outbound.")
    private @Nullable String direction;

    @Option(names = "--subset", description = "Those of this subset.")
    private @Nullable String subset;

    ProxyConfigClusterCommand() {
        super(
                ProxyDump.Kind.CLUSTER,
                List.of("SERVICE FQDN", "PORT", "SUBSET", "DIRECTION", "TYPE", "DESTINATION RULE"));
    }

    @Override
    List<List<String>> rows(JsonNode cluster) {
        String name = cluster.path("name").asText();
        String[] parts = name.split("\\|", -1);
        boolean isService = parts.length == PARTS;
        String ownHost = isService ? parts[3] : name;
        String ownPort = isService ? parts[1] : "";
        String ownSubset = isService ? parts[2] : "";
        String ownDirection = isService ? parts[0] : "";
        if ((host != null && !ownHost.contains(host))
                || (port != null && !ownPort.equals(port.toString()))
                || (subset != null && !ownSubset.equals(subset))
                || (direction != null && !ownDirection.equals(direction))) {
            return List.of();
        }
        return List.of(
                List.of(
                        TextTable.cell(ownHost),
                        TextTable.cell(ownPort),
                        TextTable.cell(ownSubset),
                        TextTable.cell(ownDirection),
                        cluster.path("type").asText("STATIC"),
                        origin(cluster)));
    }
}
