package io.fairlead.proxy.admin;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.fairlead.proxy.endpoint.Endpoint;
import io.fairlead.proxy.endpoint.Query;
import io.fairlead.proxy.endpoint.Reply;
import io.fairlead.proxy.identity.view.HeldSecret;
import io.fairlead.proxy.identity.view.HeldSecret.Kind;
import io.fairlead.proxy.meter.StatName;
import io.fairlead.proxy.meter.Stats;
import io.fairlead.proxy.model.Cluster;
import io.fairlead.proxy.model.Discovery;
import io.fairlead.proxy.model.Endpoints;
import io.fairlead.proxy.model.Host;
import io.fairlead.proxy.model.Problem;
import io.fairlead.proxy.model.ProxySnapshot;
import io.fairlead.proxy.xds.Wire;
import io.fairlead.proxy.xds.subscribe.ResourceType;
import io.fairlead.proxy.xds.view.ConfigView;
import io.fairlead.proxy.xds.view.Received;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the admin endpoints show, without a server.
class AdminTest {

    private final Stats stats = new Stats();
    private final List<String> done = new ArrayList<>();
    private boolean live = true;

    @Test
    void theDumpHasEnvoysShape() throws Exception {
        JsonArray configs = json("/config_dump").getAsJsonArray("configs");
        assertThat(types(configs))
                .containsExactly(
                        "BootstrapConfigDump",
                        "ClustersConfigDump",
                        "ListenersConfigDump",
                        "RoutesConfigDump",
                        "SecretsConfigDump");
        assertThat(at(configs.get(0), "bootstrap", "node", "id").getAsString())
                .isEqualTo("sidecar~1");
        JsonElement cluster = first(configs.get(1), "dynamic_active_clusters");
        assertThat(at(cluster, "version_info").getAsString()).isEqualTo("v7");
        assertThat(at(cluster, "last_updated").getAsString()).isEqualTo("1970-01-01T00:00:01.500Z");
        assertThat(at(cluster, "cluster", "@type").getAsString())
                .isEqualTo("type.googleapis.com/envoy.config.cluster.v3.Cluster");
        assertThat(at(cluster, "cluster", "name").getAsString()).isEqualTo("outbound|80||a");
        JsonElement listener = first(configs.get(2), "dynamic_listeners");
        assertThat(at(listener, "active_state", "listener", "name").getAsString()).isEqualTo("l");
        JsonElement routes = first(configs.get(3), "dynamic_route_configs");
        assertThat(at(routes, "route_config", "virtual_hosts").getAsJsonArray()).hasSize(1);
    }

    @Test
    void secretsAreInTheDumpWithoutTheirKeys() throws Exception {
        JsonElement secrets = json("/config_dump").getAsJsonArray("configs").get(4);
        JsonElement pair = at(first(secrets, "dynamic_active_secrets"), "secret");
        assertThat(at(pair, "name").getAsString()).isEqualTo("default");
        assertThat(bytes(at(pair, "tls_certificate", "certificate_chain"))).isEqualTo("PEM");
        assertThat(bytes(at(pair, "tls_certificate", "private_key"))).isEqualTo("[redacted]");
        JsonElement roots =
                at(at(secrets, "dynamic_active_secrets").getAsJsonArray().get(1), "secret");
        assertThat(bytes(at(roots, "validation_context", "trusted_ca"))).isEqualTo("ROOT");
        JsonElement waiting = first(secrets, "dynamic_warming_secrets");
        assertThat(at(waiting, "name").getAsString()).isEqualTo("file-cert:a~b");
    }

    private static String bytes(JsonElement source) {
        String encoded = at(source, "inline_bytes").getAsString();
        return new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
    }

    @Test
    void endpointsAreInTheDumpWhenTheyAreAskedFor() throws Exception {
        JsonArray configs = json("/config_dump?include_eds").getAsJsonArray("configs");
        assertThat(types(configs)).contains("EndpointsConfigDump");
        JsonElement endpoints = first(configs.get(3), "dynamic_endpoint_configs");
        assertThat(at(endpoints, "endpoint_config", "cluster_name").getAsString())
                .isEqualTo("outbound|80||a");
    }

    @Test
    void clustersAreLinesAsEnvoyWritesThem() throws Exception {
        assertThat(text(get("/clusters")))
                .contains("outbound|80||a::observability_name::outbound|80||a\n")
                .contains("outbound|80||a::default_priority::max_connections::1024\n")
                .contains("outbound|80||a::10.0.0.1:8080::health_flags::healthy\n")
                .contains("outbound|80||a::10.0.0.1:8080::weight::1\n");
        JsonElement status =
                json("/clusters?format=json").getAsJsonArray("cluster_statuses").get(0);
        JsonElement host = first(status, "host_statuses");
        assertThat(at(host, "address", "socket_address", "port_value").getAsInt()).isEqualTo(8080);
        assertThat(at(host, "health_status", "eds_health_status").getAsString())
                .isEqualTo("HEALTHY");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = ' ',
            value = {
                "/stats cluster.a.x:3,cluster.b.x:0,server.live:1",
                "/stats?filter=^cluster cluster.a.x:3,cluster.b.x:0",
                "/stats?usedonly cluster.a.x:3,server.live:1",
                "/stats?filter=x$&usedonly cluster.a.x:3",
            })
    void statsCanBeNarrowed(String path, String lines) throws Exception {
        figures();
        assertThat(get(path).body().replace(": ", ":").strip().replace("\n", ",")).isEqualTo(lines);
    }

