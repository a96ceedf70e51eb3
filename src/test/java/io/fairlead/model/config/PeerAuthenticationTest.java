package io.fairlead.model.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.model.policy.MtlsMode;
import io.fairlead.model.policy.MtlsModes;
import io.fairlead.testing.Meshes;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Which mode a port has when policies of several levels concern it.
class PeerAuthenticationTest {
    private static final Map<String, String> CART = Map.of("app", "cart");

    private static String policy(String meta, String spec) {
        return "{apiVersion: security.istio.io/v1, kind: PeerAuthentication, metadata: {%s}, spec: {%s}}\n---\n"
                .formatted(meta, spec);
    }

    private static final String MESH =
            policy("name: m, namespace: istio-system", "mtls: {mode: STRICT}");
    private static final String NAMESPACE =
            policy("name: ns, namespace: shop", "mtls: {mode: DISABLE}");
    private static final String WORKLOAD =
            policy(
                    "name: w, namespace: shop",
                    "selector: {matchLabels: {app: cart}}, mtls: {mode: PERMISSIVE},"
                            + " portLevelMtls: {8080: {mode: STRICT}, 9090: {mode: UNSET}}");

    private static MtlsModes cart(String... policies) {
        return PeerAuthentication.modes(
                Meshes.of(policies).peerAuthentications(), "istio-system", "shop", CART);
    }

    @Test
    void nothingWrittenIsPermissive() {
        assertThat(cart()).isEqualTo(MtlsModes.DEFAULT);
    }

    @Test
    void eachLevelCountsMoreThanTheOneBefore() {
        assertThat(cart(MESH).of(1)).isEqualTo(MtlsMode.STRICT);
        assertThat(cart(MESH, NAMESPACE).of(1)).isEqualTo(MtlsMode.DISABLE);
        assertThat(cart(MESH, NAMESPACE, WORKLOAD).of(1)).isEqualTo(MtlsMode.PERMISSIVE);
        assertThat(cart(MESH, NAMESPACE, WORKLOAD).of(8080)).isEqualTo(MtlsMode.STRICT);
    }

    @Test
    void anUnsetPortIsAsItsWorkload() {
        assertThat(cart(MESH, NAMESPACE, WORKLOAD).of(9090)).isEqualTo(MtlsMode.PERMISSIVE);
    }

    @Test
    void whatALevelLeavesOpenTheOneAboveDecides() {
        String open = policy("name: ns, namespace: shop", "mtls: {mode: UNSET}");
        String portsOnly =
                policy(
                        "name: w, namespace: shop",
                        "selector: {matchLabels: {app: cart}}, portLevelMtls: {8080: {mode: DISABLE}}");

        assertThat(cart(MESH, open, portsOnly).of(1)).isEqualTo(MtlsMode.STRICT);
        assertThat(cart(MESH, open, portsOnly).of(8080)).isEqualTo(MtlsMode.DISABLE);
    }

    @Test
    void theOldestOfALevelCounts() {
        String young =
                policy(
                        "name: a, namespace: shop, creationTimestamp: \"2026-02-01T00:00:00Z\"",
                        "mtls: {mode: STRICT}");
        String old =
                policy(
                        "name: b, namespace: shop, creationTimestamp: \"2026-01-01T00:00:00Z\"",
                        "mtls: {mode: DISABLE}");

        assertThat(cart(young, old).mode()).isEqualTo(MtlsMode.DISABLE);
    }

    @Test
    void otherWorkloadsAndNamespacesAreNotConcerned() {
        String other =
                policy(
                        "name: o, namespace: shop",
                        "selector: {matchLabels: {app: stock}}, mtls: {mode: STRICT}");
        String elsewhere = policy("name: e, namespace: yard", "mtls: {mode: STRICT}");

        assertThat(cart(other, elsewhere)).isEqualTo(MtlsModes.DEFAULT);
    }

    @Test
    void aSelectorInTheRootNamespaceCountsNowhere() {
        String rooted =
                policy(
                        "name: r, namespace: istio-system",
                        "selector: {matchLabels: {app: cart}}, mtls: {mode: STRICT}");

        assertThat(cart(rooted)).isEqualTo(MtlsModes.DEFAULT);
        assertThat(
                        PeerAuthentication.modes(
                                Meshes.of(rooted).peerAuthentications(),
                                "istio-system",
                                "istio-system",
                                CART))
                .isEqualTo(MtlsModes.DEFAULT);
    }
}
