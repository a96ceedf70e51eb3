package io.fairlead.migrate.decide.facts;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.migrate.decide.caller.Cause;
import io.fairlead.migrate.decide.caller.Naming;
import io.fairlead.migrate.decide.caller.PodTimes;
import io.fairlead.model.snapshot.MeshSnapshot;
import io.fairlead.testing.Meshes;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a pod's spec says of calls that its sidecar doesn't see.
class TenantsTest {
    private static final Instant T = Instant.parse("2026-11-27T09:00:00Z");
    private static final String ADDRESS = "10.0.0.9";
    private static final String UNIT = "shop/cart:8080";

    /// @param spec beside the containers
    /// @param user of the application's container
    private static MeshSnapshot mesh(String spec, String user, boolean ready) {
        return Meshes.of(
                """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: web-1
                  namespace: shop
                  labels: {app: web, security.istio.io/tlsMode: istio}
                spec:
                  %s
                  containers:
                  - {name: app, image: a%s}
                  - {name: istio-proxy, image: p, securityContext: {runAsUser: 1337}}
                status: {podIP: %s, conditions: [{type: Ready, status: "%s"}]}
                """
                        .formatted(spec, user, ADDRESS, ready ? "True" : "False"));
    }

    private static Cause cause(MeshSnapshot mesh, boolean certified) {
        PodTimes times = Tenants.next(PodTimes.NONE, MeshSnapshot.EMPTY, mesh, T);
        return new Naming(times, Map.of(), Set.of(), Set.of(), Set.of(), _ -> certified)
                .byAddress(ADDRESS, T.minusSeconds(1), UNIT)
                .cause();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'initContainers: [{name: migrate-db, image: a}]'|INIT_CONTAINER_EARLY",
                "'initContainers: [{name: istio-init, image: a}, {name: wait, image: a}]'|INIT_CONTAINER_EARLY",
                "'initContainers: [{name: istio-init, image: a}]'|UNREPORTED",
                "'initContainers: [{name: istio-proxy, image: a, restartPolicy: Always}, {name: wait, image: a}]'|UNREPORTED",
                "'securityContext: {runAsUser: 1337}'|PROXY_UID_1337",
                "'securityContext: {runAsUser: 1000}'|UNREPORTED",
            })
    void whatAPodRunsSaysWhyItsSidecarSawNothing(String spec, Cause cause) {
        assertThat(cause(mesh(spec, "", false), true)).isEqualTo(cause);
    }

    @Test
    void theUserOfAContainerCountsMoreThanThatOfItsPod() {
        String pod = "securityContext: {runAsUser: 1337}";
        assertThat(cause(mesh(pod, ", securityContext: {runAsUser: 1000}", true), true))
                .isEqualTo(Cause.UNREPORTED);
        assertThat(cause(mesh("", ", securityContext: {runAsUser: 1337}", true), true))
                .isEqualTo(Cause.PROXY_UID_1337);
    }

    /// A sidecar that serves has one, whoever knows of it.
    @Test
    void aPodThatIsNotReadyAndGotNoCertificateHasNoneYet() {
        assertThat(cause(mesh("", "", false), false)).isEqualTo(Cause.NO_CERT_YET);
        assertThat(cause(mesh("", "", false), true)).isEqualTo(Cause.UNREPORTED);
        PodTimes times = Tenants.next(PodTimes.NONE, MeshSnapshot.EMPTY, mesh("", "", true), T);
        Naming naming = new Naming(times, Map.of(), Set.of(), Set.of(), Set.of(), _ -> false);
        assertThat(naming.byAddress(ADDRESS, T.plusSeconds(1), UNIT).cause())
                .isEqualTo(Cause.UNREPORTED);
    }
}
