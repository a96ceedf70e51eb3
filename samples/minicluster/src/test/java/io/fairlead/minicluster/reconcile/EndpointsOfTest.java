package io.fairlead.minicluster.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.junit.jupiter.api.Test;

class EndpointsOfTest {

    @Test
    void readyAndNotReadyPodsStandApart() {
        var subset = of("", pod("a", 8080, true), pod("b", 8080, false)).subsets().getFirst();
        assertThat(subset.getAddresses()).extracting("ip").containsExactly("ip-a");
        assertThat(subset.getNotReadyAddresses()).extracting("ip").containsExactly("ip-b");
        assertThat(subset.getPorts()).extracting("port").containsExactly(8080);
    }

    @Test
    void podsWhosePortHasAnotherNumberAreAGroupOfTheirOwn() {
        EndpointsOf of = of("", pod("a", 8080, true), pod("b", 9090, true));
        assertThat(of.subsets()).hasSize(2);
        assertThat(of.slices()).hasSize(2);
    }

    @Test
    void aPodThatEndsIsLeftOutOfEndpointsAndMarkedInSlices() {
        Pod ending =
                new PodBuilder(pod("a", 8080, true))
                        .editMetadata()
                        .withDeletionTimestamp("2026-11-27T03:00:00Z")
                        .endMetadata()
                        .build();
        EndpointsOf of = of("", ending);
        assertThat(of.subsets()).isEmpty();
        var conditions = of.slices().getFirst().getEndpoints().getFirst().getConditions();
        assertThat(conditions.getReady()).isFalse();
        assertThat(conditions.getServing()).isTrue();
        assertThat(conditions.getTerminating()).isTrue();
    }

    @Test
    void someServicesPublishWhatIsntReady() {
        var subset = of("publishNotReadyAddresses: true,", pod("b", 8080, false)).subsets();
        assertThat(subset.getFirst().getAddresses()).hasSize(1);
    }

    @Test
    void aServiceWithoutPodsHasAnEmptySlice() {
        assertThat(of("").slices()).hasSize(1);
        assertThat(of("").subsets()).isEmpty();
    }

    private static EndpointsOf of(String more, Pod... pods) {
        Service service =
                Serialization.unmarshal(
                        """
                        apiVersion: v1
                        kind: Service
                        metadata: {name: web, namespace: shop}
                        spec: {%s selector: {app: web}, ports: [{name: http, port: 80, targetPort: http}]}
                        """
                                .formatted(more),
                        Service.class);
        return new EndpointsOf(service, List.of(pods));
    }

    private static Pod pod(String name, int port, boolean ready) {
        return Serialization.unmarshal(
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: %1$s, namespace: shop, labels: {app: web}}
                spec: {nodeName: n1, containers: [{name: c, ports: [{name: http, containerPort: %2$d}]}]}
                status: {podIP: ip-%1$s, conditions: [{type: Ready, status: "%3$s"}]}
                """
                        .formatted(name, port, ready ? "True" : "False"),
                Pod.class);
    }
}
