package io.fairlead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.fairlead.install.apply.Cluster;
import io.fairlead.install.apply.ClusterException;
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

/// What one proxy was sent and what it holds: its own dump, asked through the API server or at its admin port, or what
/// its daemon says; or one of these, kept in a file. Private keys never come out of it, whatever a dump has.
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

    @Mixin private MeshFlags mesh;

    /// For picocli, which sets the fields.
    @SuppressWarnings("NullAway.Init")
    ProxyDump() {}

    /// All of it.
    ///
    /// @param spec of the command, for what it says of wrong use
    /// @throws IOException with a sentence
    JsonNode all(CommandSpec spec) throws IOException, InterruptedException, ClusterException {
        JsonNode dump = dump(spec);
        if (!dump.path("configs").isArray()) {
            throw new IOException("is no dump of a proxy's configuration");
        }
        redact(dump);
        return dump;
    }

    private JsonNode dump(CommandSpec spec)
            throws IOException, InterruptedException, ClusterException {
        @Nullable HttpDoor admin = which.admin();
        @Nullable HttpDoor daemon = mesh.daemon();
        boolean isElsewhere = mesh.isKept() || admin != null;
        if (isElsewhere
                && (which.isNamed() || daemon != null || (mesh.isKept() && admin != null))) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "one of a proxy's name, --admin and -f");
        }
        if (mesh.isKept()) {
            return read(mesh.kept());
        }
        if (admin != null) {
            return read(get(admin, OWN_PAGE));
        }
        if (daemon != null) {
            return sent(daemon, which.name("default", spec));
        }
        try (Cluster cluster = mesh.open();
                PodDoor pod = which.open(cluster, spec)) {
            return read(pod.ask(OWN_PAGE, door -> door.get(OWN_PAGE)));
        }
    }

    private static JsonNode sent(HttpDoor daemon, ProxyName name)
            throws IOException, InterruptedException {
        for (JsonNode one : read(get(daemon, PROXIES))) {
            String id = one.path("proxy").asText();
            if (name.covers(id)) {
                return read(get(daemon, PAGE + URLEncoder.encode(id, StandardCharsets.UTF_8)));
            }
        }
        throw new IOException("no proxy %s is connected to this daemon".formatted(name));
    }

    private static String get(HttpDoor door, String page) throws IOException, InterruptedException {
        try {
            return door.get(page);
        } catch (IOException e) {
            throw new IOException(door.reason(page, e), e);
        }
    }

    /// Why a part can't be shown.
    static IOException without(String part) {
        return new IOException(
                "no %s in this dump: only the proxy's own has it, of its admin port"
                        .formatted(part));
    }

    private static JsonNode read(String text) throws IOException {
        return new JsonMapper().readTree(text);
    }

    private static void redact(JsonNode node) {
        if (node instanceof ObjectNode object) {
            SECRET.stream().filter(object::has).forEach(field -> object.set(field, REDACTED));
        }
        node.forEach(ProxyDump::redact);
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
