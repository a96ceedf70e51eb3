package io.fairlead.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ProxyConfigCommandTest {

    private static final String DUMP =
            """
            {"configs": [
              {"@type": "a/envoy.admin.v3.ClustersConfigDump", "static_clusters": [{"cluster": {"name": "agent"}}],
               "dynamic_active_clusters": [
                {"cluster": {"name": "outbound|80|v1|cart.shop.svc", "type": "EDS", "metadata": {"filter_metadata":
                  {"istio": {"config": "/apis/networking.istio.io/v1alpha3/namespaces/shop/destination-rule/cart"}}}}},
                {"cluster": {"name": "inbound|8080||", "type": "ORIGINAL_DST"}}]},
              {"@type": "a/envoy.admin.v3.ListenersConfigDump", "dynamic_listeners": [
                {"name": "virtual", "active_state": {"listener": {
                  "address": {"socket_address": {"address": "0.0.0.0", "port_value": 15006}},
                  "filter_chains": [
                    {"filter_chain_match": {"destination_port": 8080, "transport_protocol": "tls",
                                            "application_protocols": ["istio", "h2"]},
                     "filters": [{"typed_config": {"route_config": {"name": "inbound|8080||"}}}]},
                    {"filters": [{"typed_config": {"rds": {"route_config_name": "80"}}}]}],
                  "default_filter_chain": {"filters": [{"typed_config": {"cluster": "Passthrough"}}]}}}},
                {"name": "other", "active_state": {"listener": {
                  "address": {"socket_address": {"address": "10.0.0.1", "port_value": 9000}},
                  "filter_chains": [{"filter_chain_match": {"server_names": ["a.b"],
                                       "prefix_ranges": [{"address_prefix": "10.0.0.0", "prefix_len": 8}]},
                    "filters": [{"typed_config": {"weighted_clusters": {"clusters":
                                       [{"name": "a"}, {"name": "b"}]}}}]}]}}}]},
              {"@type": "a/envoy.admin.v3.RoutesConfigDump", "dynamic_route_configs": [{"route_config": {"name": "80", "virtual_hosts": [
                {"name": "cart:80", "domains": ["cart", "cart.shop", "cart.shop.svc"], "routes": [
                  {"match": {"path": "/exact"}, "metadata": {"filter_metadata": {"istio": {"config":
                    "/apis/networking.istio.io/v1alpha3/namespaces/shop/virtual-service/cart"}}}},
                  {"match": {"safe_regex": {"regex": "/a.*"}}},
                  {"match": {"path_separated_prefix": "/b"}},
                  {"match": {"prefix": "/"}}]}]}}]},
              {"@type": "a/envoy.admin.v3.EndpointsConfigDump", "dynamic_endpoint_configs": [{"endpoint_config": {"cluster_name": "outbound|80||cart.shop.svc",
                "endpoints": [{"lb_endpoints": [
                  {"endpoint": {"address": {"socket_address": {"address": "10.1.0.1", "port_value": 8080}}}},
                  {"endpoint": {"address": {"socket_address": {"address": "10.1.0.2", "port_value": 8081}}},
                   "health_status": "UNHEALTHY"},
                  {"endpoint": {"address": {"pipe": {"path": "/run/s"}}}}]}]}}]}
            ]}
            """;

    @TempDir Path dir;
    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = dir.resolve("dump.json");
        Files.writeString(file, DUMP);
    }

    @Test
    void clustersOfTheBootstrapAndOfTheDaemonAreShown() {
        assertThat(run("cluster"))
                .isEqualTo(
                        """
                        SERVICE FQDN   PORT  SUBSET  DIRECTION  TYPE          DESTINATION RULE
                        agent          -     -       -          STATIC
                        cart.shop.svc  80    v1      outbound   EDS           cart.shop
                        -              8080  -       inbound    ORIGINAL_DST
                        0\
                        """);
    }

    @Test
    void yamlHasTheResourcesThemselves() {
        assertThat(run("cluster", "--port", "8080", "-o", "yaml"))
                .isEqualTo("- name: \"inbound|8080||\"\n  type: ORIGINAL_DST\n0");
    }

    @Test
    void allIsATableForEachKindThatTheDumpHas() {
        assertThat(run("all"))
                .containsSubsequence(
                        "SERVICE FQDN", "\n\nADDRESSES", "\n\nNAME", "\n\nENDPOINT", "/run/s")
                .doesNotContain("SERIAL")
                .endsWith("0");
        assertThat(run("all", "-o", "json")).startsWith("{\n  \"configs\" : [ {").endsWith("0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret", "bootstrap"})
    void whatOnlyTheProxyKnowsIsNotInADumpOfTheDaemon(String part) {
        assertThat(run(part)).contains("only the proxy's own has it").endsWith("1");
    }

    @Test
    void eachChainOfAListenerHasALine() {
        assertThat(run("listener"))
                .isEqualTo(
                        """
                        ADDRESSES  PORT   MATCH                                    DESTINATION
                        0.0.0.0    15006  Trans: tls; App: istio,h2; Addr: *:8080  Inline Route: inbound|8080||
                        0.0.0.0    15006  ALL                                      Route: 80
                        0.0.0.0    15006  ALL                                      Cluster: Passthrough
                        10.0.0.1   9000   SNI: a.b; Addr: 10.0.0.0/8:*             Cluster: a, Cluster: b
                        0\
                        """);
    }

    @Test
    void eachRuleOfAHostHasALine() {
        assertThat(run("routes", "--name", "80"))
                .isEqualTo(
                        """
                        NAME  VHOST NAME  DOMAINS           MATCH       VIRTUAL SERVICE
                        80    cart:80     cart + 2 more...  /exact      cart.shop
                        80    cart:80     cart + 2 more...  regex /a.*
                        80    cart:80     cart + 2 more...  /b/*
                        80    cart:80     cart + 2 more...  /*
                        0\
                        """);
    }

    @Test
    void endpointsAreHealthyUnlessTheDaemonSaysOtherwise() {
        assertThat(run("ep"))
                .isEqualTo(
                        """
                        ENDPOINT       STATUS     CLUSTER
                        10.1.0.1:8080  HEALTHY    outbound|80||cart.shop.svc
                        10.1.0.2:8081  UNHEALTHY  outbound|80||cart.shop.svc
                        /run/s         HEALTHY    outbound|80||cart.shop.svc
                        0\
                        """);
    }

    @ParameterizedTest
    @CsvSource({
        "cluster --fqdn cart, 1",
        "cluster --port 8080, 1",
        "cluster --direction inbound, 1",
        "cluster --subset v1, 1",
        "cluster --subset v1 --port 81, 0",
        "listener --port 15006, 3",
        "listener --address 10.0.0.1, 1",
        "route --name 81, 0",
        "endpoint --port 8081, 1",
        "endpoint --address 10.1.0.1, 1",
        "endpoint --cluster outbound|80||cart.shop.svc, 3",
        "endpoint --cluster other, 0"
    })
    void filtersHideTheRest(String line, int rows) {
        assertThat(run(line.split(" ")).lines().count()).isEqualTo(rows + 2);
    }

    @Test
    void jsonHasTheResourcesThemselves() {
        assertThat(run("cluster", "--port", "80", "-o", "json"))
                .contains("\"name\" : \"outbound|80|v1|cart.shop.svc\"", "filter_metadata")
                .doesNotContain("inbound|8080");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cluster web.shop",
                "cluster --port x",
                "cluster --admin 127.0.0.1:1",
                "none",
                ""
            })
    void wrongUseIsTold(String line) {
        assertThat(run(line.isEmpty() ? new String[0] : line.split(" "))).endsWith("2");
    }

    @Test
    void whatIsNoDumpIsRefused() throws IOException {
        Files.writeString(file, "[]");
        assertThat(run("route"))
                .isEqualTo("fairlead proxy-config route: is no dump of a proxy's configuration\n1");
    }

    @Test
    void aDaemonThatDoesNotAnswerIsNamed() {
        assertThat(runAlone("cluster", "web.shop", "--daemon", "127.0.0.1:1"))
                .startsWith("fairlead proxy-config cluster: http://127.0.0.1:1/debug/syncz: ")
                .endsWith("1");
    }

    private String run(String... arguments) {
        return arguments.length == 0
                ? runAlone()
                : runAlone(
                        Stream.concat(Arrays.stream(arguments), Stream.of("-f", file.toString()))
                                .toArray(String[]::new));
    }

    private static String runAlone(String... arguments) {
        StringWriter text = new StringWriter();
        PrintWriter writer = new PrintWriter(text);
        int status =
                new CommandLine(new ProxyConfigCommand())
                        .setOut(writer)
                        .setErr(writer)
                        .execute(arguments);
        return text.toString() + status;
    }
}
