package io.fairlead.migrate.decide.facts;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.migrate.decide.caller.Caller;
import io.fairlead.migrate.decide.caller.Cause;
import io.fairlead.migrate.decide.caller.Naming;
import io.fairlead.migrate.decide.caller.PodTimes;
import io.fairlead.migrate.decide.evidence.Limits;
import io.fairlead.migrate.decide.evidence.Seen;
import io.fairlead.migrate.decide.evidence.WorkloadEvidence;
import io.fairlead.model.mtls.Dialed;
import io.fairlead.model.mtls.EvidenceDelta;
import io.fairlead.model.mtls.FourTuple;
import io.fairlead.model.mtls.TrafficClass;
import io.fairlead.model.snapshot.MeshSnapshot;
import io.fairlead.testing.Meshes;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Why a pod with a sidecar comes in clear text is told by that sidecar, and joined with what the other end saw.
class JoinTest {
    private static final Instant T = Instant.parse("2026-11-27T09:00:00Z");
    private static final String CLUSTER = "outbound|80||cart.shop.svc.cluster.local";
    private static final String RULE =
            """
            ---
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata: {name: cart, namespace: shop}
            spec: {host: cart, trafficPolicy: {tls: {mode: DISABLE}}}
            """;

    private static final String MESH =
            """
            apiVersion: v1
            kind: Service
            metadata: {name: cart, namespace: shop}
            spec:
              clusterIP: 10.96.0.1
              selector: {app: cart}
              ports: [{name: http, port: 80, targetPort: 8080}]
            ---
            """
                    + pod("cart", "10.0.0.2")
                    + "---\n"
                    + pod("web", "10.0.0.1");

    private static String pod(String name, String ip) {
        return """
        apiVersion: v1
        kind: Pod
        metadata:
          name: %1$s-1
          namespace: shop
          labels: {app: %1$s, security.istio.io/tlsMode: istio}
          ownerReferences: [{apiVersion: apps/v1, kind: StatefulSet, name: %1$s, controller: true}]
        spec: {serviceAccountName: %1$s, containers: [{name: app, ports: [{containerPort: 8080}]}]}
        status: {podIP: %2$s, podIPs: [{ip: %2$s}], phase: Running}
        """
                .formatted(name, ip);
    }

    private EvidenceBook book = EvidenceBook.EMPTY;
    private MeshSnapshot mesh = Meshes.of(MESH);

    private void look(Instant now, EvidenceDelta... more) {
        PodTimes times = Tenants.next(PodTimes.NONE, MeshSnapshot.EMPTY, mesh, T.minusSeconds(60));
        Naming naming = new Naming(times, Map.of(), Set.of(), Set.of(), Set.of());
        book =
                book.plus(
                        List.of(more),
                        new EvidenceBook.Reading(Roster.of(mesh), naming, Limits.DEMO, now));
    }

    /// What cart's sidecar saw.
    private static EvidenceDelta seen(long refused) {
        return new EvidenceDelta(
                new EvidenceDelta.Pod("shop", "cart", "cart-1"),
                1,
                1,
                T.minusSeconds(1),
                T,
                List.of(
                        new EvidenceDelta.Row(
                                8080,
                                TrafficClass.PLAIN_HTTP,
                                "10.0.0.1",
                                "GET /",
                                3,
                                3,
                                refused,
                                List.of(3999, 4000))));
    }

    /// What web's sidecar wrote down.
    private static EvidenceDelta dialed(String pod, String target, String cluster, String host) {
        return new EvidenceDelta(
                new EvidenceDelta.Pod("shop", pod, pod + "-1"),
                1,
                1,
                T.minusSeconds(1),
                T,
                List.of(),
                List.of(
                        new Dialed(
                                new FourTuple("10.0.0.1", 4000, target, 8080),
                                T.minusSeconds(1),
                                cluster,
                                host)));
    }

    private List<Seen> inClear() {
        return book.workloads()
                .getOrDefault("shop/cart", WorkloadEvidence.NONE)
                .of(8080)
                .wouldBeCut();
    }

    private List<Caller> callers() {
        return inClear().stream().map(Seen::caller).toList();
    }

