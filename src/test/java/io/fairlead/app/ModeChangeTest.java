package io.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.fairlead.push.session.TypeUrl;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A change between DISABLE and STRICT in one edit, as a server's proxy and a client's get it from a daemon, each
/// acknowledging when the test lets it.
@Timeout(60)
class ModeChangeTest {
    private static final String CART = "outbound|80||cart.default.svc.cluster.local";
    private static final String CLEAR = "clear text";
    private static final String TLS = "TLS";

    /// Longer than the daemon waits behind an acknowledgement.
    private static final long SILENCE_MILLIS = 1_200;

    @TempDir Path config;
    private RunningDaemon daemon;
    private DeltaProxy server;
    private DeltaProxy client;

    @BeforeEach
    void start() throws Exception {
        RunningDaemon.write(
                config,
                "cart",
                Yaml.service("cart", "10.96.0.1", "10.244.0.1")
                        + Yaml.pod(
                                "cart-1", "10.244.0.1", "cart, security.istio.io/tlsMode: istio"));
        mode("DISABLE");
        daemon = RunningDaemon.start(config, 100);
        server = proxy("cart-1", "10.244.0.1", "cart");
        client = proxy("web-1", "10.244.0.9", "web");
        server.until(TypeUrl.LISTENER).settle(SILENCE_MILLIS).types();
        client.until(TypeUrl.ENDPOINT).settle(SILENCE_MILLIS).types();
    }

    @AfterEach
    void stop() {
        server.close();
        client.close();
        daemon.close();
    }

    private void mode(String mode) throws Exception {
        RunningDaemon.write(
                config,
                "policy",
                """
                apiVersion: security.istio.io/v1
                kind: PeerAuthentication
                metadata: {name: cart, namespace: default}
                spec: {selector: {matchLabels: {app: cart}}, mtls: {mode: %s}}
                """
                        .formatted(mode));
    }

    /// Beside an agent that hands out certificates.
    private DeltaProxy proxy(String name, String ip, String app) {
        Node node = DeltaProxy.node(name + ".default", ip, Map.of("app", app));
        Struct more =
                node.getMetadata().toBuilder()
                        .putFields(
                                "WORKLOAD_IDENTITY_SOCKET_FILE",
                                Value.newBuilder().setStringValue("socket").build())
                        .build();
        DeltaProxy proxy = new DeltaProxy(daemon.xdsPort());
        proxy.start(node.toBuilder().setMetadata(more).build());
        return proxy;
    }

    /// What the server's port takes.
    private Set<String> takes() throws InvalidProtocolBufferException {
        var held = Objects.requireNonNull(server.held(TypeUrl.LISTENER).get("virtualInbound"));
        return Listener.parseFrom(held.getResource().getValue()).getFilterChainsList().stream()
                .filter(chain ->
                        chain.getFilterChainMatch().getDestinationPort().getValue() == 8080)
                .map(FilterChain::hasTransportSocket)
                .map(tls -> tls ? TLS : CLEAR)
                .collect(Collectors.toSet());
    }

    private String calls() throws InvalidProtocolBufferException {
        var held = Objects.requireNonNull(client.held(TypeUrl.ENDPOINT).get(CART));
        return ClusterLoadAssignment.parseFrom(held.getResource().getValue())
                        .toString()
                        .contains("tlsMode")
                ? TLS
                : CLEAR;
    }

    @Test
    void eachStepWaitsForTheOneBefore() throws Exception {
        assertThat(takes()).containsExactly(CLEAR);
        assertThat(calls()).isEqualTo(CLEAR);

        mode("STRICT");
        client.settle(SILENCE_MILLIS);
        assertThat(client.types()).as("the server has not acknowledged").isEmpty();
        server.until(TypeUrl.LISTENER);
        assertThat(takes()).containsExactlyInAnyOrder(CLEAR, TLS);
        server.settle(2 * SILENCE_MILLIS);
        assertThat(takes()).as("the client has not").containsExactlyInAnyOrder(CLEAR, TLS);
        client.until(TypeUrl.ENDPOINT);
        assertThat(calls()).isEqualTo(TLS);
        server.until(TypeUrl.LISTENER);
        assertThat(takes()).containsExactly(TLS);

        mode("DISABLE");
        client.settle(SILENCE_MILLIS);
        assertThat(calls()).as("the server has not acknowledged").isEqualTo(TLS);
        server.until(TypeUrl.LISTENER);
        assertThat(takes()).containsExactlyInAnyOrder(CLEAR, TLS);
        client.until(TypeUrl.ENDPOINT);
        assertThat(calls()).isEqualTo(CLEAR);
        server.until(TypeUrl.LISTENER);
        assertThat(takes()).containsExactly(CLEAR);
    }
}
