package io.fairlead.migrate.decide.facts;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.migrate.decide.plan.Blocker;
import io.fairlead.model.mtls.Exemption;
import io.fairlead.model.mtls.UnitId;
import io.fairlead.model.policy.MtlsMode;
import io.fairlead.testing.Meshes;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// T13: what stands in the way by configuration is found without traffic.
class InventoryTest {
    private static final String SERVICE =
            """
            apiVersion: v1
            kind: Service
            metadata: {name: cart, namespace: shop}
            spec: {ports: [{name: http, port: 80, targetPort: web}], selector: {app: cart}}
            """;

    private static String pod(String labels, String annotations) {
        return """
        apiVersion: v1
        kind: Pod
        metadata:
          name: cart-1
          namespace: shop
          labels: {app: cart%s}
          annotations: {%s}
          ownerReferences: [{apiVersion: apps/v1, kind: StatefulSet, name: cart, uid: u}]
        spec: {containers: [{name: c, ports: [{name: web, containerPort: 8080}, {containerPort: 9090}]}]}
        """
                .formatted(labels, annotations);
    }

    private static final String MESHED = pod(", security.istio.io/tlsMode: istio", "");

    private static Known unit(int port, String... yaml) {
        List<Known> all = Inventory.of(Meshes.of(yaml));
        return all.stream().filter(known -> known.id().port() == port).findFirst().orElseThrow();
    }

    private static String policy(String name, String spec) {
        return """
        apiVersion: security.istio.io/v1
        kind: PeerAuthentication
        metadata: {name: %s, namespace: shop}
        spec: %s
        """
                .formatted(name, spec);
    }

    @Test
    void aUnitIsAPortOfAWorkload() {
        assertThat(Inventory.of(Meshes.of(SERVICE, MESHED)))
                .extracting(Known::id)
                .containsExactly(
                        new UnitId("shop", "cart", 8080), new UnitId("shop", "cart", 9090));
        Known web = unit(8080, SERVICE, MESHED);
        assertThat(web.mode()).isEqualTo(MtlsMode.PERMISSIVE);
        assertThat(web.pods()).containsExactly("cart-1");
        assertThat(web.statics()).isEmpty();
        assertThat(web.unobservable() + web.trouble()).isEmpty();
    }

    /// During a rollout that brings sidecars.
    @Test
    void portsOfASidecarAreNoUnitsWhileAnotherPodHasNone() {
        String with = MESHED.replace("{containerPort: 9090}", "{containerPort: 15090}");
        String without = pod("", "").replace("name: cart-1", "name: cart-2");
        assertThat(Inventory.of(Meshes.of(with, without)))
                .extracting(known -> known.id().port())
                .containsExactly(8080, 9090);
    }

    private static String annotated(String name, String value) {
        return pod(
                ", security.istio.io/tlsMode: istio",
                "mesh.fairlead.io/%s: \"%s\"".formatted(name, value));
    }

    @Test
    void anAnnotationHolds() {
        assertThat(unit(8080, annotated("mtls", "hold")).trouble())
                .isEqualTo("Pod shop/cart-1 says hold in its annotation mesh.fairlead.io/mtls");
        assertThat(unit(8080, annotated("mtls", "auto")).trouble()).isEmpty();
        assertThat(unit(8080, annotated("mtls", "auto")).statics()).isEmpty();
    }

    @Test
    void anAnnotationExempts() {
        String text = "9090;from=batch/job;owner=sre;reason=a scrape;until=2026-12-31";
        assertThat(Roster.of(Meshes.of(annotated("mtls-exempt", text))).spec().exemptions())
                .containsExactly(
                        new Exemption(
                                new UnitId("shop", "cart", 9090),
                                "batch/job",
                                "a scrape",
                                "sre",
                                Instant.parse("2027-01-01T00:00:00Z")));
        assertThat(unit(9090, annotated("mtls-exempt", text)).statics()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mtls        | hodl                                    | write auto or hold",
                "mtls-exempt | 9090;reason=x;until=2026-12-31          | without owner",
                "mtls-exempt | 9090;owner=a;until=2026-12-31           | without reason",
                "mtls-exempt | 9090;owner=a;reason=x                   | whose end is no date",
                "mtls-exempt | 9090;owner=a;reason=x;until=soon        | whose end is no date: \"soon\"",
                "mtls-exempt | 9091;owner=a;reason=x;until=2026-12-31  | names no port of it: \"9091\"",
                "mtls-exempt | 9090;owner=a;why=x;until=2026-12-31     | says \"why=x\""
            })
    void anAnnotationThatCantBeReadBlocks(String name, String value, String says) {
        Known unit = unit(9090, annotated(name, value));
        assertThat(unit.statics())
                .singleElement()
                .extracting(Blocker::line)
                .asString()
                .contains("cause BAD_ANNOTATION", says);
        assertThat(unit.trouble()).isEmpty();
        assertThat(Roster.of(Meshes.of(annotated(name, value))).spec().exemptions()).isEmpty();
    }