    private static Caller web(Cause cause) {
        return new Caller(cause, "shop", "web", "web-1", "web", "10.0.0.1");
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.2, PassthroughCluster, 10.0.0.2:8080, POD_IP_CALL",
        "10.0.0.2, PassthroughCluster, '', POD_IP_CALL",
        "10.0.0.2, PassthroughCluster, cart.example, PASSTHROUGH_UNKNOWN_HOST",
        "10.96.0.1, PassthroughCluster, grafana, HOST_HEADER_MISMATCH",
    })
    void theCallersOwnRecordTellsWhy(String target, String cluster, String host, Cause cause) {
        look(T, seen(0), dialed("web", target, cluster, host));
        assertThat(callers()).containsExactly(web(cause));
    }

    /// Without the object the same call is one for another host, as far as anybody can tell.
    @ParameterizedTest
    @CsvSource({
        "shop, cart, SIDECAR_EGRESS_SCOPE",
        "shop, cart.shop:80, SIDECAR_EGRESS_SCOPE",
        "istio-system, cart.shop.svc.cluster.local, SIDECAR_EGRESS_SCOPE",
        "shop, grafana, HOST_HEADER_MISMATCH",
        "elsewhere, cart, HOST_HEADER_MISMATCH",
    })
    void whoMayNotKnowAServiceAndCallsItByItsNameIsTold(
            String namespace, String host, Cause cause) {
        String scope =
                """
                ---
                apiVersion: networking.istio.io/v1
                kind: Sidecar
                metadata: {name: narrow, namespace: %s}
                spec: {egress: [{hosts: ["./*"]}]}
                """
                        .formatted(namespace);
        mesh = Meshes.of(MESH + scope);
        look(T, seen(0), dialed("web", "10.96.0.1", "PassthroughCluster", host));
        assertThat(callers()).containsExactly(web(cause));
    }

    @Test
    void aDestinationRuleThatSwitchesTlsOffIsTold() {
        mesh = Meshes.of(MESH + RULE);
        look(T, seen(0), dialed("web", "10.0.0.2", CLUSTER, "cart"));
        assertThat(callers()).containsExactly(web(Cause.DR_TLS_DISABLE));
    }

    /// Its cluster wants TLS: whatever it was, it was not that connection.
    @Test
    void withoutSuchARuleItIsNotTold() {
        look(T, seen(0), dialed("web", "10.0.0.2", CLUSTER, "cart"));
        look(T.plusSeconds(6));
        assertThat(callers()).containsExactly(web(Cause.UNREPORTED));
    }

    @Test
    void theReportOfTheOtherEndMayComeLater() {
        look(T, seen(0));
        assertThat(callers()).isEmpty();
        look(T.plusSeconds(2), dialed("web", "10.0.0.2", "PassthroughCluster", "10.0.0.2"));
        assertThat(callers()).containsExactly(web(Cause.POD_IP_CALL));
    }

    @Test
    void itIsNotWaitedForLongerThanFiveSeconds() {
        look(T, seen(0));
        look(T.plusSeconds(6));
        assertThat(callers()).containsExactly(web(Cause.UNREPORTED));
    }

    /// A connection that is kept is told of without the port that it came from.
    @Test
    void whatWasToldOnceStaysSo() {
        look(T, seen(0), dialed("web", "10.0.0.2", "PassthroughCluster", "10.0.0.2"));
        EvidenceDelta later =
                new EvidenceDelta(
                        new EvidenceDelta.Pod("shop", "cart", "cart-1"),
                        1,
                        2,
                        T,
                        T.plusSeconds(1),
                        List.of(
                                new EvidenceDelta.Row(
                                        8080, TrafficClass.PLAIN_HTTP, "10.0.0.1", "", 0, 5, 0)));
        look(T.plusSeconds(1), later);
        assertThat(callers()).containsExactly(web(Cause.POD_IP_CALL));
        assertThat(inClear()).extracting(Seen::requests).containsExactly(8L);
    }

    /// A trial must end at once.
    @Test
    void whoWasRefusedIsToldAtOnce() {
        look(T, seen(3));
        assertThat(callers()).containsExactly(web(Cause.UNREPORTED));
    }

    /// Nobody tells why of somebody else's connection.
    @Test
    void onlyThePodsOwnRecordCounts() {
        look(T, seen(0), dialed("cart", "10.0.0.2", "PassthroughCluster", "10.0.0.2"));
        look(T.plusSeconds(6));
        assertThat(callers()).containsExactly(web(Cause.UNREPORTED));
    }
}
