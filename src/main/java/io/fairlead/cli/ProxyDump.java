package io.fairlead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;

/// What one proxy was sent, asked of the daemon, or a proxy's own dump: asked of its admin port, or kept in a file.
/// Private keys never come out of it, whatever a dump has.
final class ProxyDump {
    private static final String PAGE = "/debug/config_dump?proxyID=";
    private static final String PROXIES = "/debug/syncz";
    private static final String OWN_PAGE = "/config_dump?include_eds";
    private static final Set<String> SECRET =
            Set.of(
                    "private_key",
                    "private_key_provider",
                    "password",
                    "session_ticket_keys",
                    "generic_secret");
    private static final TextNode REDACTED = TextNode.valueOf("[redacted]");

    @Mixin private ProxyFlags which;

    @Mixin private DaemonAnswer daemon;

    /// For picocli, which sets the fields.
    @SuppressWarnings("NullAway.Init")
    ProxyDump() {}

    /// All of it.
    ///
    /// @param spec of the command, for what it says of wrong use
    /// @throws IOException with a sentence
    JsonNode all(CommandSpec spec) throws IOException, InterruptedException {
        JsonNode dump = dump(spec);
        if (!dump.path("configs").isArray()) {
            throw new IOException("is no dump of a proxy's configuration");
        }
        redact(dump);
        return dump;
    }

    private JsonNode dump(CommandSpec spec) throws IOException, InterruptedException {
        @Nullable ProxyName name = which.name(spec);
        @Nullable HttpDoor admin = which.admin();
        if (admin != null || !daemon.isAsked()) {
            if (name != null || (admin != null && !daemon.isAsked())) {
                throw wrongUse("one of a proxy's name, --admin and -f", spec);
            }
            return admin == null ? read(PAGE) : own(admin);
        }
        if (name == null) {
            throw wrongUse(
                    "which proxy? POD.NAMESPACE, deployment/NAME.NAMESPACE, --admin or -f FILE",
                    spec);
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

    private static JsonNode own(HttpDoor admin) throws IOException, InterruptedException {
        try {
            return new JsonMapper().readTree(admin.get(OWN_PAGE));
        } catch (IOException e) {
            throw new IOException(admin.reason(OWN_PAGE, e), e);
        }
    }

    private static void redact(JsonNode node) {
        if (node instanceof ObjectNode object) {
            SECRET.stream().filter(object::has).forEach(field -> object.set(field, REDACTED));
        }
        node.forEach(ProxyDump::redact);
    }

    private static CommandLine.ParameterException wrongUse(String reason, CommandSpec spec) {
        return new CommandLine.ParameterException(spec.commandLine(), reason);
    }

    /// Where the resources of a kind stand in a dump.
    ///
    /// @param part of the dump, the end of its type's name
    /// @param lists that hold them: what came from the daemon, and what the bootstrap says
    /// @param field of an entry that is the resource
    record Kind(String part, List<String> lists, String field) {
        static final Kind CLUSTER =
                new Kind(
                        "ClustersConfigDump",
                        List.of("static_clusters", "dynamic_active_clusters"),
                        "cluster");
        static final Kind LISTENER =
                new Kind(
                        "ListenersConfigDump",
                        List.of("static_listeners", "dynamic_listeners"),
                        "listener");
        static final Kind ROUTE =
                new Kind(
                        "RoutesConfigDump",
                        List.of("static_route_configs", "dynamic_route_configs"),
                        "route_config");
        static final Kind ENDPOINT =
                new Kind(
                        "EndpointsConfigDump",
                        List.of("static_endpoint_configs", "dynamic_endpoint_configs"),
                        "endpoint_config");
        static final Kind SECRET =
                new Kind(
                        "SecretsConfigDump",
                        List.of(
                                "static_secrets",
                                "dynamic_active_secrets",
                                "dynamic_warming_secrets"),
                        "secret");

        /// The resources of this kind in a dump.
        List<JsonNode> in(JsonNode dump) {
            List<JsonNode> found = new ArrayList<>();
            for (JsonNode config : dump.path("configs")) {
                for (String list : lists) {
                    for (JsonNode one : config.path(list)) {
                        JsonNode state =
                                one.path("active_state").isObject()
                                        ? one.path("active_state")
                                        : one;
                        if (state.path(field).isObject()) {
                            found.add(state.path(field));
                        }
                    }
                }
            }
            return found;
        }

        /// Whether a dump tells of this kind at all.
        boolean isIn(JsonNode dump) {
            return ProxyDump.part(dump, part).isObject();
        }
    }

    /// A part of a dump by the end of its type's name; missing where there is none.
    static JsonNode part(JsonNode dump, String type) {
        for (JsonNode config : dump.path("configs")) {
            if (config.path("@type").asText().endsWith("." + type)) {
                return config;
            }
        }
        return MissingNode.getInstance();
    }
}