    @Test
    void statsInOtherShapes() throws Exception {
        figures();
        assertThat(json("/stats?format=json&filter=live").toString())
                .isEqualTo("{\"stats\":[{\"name\":\"server.live\",\"value\":1}]}");
        assertThat(get("/stats?format=prometheus").body()).isEqualTo("istio_requests_total 1\n");
        assertThat(get("/stats/prometheus").contentType()).startsWith("text/plain; version=0.0.4");
        assertThat(get("/stats?filter=(").status()).isEqualTo(400);
    }

    @Test
    void readinessIsWhatTheProxySays() throws Exception {
        assertThat(get("/ready")).isEqualTo(Reply.ok("LIVE\n"));
        live = false;
        assertThat(get("/ready").status()).isEqualTo(503);
    }

    @Test
    void whatChangesSomethingIsAPostFromThisPod() throws Exception {
        assertThat(ask("GET", "/quitquitquit", "127.0.0.1").status()).isEqualTo(405);
        assertThat(ask("POST", "/quitquitquit", "10.0.0.7").status()).isEqualTo(403);
        assertThat(done).isEmpty();
        assertThat(ask("POST", "/quitquitquit", "127.0.0.1").status()).isEqualTo(200);
        assertThat(ask("POST", "/drain_listeners", "::1").status()).isEqualTo(200);
        assertThat(done).containsExactly("quit", "drain");
    }

    @Test
    void problemsAreSentencesAndHelpNamesEveryPath() throws Exception {
        assertThat(get("/problems").body())
                .contains("refused: l: port: no")
                .contains("waiting: routes 80 wait for clusters");
        assertThat(get("/listeners").body()).isEmpty();
        assertThat(Set.of(("/help\n" + get("/help").body()).split("\n")))
                .isEqualTo(admin().endpoints().keySet());
    }

    private void figures() {
        stats.counter(StatName.cluster("a", "x")).add(3);
        stats.counter(StatName.cluster("b", "x"));
        stats.gauge(StatName.of("server", "live"), () -> 1);
    }

    private Admin admin() {
        return new Admin(
                new Admin.Sources(
                        Node.newBuilder().setId("sidecar~1").build().toByteString(),
                        "1.0",
                        AdminTest::snapshot,
                        AdminTest::view,
                        () ->
                                List.of(
                                        new HeldSecret("default", Kind.KEY_PAIR, "PEM"),
                                        new HeldSecret("ROOTCA", Kind.ROOTS, "ROOT"),
                                        new HeldSecret("file-cert:a~b", Kind.KEY_PAIR, "")),
                        stats,
                        () -> "istio_requests_total 1\n",
                        () -> live,
                        () -> done.add("quit"),
                        () -> done.add("drain")));
    }

    private static ProxySnapshot snapshot() {
        var endpoints = Endpoints.of("a", List.of(Host.of("10.0.0.1", 8080)));
        Cluster cluster = Cluster.of("outbound|80||a", new Discovery.Static(endpoints));
        return ProxySnapshot.EMPTY.withClusters(Map.of(cluster.name(), cluster));
    }

    private static ConfigView view() {
        String a = "outbound|80||a";
        return new ConfigView(
                true,
                false,
                List.of(
                        received(ResourceType.CLUSTER, a, Wire.edsCluster(a)),
                        received(ResourceType.ENDPOINTS, a, Wire.endpoints(a, "10.0.0.1", 8080)),
                        received(ResourceType.LISTENER, "l", Wire.httpListener("l", 80, "80")),
                        received(ResourceType.ROUTES, "80", Wire.routes("80", a))),
                List.of("routes 80 wait for clusters"),
                List.of(new Problem(Problem.Severity.ERROR, "l", "port", "no")),
                List.of());
    }

    private static Received received(ResourceType type, String name, Message message) {
        ByteString bytes = message.toByteString();
        return new Received(type, name, "v7", bytes, 1500);
    }

    private static String text(Reply reply) {
        StringBuilder all = new StringBuilder(reply.body());
        reply.more().forEachRemaining(all::append);
        return all.toString();
    }

    private Reply get(String pathAndQuery) throws Exception {
        return ask("GET", pathAndQuery, "127.0.0.1");
    }

    private JsonObject json(String pathAndQuery) throws Exception {
        Reply reply = get(pathAndQuery);
        assertThat(reply.contentType()).isEqualTo("application/json");
        return JsonParser.parseString(text(reply)).getAsJsonObject();
    }

    private Reply ask(String method, String pathAndQuery, String peer) throws Exception {
        String[] parts = pathAndQuery.split("\\?", 2);
        Map<String, List<String>> parameters = new HashMap<>();
        for (String one : parts.length > 1 ? parts[1].split("&") : new String[0]) {
            String[] pair = one.split("=", 2);
            parameters.put(pair[0], List.of(pair.length > 1 ? pair[1] : ""));
        }
        var query =
                new Query(method, parts[0], parameters, "localhost", InetAddress.ofLiteral(peer));
        Endpoint endpoint = requireNonNull(admin().endpoints().get(parts[0]));
        return endpoint.answer(query).toCompletableFuture().get();
    }

    private static List<String> types(JsonArray configs) {
        return StreamSupport.stream(configs.spliterator(), false)
                .map(one -> at(one, "@type").getAsString())
                .map(type -> type.substring(type.lastIndexOf('.') + 1))
                .toList();
    }

    private static JsonElement first(JsonElement of, String list) {
        return at(of, list).getAsJsonArray().get(0);
    }

    private static JsonElement at(JsonElement of, String... path) {
        JsonElement found = of;
        for (String name : path) {
            found = found.getAsJsonObject().get(name);
        }
        return found;
    }
}
