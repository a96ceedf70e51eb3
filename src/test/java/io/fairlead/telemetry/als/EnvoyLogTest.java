package io.fairlead.telemetry.als;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.data.accesslog.v3.AccessLogCommon;
import io.envoyproxy.envoy.data.accesslog.v3.ConnectionProperties;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPAccessLogEntry;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPRequestProperties;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPResponseProperties;
import io.envoyproxy.envoy.data.accesslog.v3.ResponseFlags;
import io.envoyproxy.envoy.data.accesslog.v3.TCPAccessLogEntry;
import io.envoyproxy.envoy.data.accesslog.v3.TLSProperties;
import io.envoyproxy.envoy.data.accesslog.v3.TLSProperties.CertificateProperties;
import io.fairlead.meter.IstioNaming;
import io.fairlead.model.config.Pod;
import io.fairlead.model.identity.Caller;
import io.fairlead.model.identity.SpiffeId;
import io.fairlead.model.mtls.PodRef;
import io.fairlead.model.snapshot.MeshSnapshot;
import io.fairlead.telemetry.aggregate.TrafficReport.Protocol;
import io.fairlead.telemetry.aggregate.TrafficReport.Row;
import io.fairlead.telemetry.aggregate.TrafficReport.Side;
import io.fairlead.testing.Meshes;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class EnvoyLogTest {
    private static final String WEB = "spiffe://cluster.local/ns/default/sa/web";
    private static final MeshSnapshot MESH =
            Meshes.of(
                    pod("web-1", "web", "10.0.0.1"),
                    pod("cart-1", "cart", "10.0.0.2"),
                    """
                    apiVersion: v1
                    kind: Service
                    metadata: {name: cart, namespace: default}
                    spec:
                      clusterIP: 10.96.0.1
                      selector: {app: cart}
                      ports: [{name: http, port: 80, targetPort: 8080}]
                    """,
                    """
                    apiVersion: networking.istio.io/v1
                    kind: ServiceEntry
                    metadata: {name: carts, namespace: outside}
                    spec:
                      hosts: [a.cart.example, b.cart.example]
                      location: MESH_INTERNAL
                      resolution: STATIC
                      ports: [{number: 80, name: http, protocol: HTTP, targetPort: 8080}]
                      endpoints: [{address: 10.0.0.2}]
                    """);

    private final PrometheusMeterRegistry registry = IstioNaming.registry();
    private final EnvoySeries series = new EnvoySeries(registry, Limits.DEFAULT);
    private final Known known = new Known(MESH);

    @Test
    void aCallersEntryNamesWhomItCalled() {
        Call call =
                LogEntries.http(
                        entry("10.0.0.2", "outbound|80||cart.default.svc.cluster.local"),
                        Side.SOURCE);

        Row row = count(call, "10.0.0.1");

        assertThat(row.peer().workload()).isEqualTo("cart");
        assertThat(row.service().name()).isEqualTo("cart");
        assertThat(row.responseClass()).isEqualTo(5);
        assertThat(row.bytes()).isEqualTo(30);
        assertThat(registry.scrape())
                .containsPattern(
                        "istio_requests_total\\{.*destination_service=\"cart\\.default\\.svc\\.cluster\\.local\"")
                .containsPattern(
                        "istio_requests_total\\{.*destination_workload=\"cart\".*reporter=\"source\"")
                .containsPattern(
                        "istio_requests_total\\{.*response_code=\"503\".*response_flags=\"UF,URX\"")
                .containsPattern(
                        "istio_requests_total\\{.*source_principal=\"unknown\".*source_workload=\"web\"")
                .containsPattern("istio_requests_total\\{connection_security_policy=\"unknown\"")
                .containsPattern(
                        "istio_request_duration_milliseconds_bucket\\{.*le=\"10\\.0\"\\} 1")
                .containsPattern("istio_request_duration_milliseconds_bucket\\{.*le=\"5\\.0\"\\} 0")
                .containsPattern("istio_response_bytes_sum\\{.*\\} 20");
    }

    @Test
    void hostsOfAServiceEntryAreServicesOfTheirOwn() {
        Row row =
                count(
                        LogEntries.http(
                                entry("10.0.0.2", "outbound|80||b.cart.example"), Side.SOURCE),
                        "10.0.0.1");

        assertThat(row.service().name()).isEqualTo("b.cart.example");
        assertThat(row.service().namespace()).isEqualTo("outside");
        assertThat(registry.scrape())
                .containsPattern(
                        "istio_requests_total\\{.*destination_service=\"b\\.cart\\.example\","
                                + "destination_service_name=\"b\\.cart\\.example\","
                                + "destination_service_namespace=\"outside\"");
    }

    @Test
    void aServersEntryNamesWhoCalled() {
        HTTPAccessLogEntry.Builder entry = entry("127.0.0.6", "inbound|8080||").toBuilder();
        entry.getCommonPropertiesBuilder()
                .setDownstreamDirectRemoteAddress(address("10.0.0.1"))
                .setTlsProperties(
                        TLSProperties.newBuilder().setPeerCertificateProperties(shows(WEB)));

        Row row = count(LogEntries.http(entry.build(), Side.DESTINATION), "10.0.0.2");

        assertThat(row.mutualTls()).isTrue();
        assertThat(row.peer().workload()).isEqualTo("web");
        assertThat(row.peer().principal()).isEqualTo(WEB);
        assertThat(row.service().name()).isEqualTo("cart");
        assertThat(registry.scrape())
                .containsPattern("istio_requests_total\\{connection_security_policy=\"mutual_tls\"")
                .containsPattern("istio_requests_total\\{.*source_principal=\"" + WEB + "\"");
    }

    @Test
    void whoIsNotKnownIsUnknown() {
        Row row =
                count(
                        LogEntries.http(entry("192.0.2.1", "PassthroughCluster"), Side.SOURCE),
                        "10.0.0.1");

        assertThat(row.peer().workload()).isEqualTo("unknown");
        assertThat(row.peer().namespace()).isEmpty();
        assertThat(registry.scrape())
                .containsPattern(
                        "destination_service=\"unknown\",destination_service_name=\"PassthroughCluster\"");
    }

    @Test
    void grpcHasItsStatusFromTrailers() {
        HTTPAccessLogEntry entry =
                entry("10.0.0.2", "x").toBuilder()
                        .setRequest(
                                HTTPRequestProperties.newBuilder()
                                        .putRequestHeaders(
                                                "content-type", "application/grpc+proto"))
                        .setResponse(
                                HTTPResponseProperties.newBuilder()
                                        .setResponseCode(UInt32Value.of(200))
                                        .putResponseTrailers("grpc-status", "14"))
                        .build();

        Call call = LogEntries.http(entry, Side.SOURCE);

        assertThat(call.protocol()).isEqualTo(Protocol.GRPC);
        assertThat(call.grpcStatus()).isEqualTo("14");
        assertThat(Rows.of(call, End.UNKNOWN, Known.Name.UNKNOWN).responseClass()).isEqualTo(5);
    }

    @Test
    void aConnectionIsToldWhenItIsOver() {
        TCPAccessLogEntry entry =
                TCPAccessLogEntry.newBuilder()
                        .setCommonProperties(entry("10.0.0.2", "x").getCommonProperties())
                        .setConnectionProperties(
                                ConnectionProperties.newBuilder()
                                        .setReceivedBytes(7)
                                        .setSentBytes(8))
                        .build();

        Row row = count(LogEntries.tcp(entry, Side.SOURCE), "10.0.0.1");

        assertThat(row.latency()).isEmpty();
        assertThat(registry.scrape())
                .containsPattern("istio_tcp_connections_opened_total\\{.*\\} 1")
                .containsPattern("istio_tcp_received_bytes_total\\{.*\\} 7")
                .doesNotContain("istio_requests");
    }

    @Test
    void seriesAreBoundedAndGoWhenIdle() {
        EnvoySeries small =
                new EnvoySeries(registry, new Limits(1, 1, 3, java.time.Duration.ofSeconds(100)));
        for (int i = 0; i < 50; i++) {
            Call call = LogEntries.http(entry("10.0.0.2", "c" + i), Side.SOURCE);
            small.count(call, End.UNKNOWN, End.UNKNOWN, known.service(call, own("10.0.0.1")), i);
        }
        assertThat(requests()).hasSize(4).anyMatch(line -> line.contains("overflow"));

        Call late = LogEntries.http(entry("10.0.0.2", "late"), Side.SOURCE);
        small.count(late, End.UNKNOWN, End.UNKNOWN, known.service(late, own("10.0.0.1")), 1000);

        assertThat(requests()).singleElement().asString().contains("late");
    }

    @Test
    void onlyThePodsOwnIdentityTellsOfIt() {
        Pod web = own("10.0.0.1");
        Node node = Node.newBuilder().setId("sidecar~10.0.0.1~web-1.default~x").build();

        assertThat(Reporters.pod(node, MESH)).contains(web);
        assertThat(
                        Reporters.pod(
                                node.toBuilder().setId("sidecar~10.0.0.2~web-1.default~x").build(),
                                MESH))
                .isEmpty();
        assertThat(Reporters.pod(Node.getDefaultInstance(), MESH)).isEmpty();
        assertThat(Reporters.mayTell(new Caller.Anonymous(), web)).isTrue();
        assertThat(Reporters.mayTell(caller("web", ""), web)).isTrue();
        assertThat(Reporters.mayTell(caller("web", "web-1"), web)).isTrue();
        assertThat(Reporters.mayTell(caller("web", "web-2"), web)).isFalse();
        assertThat(Reporters.mayTell(caller("cart", ""), web)).isFalse();
    }

    /// Nobody makes the evidence of somebody else's pod worthless.
    @Test
    void aLossConcernsThePodThatTheCallerMayTellOf() {
        Node web = Node.newBuilder().setId("sidecar~10.0.0.1~web-1.default~x").build();
        Node early = Node.newBuilder().setId("sidecar~10.0.0.9~new-1.default~x").build();
        Node other = Node.newBuilder().setId("sidecar~10.0.0.9~new-1.bank~x").build();
        assertThat(Reporters.concerned(web, caller("web", ""), MESH))
                .contains(new PodRef("default", "web-1"));
        assertThat(Reporters.concerned(web, caller("cart", ""), MESH)).isEmpty();
        assertThat(Reporters.concerned(early, caller("web", ""), MESH))
                .contains(new PodRef("default", "new-1"));
        assertThat(Reporters.concerned(other, caller("web", ""), MESH)).isEmpty();
        assertThat(Reporters.concerned(Node.getDefaultInstance(), caller("web", ""), MESH))
                .isEmpty();
    }

    private static Caller.Known caller(String account, String pod) {
        return new Caller.Known(
                new SpiffeId("cluster.local", "default", account),
                Caller.Proof.CLIENT_CERTIFICATE,
                pod);
    }

    private List<String> requests() {
        return registry.scrape()
                .lines()
                .filter(line -> line.startsWith("istio_requests_total{"))
                .toList();
    }

    private Row count(Call call, String ip) {
        End own = End.of(own(ip), call.ownPrincipal());
        End peer = known.peer(call);
        Known.Name service = known.service(call, own(ip));
        series.count(call, own, peer, service, 1);
        return Rows.of(call, peer, service);
    }

    private static Pod own(String ip) {
        return Objects.requireNonNull(MESH.podsByIp().get(ip));
    }

    private static HTTPAccessLogEntry entry(String upstream, String cluster) {
        return HTTPAccessLogEntry.newBuilder()
                .setCommonProperties(
                        AccessLogCommon.newBuilder()
                                .setUpstreamRemoteAddress(address(upstream))
                                .setUpstreamCluster(cluster)
                                .setDuration(Duration.newBuilder().setNanos(7_000_000))
                                .setResponseFlags(
                                        ResponseFlags.newBuilder()
                                                .setUpstreamConnectionFailure(true)
                                                .setUpstreamRetryLimitExceeded(true)))
                .setRequest(HTTPRequestProperties.newBuilder().setRequestBodyBytes(10))
                .setResponse(
                        HTTPResponseProperties.newBuilder()
                                .setResponseCode(UInt32Value.of(503))
                                .setResponseBodyBytes(20))
                .build();
    }

    private static CertificateProperties shows(String uri) {
        return CertificateProperties.newBuilder()
                .addSubjectAltName(CertificateProperties.SubjectAltName.newBuilder().setUri(uri))
                .build();
    }

    private static Address address(String ip) {
        return Address.newBuilder()
                .setSocketAddress(SocketAddress.newBuilder().setAddress(ip).setPortValue(8080))
                .build();
    }

    private static String pod(String name, String app, String ip) {
        return """
        apiVersion: v1
        kind: Pod
        metadata:
          name: %1$s
          namespace: default
          labels: {app: %2$s, version: v1}
          ownerReferences: [{apiVersion: apps/v1, kind: StatefulSet, name: %2$s, controller: true}]
        spec: {serviceAccountName: %2$s, containers: [{name: app, ports: [{containerPort: 8080}]}]}
        status: {podIP: %3$s, podIPs: [{ip: %3$s}], phase: Running}
        """
                .formatted(name, app, ip);
    }
}
