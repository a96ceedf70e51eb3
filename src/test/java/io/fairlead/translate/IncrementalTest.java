package io.fairlead.translate;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.fairlead.model.config.MeshObject;
import io.fairlead.model.snapshot.MeshSnapshot;
import io.fairlead.model.snapshot.MeshStep;
import io.fairlead.testing.Meshes;
import io.fairlead.translate.input.Extension;
import io.fairlead.translate.input.MeshView;
import io.fairlead.translate.input.ProxyClass;
import io.fairlead.translate.input.ProxyView;
import io.fairlead.translate.input.ResourceType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Small steps lead where one leap does, and a step touches only what depends on what changed.
class IncrementalTest {
    private static final int STEPS = 40;

    private static final List<ProxyClass> CLASSES =
            List.of(
                    outbound("a", Map.of("v", "1")),
                    outbound("b", Map.of()),
                    apart(outbound("a", Map.of("v", "1"))),
                    apart(outbound("b", Map.of())),
                    new ProxyClass.Inbound(
                            "a",
                            new TreeMap<>(Map.of("app", "s0")),
                            List.of(),
                            ProxyView.ALL_EXTENSIONS,
                            false),
                    new ProxyClass.Router(
                            outbound("a", Map.of("v", "1")),
                            new TreeMap<>(Map.of("app", "s0")),
                            List.of()));

    private static ProxyClass.Outbound outbound(String namespace, Map<String, String> labels) {
        return new ProxyClass.Outbound(
                namespace,
                namespace + ".svc.cluster.local",
                new TreeMap<>(labels),
                ProxyView.ALL_EXTENSIONS,
                false);
    }

    /// The same for clients whose virtual hosts are resources of their own.
    private static ProxyClass.Outbound apart(ProxyClass.Outbound whole) {
        Set<Extension> extensions = new HashSet<>(whole.extensions());
        extensions.add(Extension.VHDS);
        return new ProxyClass.Outbound(
                whole.namespace(), whole.dnsDomain(), whole.labels(), extensions, whole.ipv6());
    }

