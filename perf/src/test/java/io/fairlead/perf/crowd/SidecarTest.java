package io.fairlead.perf.crowd;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.Endpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.Vhds;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.Rds;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.fairlead.perf.mesh.MeshSize;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SidecarTest {
    private static final String CLUSTER = "outbound|80||svc-0.ns-0.svc.cluster.local";

    private final Sidecar sidecar = new Sidecar(new Contents());
    private List<DeltaDiscoveryRequest> replies = List.of();

    @Test
    void asksAsOurSidecarDoes() throws IOException {
        assertThat(Sidecar.opening(Node.newBuilder().setId("me").build()))
                .extracting(DeltaDiscoveryRequest::getTypeUrl)
                .containsExactly(Kind.CLUSTER.url(), Kind.LISTENER.url());

        take(Kind.CLUSTER, CLUSTER, eds());
        assertThat(replies).extracting(r -> r.getResponseNonce()).containsExactly("n", "");
        assertThat(replies.get(1).getResourceNamesSubscribeList()).containsExactly(CLUSTER);

        take(Kind.LISTENER, "0.0.0.0_80", listener());
        assertThat(replies.get(1).getTypeUrl()).isEqualTo(Kind.ROUTE.url());
        assertThat(replies.get(1).getResourceNamesSubscribeList()).containsExactly("80");
        assertThat(sidecar.isComplete()).isFalse();

        take(Kind.ENDPOINTS, CLUSTER, endpoints("10.1.1.1"));
        assertThat(sidecar.isComplete()).isFalse();
        take(Kind.ROUTE, "80", RouteConfiguration.newBuilder().setName("80").build());
        assertThat(sidecar.isComplete()).isTrue();
    }

    @Test
    void asksOnceForHostsThatComeApart() throws IOException {
        take(Kind.CLUSTER, CLUSTER, Cluster.getDefaultInstance());
        take(Kind.LISTENER, "0.0.0.0_80", listener());
        Message apart =
                RouteConfiguration.newBuilder()
                        .setName("80")
                        .setVhds(Vhds.getDefaultInstance())
                        .build();
        take(Kind.ROUTE, "80", apart);
        assertThat(replies)
                .extracting(DeltaDiscoveryRequest::getTypeUrl)
                .contains(Kind.VIRTUAL_HOST.url());
        assertThat(sidecar.isComplete()).isFalse();

        take(Kind.ROUTE, "80", apart);
        assertThat(replies).hasSize(1);
        take(Kind.VIRTUAL_HOST, "80/a", RouteConfiguration.getDefaultInstance());
        assertThat(sidecar.isComplete()).as("more hosts may follow").isFalse();
        take(Kind.VIRTUAL_HOST, "80/*", RouteConfiguration.getDefaultInstance());
        assertThat(sidecar.isComplete()).isTrue();
    }

    @Test
    void findsTheChangeThatAnAnswerIsTheMarkOf() throws IOException {
        assertThat(take(Kind.ENDPOINTS, CLUSTER, endpoints("10.1.1.1"))).isEmpty();
        for (int change : List.of(0, 1, 249, 250, 12_345)) {
            String address = MeshSize.mark(change);
            assertThat(take(Kind.ENDPOINTS, CLUSTER + change, endpoints(address)))
                    .containsExactly(change);
        }
    }

    /// As istiod sends them.
    @Test
    void tellsApartResourcesWithoutAVersion() throws IOException {
        assertThat(take(Kind.ENDPOINTS, CLUSTER, endpoints("10.1.1.1"), "")).isEmpty();
        for (int change : List.of(4, 5)) {
            assertThat(take(Kind.ENDPOINTS, CLUSTER, endpoints(MeshSize.mark(change)), ""))
                    .containsExactly(change);
        }
    }

    private List<Integer> take(Kind kind, String name, Message message) throws IOException {
        return take(kind, name, message, "v");
    }

    private List<Integer> take(Kind kind, String name, Message message, String version)
            throws IOException {
        byte[] answer =
                DeltaDiscoveryResponse.newBuilder()
                        .setSystemVersionInfo("s")
                        .setTypeUrl(kind.url())
                        .setNonce("n")
                        .addResources(
                                Resource.newBuilder()
                                        .setName(name)
                                        .setVersion(version)
                                        .setResource(Any.pack(message)))
                        .build()
                        .toByteArray();
        replies = new ArrayList<>();
        return sidecar.take(kind, Reading.of(answer), replies);
    }

    private static Cluster eds() {
        return Cluster.newBuilder().setName(CLUSTER).setType(Cluster.DiscoveryType.EDS).build();
    }

    private static Listener listener() {
        HttpConnectionManager manager =
                HttpConnectionManager.newBuilder()
                        .setRds(Rds.newBuilder().setRouteConfigName("80"))
                        .build();
        return Listener.newBuilder()
                .addFilterChains(
                        FilterChain.newBuilder()
                                .addFilters(Filter.newBuilder().setTypedConfig(Any.pack(manager))))
                .build();
    }

    private static ClusterLoadAssignment endpoints(String address) {
        SocketAddress socket =
                SocketAddress.newBuilder().setAddress(address).setPortValue(8080).build();
        return ClusterLoadAssignment.newBuilder()
                .setClusterName(CLUSTER)
                .addEndpoints(
                        LocalityLbEndpoints.newBuilder()
                                .addLbEndpoints(
                                        LbEndpoint.newBuilder()
                                                .setEndpoint(
                                                        Endpoint.newBuilder()
                                                                .setAddress(
                                                                        Address.newBuilder()
                                                                                .setSocketAddress(
                                                                                        socket)))))
                .build();
    }
}