    @Test
    void neitherTheSidecarsOwnPortsNorTheControlPlaneAreUnits() {
        String sidecar = MESHED.replace("containerPort: 9090", "containerPort: 15090");
        assertThat(Inventory.of(Meshes.of(SERVICE, sidecar)))
                .extracting(known -> known.id().port())
                .containsExactly(8080);
        String istiod = pod("", "").replace("namespace: shop", "namespace: istio-system");
        assertThat(Inventory.of(Meshes.of(istiod))).isEmpty();
    }

    @Test
    void beforeThereArePodsTheWorkloadIsRead() {
        String deployment =
                """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: cart, namespace: shop}
                spec:
                  selector: {matchLabels: {app: cart}}
                  template:
                    metadata: {labels: {app: cart}}
                    spec: {containers: [{name: c, image: x, ports: [{name: web, containerPort: 8080}]}]}
                """;
        assertThat(Inventory.of(Meshes.of(SERVICE, deployment)))
                .extracting(Known::id)
                .containsExactly(new UnitId("shop", "cart", 8080));
    }

    /// Who annotates a Deployment need not touch its pods, which would be made anew.
    @Test
    void aDeploymentIsAnnotatedAsWellAsItsPods() {
        String deployment =
                """
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  name: cart
                  namespace: shop
                  annotations: {%s}
                spec:
                  selector: {matchLabels: {app: cart}}
                  template: {metadata: {labels: {app: cart}}, spec: {containers: [{name: c, image: x}]}}
                """;
        String hold = deployment.formatted("mesh.fairlead.io/mtls: hold");
        assertThat(unit(8080, SERVICE, MESHED, hold).trouble())
                .isEqualTo(
                        "Deployment shop/cart says hold in its annotation mesh.fairlead.io/mtls");
        String exempt =
                deployment.formatted(
                        "mesh.fairlead.io/mtls-exempt: \"9090;owner=sre;reason=scrape;until=2026-12-31\"");
        assertThat(Roster.of(Meshes.of(SERVICE, MESHED, exempt)).spec().exemptions())
                .extracting(one -> one.unit().port())
                .containsExactly(9090);
        String wrong = deployment.formatted("mesh.fairlead.io/mtls: \"off\"");
        assertThat(unit(8080, SERVICE, MESHED, wrong).statics())
                .singleElement()
                .asString()
                .contains("BAD_ANNOTATION", "Deployment shop/cart");
    }

    @Test
    void f14APodWithoutASidecarBlocksItsPorts() {
        assertThat(unit(8080, SERVICE, pod("", "")).statics())
                .extracting(Blocker::code)
                .containsExactly("SERVER_NO_SIDECAR");
    }

    @Test
    void f15APortKeptFromTheSidecarIsUnobservable() {
        String meshed = ", security.istio.io/tlsMode: istio";
        String out = pod(meshed, "traffic.sidecar.istio.io/excludeInboundPorts: \"22, 9090\"");
        assertThat(unit(9090, SERVICE, out).unobservable()).contains("excludeInboundPorts");
        assertThat(unit(8080, SERVICE, out).unobservable()).isEmpty();
        String in = pod(meshed, "traffic.sidecar.istio.io/includeInboundPorts: \"9090\"");
        assertThat(unit(8080, SERVICE, in).unobservable()).contains("includeInboundPorts");
        assertThat(unit(9090, SERVICE, in).unobservable()).isEmpty();
    }

    @Test
    void f9ThePortOfTheServiceIsNoPortOfTheWorkload() {
        String wrong =
                policy(
                        "p",
                        "{selector: {matchLabels: {app: cart}}, portLevelMtls: {80: {mode: STRICT}}}");
        Known web = unit(8080, SERVICE, MESHED, wrong);
        assertThat(web.statics()).extracting(Blocker::code).containsExactly("PORT_OF_SERVICE");
        assertThat(web.statics().getFirst().line())
                .contains("names port 80")
                .contains("write \"8080\"");
        assertThat(unit(9090, SERVICE, MESHED, wrong).statics()).isEmpty();
    }

    @Test
    void f12ClientsThatAreToldToSpeakClearTextBlock() {
        String rule =
                """
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: r, namespace: shop}
                spec: {host: cart, trafficPolicy: {tls: {mode: %s}}}
                """;
        assertThat(unit(8080, SERVICE, MESHED, rule.formatted("DISABLE")).statics())
                .extracting(Blocker::code)
                .containsExactly("DR_TLS_DISABLE");
        assertThat(unit(9090, SERVICE, MESHED, rule.formatted("DISABLE")).statics()).isEmpty();
        assertThat(unit(8080, SERVICE, MESHED, rule.formatted("ISTIO_MUTUAL")).statics()).isEmpty();
    }

    @Test
    void aPersonsObjectDecides() {
        String select = "selector: {matchLabels: {app: cart}}";
        Known strict =
                unit(8080, SERVICE, MESHED, policy("p", "{" + select + ", mtls: {mode: STRICT}}"));
        assertThat(strict.isStrict()).isTrue();
        assertThat(strict.byPerson()).isTrue();
        Known off =
                unit(8080, SERVICE, MESHED, policy("p", "{" + select + ", mtls: {mode: DISABLE}}"));
        assertThat(off.trouble()).isEqualTo("PeerAuthentication shop/p says DISABLE");
    }
}