    /// `-Dseeds=1000` looks further.
    static LongStream seeds() {
        return LongStream.range(0, Long.getLong("seeds", 25));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void manySmallStepsLeadWhereOneLeapDoes(long seed) {
        RandomMesh mesh = new RandomMesh(new SplittableRandom(seed));
        MeshSnapshot snapshot = MeshSnapshot.EMPTY;
        List<Translation> translations = new ArrayList<>();
        for (ProxyClass proxyClass : CLASSES) {
            translations.add(Translation.of(proxyClass, MeshView.of(snapshot), Encodings.DIRECT));
        }
        MeshView before = MeshView.of(snapshot);
        for (int i = 0; i < STEPS; i++) {
            MeshStep step = MeshStep.from(snapshot, mesh.changes());
            snapshot = step.snapshot();
            MeshView view = before.next(snapshot);
            assertThat(view).as("seed %d, step %d", seed, i).isEqualTo(MeshView.of(snapshot));
            before = view;
            translations.replaceAll(translation -> translation.next(step.delta(), view));
            for (Translation small : translations) {
                Translation leap = Translation.of(small.proxyClass(), view, Encodings.DIRECT);
                for (ResourceType type : ResourceType.values()) {
                    assertThat(small.resources(type))
                            .as("seed %d, step %d, %s", seed, i, small.proxyClass())
                            .isEqualTo(leap.resources(type));
                }
                assertThat(small.index()).isEqualTo(leap.index());
            }
            assertThat(tables(translations.get(2)))
                    .as("seed %d, step %d: hosts apart and hosts together", seed, i)
                    .isEqualTo(tables(translations.get(0)));
            assertThat(tables(translations.get(3))).isEqualTo(tables(translations.get(1)));
        }
    }

    /// Route configurations with all their hosts by domain, wherever these stand, and without their names.
    private static Map<String, Map<String, VirtualHost>> tables(Translation translation) {
        Map<String, Map<String, VirtualHost>> tables = new TreeMap<>();
        for (Resource resource : translation.resources(ResourceType.ROUTE)) {
            RouteConfiguration table = unpack(resource, RouteConfiguration.class);
            Map<String, VirtualHost> hosts =
                    tables.computeIfAbsent(table.getName(), _ -> new TreeMap<>());
            table.getVirtualHostsList().forEach(host -> add(host, hosts));
        }
        for (Resource resource : translation.resources(ResourceType.VIRTUAL_HOST)) {
            VirtualHost host = unpack(resource, VirtualHost.class);
            assertThat(host.getName()).isEqualTo(resource.name());
            String table = host.getName().substring(0, host.getName().indexOf('/'));
            assertThat(tables).containsKey(table);
            add(host, tables.getOrDefault(table, Map.of()));
        }
        return tables;
    }

    private static void add(VirtualHost host, Map<String, VirtualHost> hosts) {
        for (String domain : host.getDomainsList()) {
            assertThat(hosts.put(domain, host.toBuilder().clearName().build()))
                    .as("domain %s twice", domain)
                    .isNull();
        }
    }

    private static <M extends Message> M unpack(Resource resource, Class<M> type) {
        try {
            return resource.body().unpack(type);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(resource.name(), e);
        }
    }

    private static final String MESH =
            """
            {apiVersion: v1, kind: Service, metadata: {name: cart}, spec: {clusterIP: 10.96.0.1, ports: [{name: http, port: 80}]}}
            ---
            {apiVersion: v1, kind: Service, metadata: {name: stock}, spec: {clusterIP: 10.96.0.2, ports: [{name: http, port: 80}]}}
            ---
            {apiVersion: v1, kind: Service, metadata: {name: mail}, spec: {clusterIP: 10.96.0.3, ports: [{name: tcp, port: 25}]}}
            ---
            {apiVersion: v1, kind: Service, metadata: {name: rpc}, spec: {clusterIP: 10.96.0.4, ports: [{name: grpc, port: 90}]}}
            """;

    private static String slice(String address) {
        return """
        {apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, addressType: IPv4,
         metadata: {name: cart, labels: {kubernetes.io/service-name: cart}},
         endpoints: [{addresses: [%s]}], ports: [{name: http, port: 80}]}
        """
                .formatted(address);
    }

    /// The units that a change makes translate anew, after a mesh that is there already.
    private static Set<Unit> translated(String before, String change) {
        return translated(outbound("default", Map.of()), before, change);
    }

    private static Set<Unit> translated(ProxyClass client, String before, String change) {
        MeshSnapshot base = Meshes.of(MESH, before);
        Translation translation = Translation.of(client, MeshView.of(base), Encodings.DIRECT);
        List<MeshObject> objects = Meshes.objects(change);
        MeshStep step = MeshStep.from(base, Meshes.puts(objects));
        Translation next = translation.next(step.delta(), MeshView.of(step.snapshot()));
        return next == translation ? Set.of() : next.work().translated();
    }

    /// What a change makes of the inbound half of a workload; empty when it is left alone.
    private static Set<Unit> inbound(String namespace, String change) {
        MeshSnapshot base = Meshes.of(MESH);
        ProxyClass cart =
                new ProxyClass.Inbound(
                        namespace,
                        new TreeMap<>(Map.of("app", "cart")),
                        List.of(),
                        ProxyView.ALL_EXTENSIONS,
                        false);
        Translation translation = Translation.of(cart, MeshView.of(base), Encodings.DIRECT);
        MeshStep step = MeshStep.from(base, Meshes.puts(Meshes.objects(change)));
        Translation next = translation.next(step.delta(), MeshView.of(step.snapshot()));
        return next == translation ? Set.of() : next.work().translated();
    }

    private static String peers(String namespace, String spec) {
        return "{apiVersion: security.istio.io/v1, kind: PeerAuthentication, metadata: {name: p, namespace: %s}, spec: {%s}}"
                .formatted(namespace, spec);
    }

    @Test
    void aModeTouchesTheWorkloadsThatItConcernsOnly() {
        String strict = "mtls: {mode: STRICT}";
        String ofOthers = "selector: {matchLabels: {app: stock}}, " + strict;

        assertThat(inbound("shop", peers("shop", strict))).hasSize(1);
        assertThat(inbound("shop", peers("istio-system", strict))).hasSize(1);
        assertThat(inbound("shop", peers("yard", strict))).isEmpty();
        assertThat(inbound("shop", peers("shop", ofOthers))).isEmpty();
        assertThat(inbound("shop", peers("shop", "mtls: {mode: PERMISSIVE}"))).isEmpty();
        assertThat(translated("", peers("default", strict))).isEmpty();
    }

    @Test
    void aServerThatTurnsMutualTlsOffTouchesItsEndpointsOnly() {
        String pod =
                """
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: cart-1, labels: {app: cart, security.istio.io/tlsMode: istio}}
                spec: {containers: []}
                status: {podIP: 10.0.0.1}
                """;

        assertThat(translated(slice("10.0.0.1") + pod, peers("default", "mtls: {mode: DISABLE}")))
                .containsExactly(host(Unit.Part.OUTBOUND_ENDPOINTS, "cart"));
        assertThat(translated(slice("10.0.0.1") + pod, peers("default", "mtls: {mode: STRICT}")))
                .isEmpty();
    }

    private static Unit host(Unit.Part part, String name) {
        return Unit.ofHost(part, name + ".default.svc.cluster.local");
    }

    @Test
    void aNewEndpointTouchesTheEndpointsOfItsServiceOnly() {
        assertThat(translated(slice("10.0.0.1"), slice("10.0.0.2")))
                .containsExactly(host(Unit.Part.OUTBOUND_ENDPOINTS, "cart"));
    }

    @Test
    void aPodThatNobodyAsksForTouchesNothing() {
        assertThat(
                        translated(
                                "",
                                "{apiVersion: v1, kind: Pod, metadata: {name: lonely}, status: {podIP: 10.0.9.9}}"))
                .isEmpty();
    }

    @Test
    void aRuleTouchesTheClustersAndEndpointsOfItsHostOnly() {
        String rule =
                """
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: cart}
                spec: {host: cart, subsets: [{name: v1, labels: {version: v1}}]}
                """;
        assertThat(translated("", rule))
                .containsExactlyInAnyOrder(
                        host(Unit.Part.OUTBOUND_CLUSTERS, "cart"),
                        host(Unit.Part.OUTBOUND_ENDPOINTS, "cart"));
    }

    @Test
    void aWildcardRuleTouchesTheHostsThatItCovers() {
        String rule =
                """
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: all}
                spec: {host: "*rt.default.svc.cluster.local", trafficPolicy: {loadBalancer: {simple: RANDOM}}}
                """;
        assertThat(translated("", rule)).containsExactly(host(Unit.Part.OUTBOUND_CLUSTERS, "cart"));
    }

    @Test
    void aRouteTouchesRoutesOnly() {
        String rule =
                """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: cart}
                spec: {hosts: [cart], http: [{route: [{destination: {host: stock}}]}]}
                """;
        assertThat(translated("", rule))
                .containsExactlyInAnyOrder(
                        Unit.ofPort(Unit.Part.OUTBOUND_ROUTES, 80),
                        Unit.ofPort(Unit.Part.OUTBOUND_ROUTES, 90));
    }

    @Test
    void aRouteTouchesOneHostOnlyWhereHostsAreApart() {
        String rule =
                """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: cart}
                spec: {hosts: [cart], http: [{timeout: %s, route: [{destination: {host: stock}}]}]}
                """;
        Unit onPort80 = new Unit(Unit.Part.OUTBOUND_HOSTS, "cart.default.svc.cluster.local", 80);
        Unit onPort90 = new Unit(Unit.Part.OUTBOUND_HOSTS, "cart.default.svc.cluster.local", 90);
        ProxyClass apart = apart(outbound("default", Map.of()));

        assertThat(translated(apart, "", rule.formatted("1s")))
                .containsExactlyInAnyOrder(onPort80, onPort90);
        assertThat(translated(apart, rule.formatted("1s"), rule.formatted("2s")))
                .containsExactlyInAnyOrder(onPort80, onPort90);
    }

    @Test
    void aRouteForGatewaysTouchesNothing() {
        String rule =
                """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: cart}
                spec: {hosts: [cart], gateways: [front], http: [{route: [{destination: {host: stock}}]}]}
                """;
        assertThat(translated("", rule)).isEmpty();
    }

    @Test
    void aNewServiceTouchesItselfAndItsPortOnly() {
        String service =
                "{apiVersion: v1, kind: Service, metadata: {name: sms}, spec: {clusterIP: 10.96.0.9, ports: [{name: tcp, port: 25}]}}";
        assertThat(translated("", service))
                .containsExactlyInAnyOrder(
                        host(Unit.Part.OUTBOUND_CLUSTERS, "sms"),
                        host(Unit.Part.OUTBOUND_ENDPOINTS, "sms"),
                        Unit.ofPort(Unit.Part.OUTBOUND_LISTENERS, 25));
    }
}
