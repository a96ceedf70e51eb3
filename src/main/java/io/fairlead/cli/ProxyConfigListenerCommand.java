package io.fairlead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `fairlead proxy-config listener`.
@Command(
        name = "listener",
        aliases = {"listeners", "l"},
        mixinStandardHelpOptions = true,
        description = "Shows the listeners, a line for each of their filter chains.")
final class ProxyConfigListenerCommand extends ProxyConfigPart {

    @Option(names = "--address", description = "Those of this address.")
    private @Nullable String address;

    @Option(names = "--port", description = "Those of this port.")
    private @Nullable Integer port;

    ProxyConfigListenerCommand() {
        super(ProxyDump.Kind.LISTENER, List.of("ADDRESSES", "PORT", "MATCH", "DESTINATION"));
    }

    @Override
    List<List<String>> rows(JsonNode listener) {
        JsonNode socket = listener.at("/address/socket_address");
        String ownAddress = socket.path("address").asText();
        int ownPort = socket.path("port_value").asInt();
        if ((address != null && !ownAddress.equals(address)) || (port != null && ownPort != port)) {
            return List.of();
        }
        List<JsonNode> chains = new ArrayList<>();
        listener.path("filter_chains").forEach(chains::add);
        if (listener.path("default_filter_chain").isObject()) {
            chains.add(listener.path("default_filter_chain"));
        }
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode chain : chains) {
            rows.add(
                    List.of(
                            TextTable.cell(ownAddress),
                            String.valueOf(ownPort),
                            match(chain.path("filter_chain_match")),
                            destination(chain)));
        }
        return rows;
    }

    private static String match(JsonNode match) {
        List<String> parts = new ArrayList<>();
        if (match.has("server_names")) {
            parts.add("SNI: " + joined(match.path("server_names")));
        }
        if (match.has("transport_protocol")) {
            parts.add("Trans: " + match.path("transport_protocol").asText());
        }
        if (match.has("application_protocols")) {
            parts.add("App: " + joined(match.path("application_protocols")));
        }
        List<String> ranges = new ArrayList<>();
        for (JsonNode range : match.path("prefix_ranges")) {
            ranges.add(
                    "%s/%s"
                            .formatted(
                                    range.path("address_prefix").asText(),
                                    range.path("prefix_len").asText("0")));
        }
        String port = match.path("destination_port").asText();
        if (!ranges.isEmpty() || !port.isEmpty()) {
            parts.add(
                    "Addr: %s:%s"
                            .formatted(
                                    ranges.isEmpty() ? "*" : String.join(",", ranges),
                                    port.isEmpty() ? "*" : port));
        }
        return parts.isEmpty() ? "ALL" : String.join("; ", parts);
    }

    private static String destination(JsonNode chain) {
        List<String> found = new ArrayList<>();
        for (JsonNode filter : chain.path("filters")) {
            JsonNode config = filter.path("typed_config");
            if (config.has("rds")) {
                found.add("Route: " + config.at("/rds/route_config_name").asText());
            } else if (config.path("route_config").isObject()) {
                found.add("Inline Route: " + config.at("/route_config/name").asText());
            } else if (config.path("cluster").isTextual()) {
                found.add("Cluster: " + config.path("cluster").asText());
            }
            for (JsonNode weighted : config.at("/weighted_clusters/clusters")) {
                found.add("Cluster: " + weighted.path("name").asText());
            }
        }
        return TextTable.cell(String.join(", ", found));
    }

    private static String joined(JsonNode texts) {
        List<String> all = new ArrayList<>();
        texts.forEach(text -> all.add(text.asText()));
        return String.join(",", all);
    }
}
