package io.fairlead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What one proxy was sent: asked of the daemon, or a dump in a file, be it the daemon's or a proxy's own.
final class ProxyDump {
    private static final String PAGE = "/debug/config_dump?proxyID=";
    private static final String PROXIES = "/debug/syncz";

    @CommandLine.Spec(CommandLine.Spec.Target.MIXEE)
    private CommandSpec spec;

    @Mixin private DaemonAnswer daemon;

    @Option(
            names = {"-n", "--namespace"},
            defaultValue = "default",
            description = "Of a name without one. Default: ${DEFAULT-VALUE}")
    private String namespace;

    @Parameters(
            arity = "0..1",
            paramLabel = "PROXY",
            description = "POD, POD.NAMESPACE or deployment/NAME.NAMESPACE; not with -f.")
    private @Nullable String proxy;

    /// For picocli, which sets the fields.
    @SuppressWarnings("NullAway.Init")
    ProxyDump() {}

    /// The resources of a kind.
    ///
    /// @param kind where they stand in a dump
    /// @throws IOException with a sentence
    List<JsonNode> all(Kind kind) throws IOException, InterruptedException {
        JsonNode configs = dump().path("configs");
        if (!configs.isArray()) {
            throw new IOException("is no dump of a proxy's configuration");
        }
        List<JsonNode> found = new ArrayList<>();
        for (JsonNode part : configs) {
            for (String list : kind.lists()) {
                for (JsonNode one : part.path(list)) {
                    JsonNode state =
                            one.path("active_state").isObject() ? one.path("active_state") : one;
                    if (state.path(kind.field()).isObject()) {
                        found.add(state.path(kind.field()));
                    }
                }
            }
        }
        return found;
    }

    private JsonNode dump() throws IOException, InterruptedException {
        if (!daemon.isAsked()) {
            if (proxy != null) {
                throw wrongUse("either a proxy's name or -f");
            }
            return read(PAGE);
        }
        if (proxy == null) {
            throw wrongUse("which proxy? POD.NAMESPACE, deployment/NAME.NAMESPACE, or -f FILE");
        }
        ProxyName name;
        try {
            name = ProxyName.of(proxy, namespace);
        } catch (IllegalArgumentException e) {
            throw wrongUse(String.valueOf(e.getMessage()));
        }
        for (JsonNode one : read(PROXIES)) {
            String id = one.path("proxy").asText();
            if (name.covers(id)) {
                return read(PAGE + URLEncoder.encode(id, StandardCharsets.UTF_8));
            }
        }
        throw new IOException("no proxy %s is connected to this daemon".formatted(name));
    }

    private JsonNode read(String page) throws IOException, InterruptedException {
        try {
            return new JsonMapper().readTree(daemon.text(page));
        } catch (IOException e) {
            throw new IOException(daemon.reason(page, e), e);
        }
    }

    private CommandLine.ParameterException wrongUse(String reason) {
        return new CommandLine.ParameterException(spec.commandLine(), reason);
    }

    /// Where the resources of a kind stand in a dump.
    ///
    /// @param lists that hold them: what came from the daemon, and what the bootstrap says
    /// @param field of an entry that is the resource
    record Kind(List<String> lists, String field) {
        static final Kind CLUSTER =
                new Kind(List.of("static_clusters", "dynamic_active_clusters"), "cluster");
        static final Kind LISTENER =
                new Kind(List.of("static_listeners", "dynamic_listeners"), "listener");
        static final Kind ROUTE =
                new Kind(List.of("static_route_configs", "dynamic_route_configs"), "route_config");
        static final Kind ENDPOINT =
                new Kind(
                        List.of("static_endpoint_configs", "dynamic_endpoint_configs"),
                        "endpoint_config");
    }
}
