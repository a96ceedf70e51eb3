package io.fairlead.proxy.xds.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Each kind of resource as JSON, and what it means to this proxy as text, both in files. `UPDATE_GOLDEN=true` writes
/// the texts anew; the review is the diff.
class GoldenTest {

    private static final Path FILES = Path.of("src/test/resources/golden/decode");

    private static final JsonFormat.Parser JSON =
            JsonFormat.parser()
                    .usingTypeRegistry(
                            TypeRegistry.newBuilder()
                                    .add(
                                            List.of(
                                                    HttpConnectionManager.getDescriptor(),
                                                    TcpProxy.getDescriptor(),
                                                    Router.getDescriptor(),
                                                    TlsInspector.getDescriptor()))
                                    .build());

    private static final Pattern NOTHING =
            Pattern.compile("(?m)^ *\\w+=(|0|0.0|false|null|PT0S|\\{}|\\w*\\[\\s*]),?\n");

    @Test
    void aListener() throws Exception {
        check("listener", Listener.newBuilder(), ResourceDecoder::listener);
    }

    @Test
    void aRouteTable() throws Exception {
        check("routes", RouteConfiguration.newBuilder(), ResourceDecoder::routes);
    }

    @Test
    void aCluster() throws Exception {
        check("cluster", Cluster.newBuilder(), ResourceDecoder::cluster);
    }

    @Test
    void endpoints() throws Exception {
        check("endpoints", ClusterLoadAssignment.newBuilder(), ResourceDecoder::endpoints);
    }

    private static void check(
            String name, Message.Builder wire, Function<ByteString, Decoded<?>> decoder)
            throws Exception {
        JSON.merge(Files.readString(FILES.resolve(name + ".json")), wire);
        String text = tidy(lines(decoder.apply(wire.build().toByteString()).toString()));
        Path golden = FILES.resolve(name + ".txt");
        if ("true".equals(System.getenv("UPDATE_GOLDEN"))) {
            Files.writeString(golden, text);
        }
        assertThat(text).as("%s", golden).isEqualTo(Files.readString(golden));
    }

    /// Without what says nothing: components that are empty, zero, false or null, and records that hold only such.
    private static String tidy(String lines) {
        String left = lines;
        String before;
        do {
            before = left;
            left = NOTHING.matcher(before).replaceAll("");
        } while (!left.equals(before));
        return left;
    }

    /// The text of a record, one component on each line.
    private static String lines(String record) {
        var out = new StringBuilder();
        int depth = 0;
        for (int i = 0; i < record.length(); i++) {
            char c = record.charAt(i);
            char next = i + 1 < record.length() ? record.charAt(i + 1) : 0;
            switch (c) {
                case '[' -> {
                    out.append(c);
                    if (next != ']') {
                        out.append('\n').repeat("  ", ++depth);
                    }
                }
                case ']' -> {
                    if (record.charAt(i - 1) != '[') {
                        out.append('\n').repeat("  ", --depth);
                    }
                    out.append(c);
                }
                case ',' -> {
                    out.append(c);
                    if (next == ' ') {
                        out.append('\n').repeat("  ", depth);
                        i++;
                    }
                }
                default -> out.append(c);
            }
        }
        return out.append('\n').toString();
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "routes | {name: r, virtualHosts: [{name: v, domains: ['*'], routes: [{match: {safeRegex:"
                        + " {regex: '('}}, route: {cluster: c}}]}]} | not an RE2 expression: (",
                "cluster | {name: c, type: EDS, connectTimeout: '-1s'} | not a positive duration: -1s 0ns",
                "endpoints | {clusterName: c, endpoints: [{lbEndpoints: [{endpoint: {address: {socketAddress:"
                        + " {address: '10.0.0.1', portValue: 70000}}}}]}]} | not an address: 10.0.0.1:70000",
            })
    void whatIsWrongIsSaid(String kind, String json, String problem) throws Exception {
        Decoded<?> decoded =
                switch (kind) {
                    case "routes" ->
                            ResourceDecoder.routes(bytes(json, RouteConfiguration.newBuilder()));
                    case "cluster" -> ResourceDecoder.cluster(bytes(json, Cluster.newBuilder()));
                    default ->
                            ResourceDecoder.endpoints(
                                    bytes(json, ClusterLoadAssignment.newBuilder()));
                };
        assertThat(decoded).isInstanceOf(Decoded.Rejected.class);
        assertThat(decoded.toString()).contains(problem);
    }

    private static ByteString bytes(String json, Message.Builder wire) throws Exception {
        JSON.merge(json, wire);
        return wire.build().toByteString();
    }
}
