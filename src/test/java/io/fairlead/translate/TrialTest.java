package io.fairlead.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.model.snapshot.MeshSnapshot;
import io.fairlead.testing.Meshes;
import io.fairlead.translate.input.MeshView;
import io.fairlead.translate.input.ProxyView;
import io.fairlead.translate.input.ResourceType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a pod is sent while some of its ports try STRICT.
class TrialTest {
    private static final String CART =
            """
            apiVersion: v1
            kind: Service
            metadata: {name: cart, namespace: shop}
            spec:
              selector: {app: cart}
              ports: [{name: http, port: 80, targetPort: 8080}, {name: tcp, port: 81, targetPort: 9090}]
            """;

    private static String peers(String mode, String ports) {
        return """
        apiVersion: security.istio.io/v1
        kind: PeerAuthentication
        metadata: {name: cart, namespace: shop}
        spec: {selector: {matchLabels: {app: cart}}, mtls: {mode: %s}%s}
        """
                .formatted(mode, ports);
    }

    private static List<Resource> listener(MeshSnapshot mesh, Integer... trials) {
        ProxyView cart =
                ProxyView.sidecar("shop", Map.of("app", "cart"))
                        .trying(new TreeSet<>(Set.of(trials)));
        return Translator.resources(
                cart, ResourceType.LISTENER, List.of("virtualInbound"), MeshView.of(mesh));
    }

    private static Object bytes(List<Resource> resources) {
        return resources.stream().map(Resource::body).toList();
    }

    /// Of a service, and one that no service declares: byte for byte what the lock will say.
    @ParameterizedTest
    @ValueSource(ints = {8080, 9090, 7070})
    void aTrialIsTheListenerOfTheLock(int port) {
        MeshSnapshot open = Meshes.of(CART, peers("PERMISSIVE", ""));
        MeshSnapshot locked =
                Meshes.of(
                        CART,
                        peers(
                                "PERMISSIVE",
                                ", portLevelMtls: {\"%d\": {mode: STRICT}}".formatted(port)));
        assertThat(bytes(listener(open, port)))
                .isEqualTo(bytes(listener(locked)))
                .isNotEqualTo(bytes(listener(open)));
    }

    @Test
    void whatIsNotPermissiveStaysAsItIs() {
        for (String mode : List.of("STRICT", "DISABLE")) {
            MeshSnapshot mesh = Meshes.of(CART, peers(mode, ""));
            assertThat(bytes(listener(mesh, 8080))).isEqualTo(bytes(listener(mesh)));
        }
    }
}
