package io.fairlead.translate;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import io.envoyproxy.envoy.config.accesslog.v3.AccessLog;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.extensions.access_loggers.grpc.v3.HttpGrpcAccessLogConfig;
import io.envoyproxy.envoy.extensions.access_loggers.grpc.v3.TcpGrpcAccessLogConfig;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import io.fairlead.testing.Meshes;
import io.fairlead.translate.input.MeshView;
import io.fairlead.translate.input.ProxyView;
import io.fairlead.translate.input.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// What a stock Envoy is asked to tell of who comes to its workload.
class EvidenceLogsTest {
    private static final String MESH =
            """
            apiVersion: v1
            kind: Service
            metadata: {name: cart, namespace: shop}
            spec:
              selector: {app: cart}
              ports: [{name: http, port: 80, targetPort: 8080}, {name: tcp, port: 81, targetPort: 9090}]
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: istio, namespace: istio-system}
            data: {mesh: "accessLogFile: /dev/stdout"}
            """;

    private static Listener inbound(String... extensions) throws Exception {
        ProxyView cart =
                new ProxyView(
                        "shop",
                        "shop.svc.cluster.local",
                        new TreeMap<>(Map.of("app", "cart")),
                        List.of(),
                        ProxyView.extensions(List.of(extensions)),
                        false);
        List<Resource> found =
                Translator.resources(
                        cart,
                        ResourceType.LISTENER,
                        List.of("virtualInbound"),
                        MeshView.of(Meshes.of(MESH)));
        return Listener.parseFrom(found.getFirst().body().getValue());
    }

    private static Listener told() throws Exception {
        return inbound("fairlead.access_loggers.daemon");
    }

    /// Access logs of the last filter of each chain, with where they stand.
    private static Map<String, List<AccessLog>> logs(Listener listener) throws Exception {
        Map<String, List<AccessLog>> logs = new TreeMap<>();
        for (FilterChain chain : listener.getFilterChainsList()) {
            String place =
                    "%s %s %s"
                            .formatted(
                                    chain.getName(),
                                    chain.getFilterChainMatch().getTransportProtocol(),
                                    chain.hasTransportSocket() ? "mutual" : "as it is");
            logs.computeIfAbsent(place, _ -> new ArrayList<>())
                    .addAll(logs(chain.getFilters(chain.getFiltersCount() - 1)));
        }
        return logs;
    }

    private static List<AccessLog> logs(Filter filter) throws Exception {
        Any config = filter.getTypedConfig();
        return config.is(TcpProxy.class)
                ? config.unpack(TcpProxy.class).getAccessLogList()
                : config.unpack(HttpConnectionManager.class).getAccessLogList();
    }

    private static Set<String> names(List<AccessLog> logs) throws Exception {
        Set<String> names = new TreeSet<>();
        for (AccessLog log : logs) {
            Any config = log.getTypedConfig();
            if (config.is(TcpGrpcAccessLogConfig.class)) {
                names.add(
                        config.unpack(TcpGrpcAccessLogConfig.class).getCommonConfig().getLogName());
            } else if (config.is(HttpGrpcAccessLogConfig.class)) {
                names.add(
                        config.unpack(HttpGrpcAccessLogConfig.class)
                                .getCommonConfig()
                                .getLogName());
            } else {
                names.add("a file");
            }
        }
        return names;
    }

    @Test
    void eachChainTellsUnderTheNameOfWhatComesThere() throws Exception {
        Listener listener = told();
        assertThat(names(listener.getAccessLogList()))
                .containsExactlyInAnyOrder("a file", "fairlead-connections");
        Map<String, List<AccessLog>> logs = logs(listener);
        assertThat(names(logs.getOrDefault("0.0.0.0_9090 tls as it is", List.of())))
                .containsExactlyInAnyOrder("a file", "fairlead-foreign-tls");
        for (String place :
                List.of(
                        "0.0.0.0_8080 tls mutual",
                        "0.0.0.0_8080 raw_buffer as it is",
                        "0.0.0.0_9090 tls mutual",
                        "0.0.0.0_9090 raw_buffer as it is")) {
            assertThat(names(logs.getOrDefault(place, List.of())))
                    .as(place)
                    .containsExactlyInAnyOrder("a file", "fairlead-destination");
        }
    }

    /// What goes on is news for the daemon; whoever reads another log is told of each thing once.
    @Test
    void otherLogsTellOfEachThingOnce() throws Exception {
        for (List<AccessLog> logs : logs(told()).values()) {
            for (AccessLog log : logs) {
                boolean file = names(List.of(log)).contains("a file");
                assertThat(log.getFilter().getLogTypeFilter().getExclude()).isEqualTo(file);
            }
        }
        for (List<AccessLog> logs : logs(inbound()).values()) {
            assertThat(names(logs)).containsExactly("a file");
            assertThat(logs).noneMatch(AccessLog::hasFilter);
        }
    }
}
