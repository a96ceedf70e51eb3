package io.fairlead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `fairlead proxy-config route`.
@Command(
        name = "route",
        aliases = {"routes", "r"},
        mixinStandardHelpOptions = true,
        description = "Shows the routes, a line for each rule of a virtual host.")
final class ProxyConfigRouteCommand extends ProxyConfigPart {

    @Option(names = "--name", description = "Those of the route configuration with this name.")
    private @Nullable String name;

    ProxyConfigRouteCommand() {
        super(
                ProxyDump.Kind.ROUTE,
                List.of("NAME", "VHOST NAME", "DOMAINS", "MATCH", "VIRTUAL SERVICE"));
    }

    @Override
    List<List<String>> rows(JsonNode configuration) {
        String ownName = configuration.path("name").asText();
        if (name != null && !ownName.equals(name)) {
            return List.of();
        }
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode host : configuration.path("virtual_hosts")) {
            for (JsonNode route : host.path("routes")) {
                rows.add(
                        List.of(
                                TextTable.cell(ownName),
                                host.path("name").asText(),
                                domains(host.path("domains")),
                                match(route.path("match")),
                                origin(route)));
            }
        }
        return rows;
    }

    /// The first, and how many more there are.
    private static String domains(JsonNode domains) {
        String first = domains.path(0).asText();
        return domains.size() > 1
                ? "%s + %d more...".formatted(first, domains.size() - 1)
                : TextTable.cell(first);
    }

    private static String match(JsonNode match) {
        if (match.has("path")) {
            return match.path("path").asText();
        }
        if (match.has("safe_regex")) {
            return "regex " + match.at("/safe_regex/regex").asText();
        }
        String separated = match.path("path_separated_prefix").asText();
        return separated.isEmpty() ? match.path("prefix").asText() + "*" : separated + "/*";
    }
}
