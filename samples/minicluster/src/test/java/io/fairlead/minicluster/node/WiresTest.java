package io.fairlead.minicluster.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fairlead.minicluster.dns.Zone;
import io.fairlead.minicluster.network.ServiceRules.Forward;
import java.util.List;
import org.junit.jupiter.api.Test;

class WiresTest {

    private static final EndpointSlice SLICE =
            Serialization.unmarshal(
                    """
                    apiVersion: discovery.k8s.io/v1
                    kind: EndpointSlice
                    metadata: {name: web-x, namespace: shop, labels: {kubernetes.io/service-name: web}}
                    addressType: IPv4
                    endpoints:
                    - {addresses: [10.244.0.5], conditions: {ready: true}, hostname: One}
                    - {addresses: [10.244.0.6], conditions: {ready: false}}
                    - {addresses: [10.244.0.7]}
                    ports: [{name: http, port: 8080, protocol: TCP}]
                    """,
                    EndpointSlice.class);

    @Test
    void anAddressLeadsToWhatIsReady() {
        Wires wires =
                wires(
                        "{clusterIP: 10.96.0.9, ports: [{name: http, port: 80, nodePort: 30080, protocol: TCP}]}");
        assertThat(wires.forwards())
                .containsExactly(
                        new Forward(
                                "shop/web",
                                "TCP",
                                "10.96.0.9",
                                80,
                                30_080,
                                List.of("10.244.0.5:8080", "10.244.0.7:8080")));
        assertThat(wires.nodePorts()).containsExactly(30_080);
        assertThat(wires.zone().entries())
                .containsEntry(
                        "web.shop.svc.cluster.local",
                        new Zone.Entry.Addresses(List.of("10.96.0.9")));
    }

    @Test
    void aPortOfAnotherNameLeadsNowhere() {
        assertThat(
                        wires("{clusterIP: 10.96.0.9, ports: [{name: grpc, port: 80}]}")
                                .forwards()
                                .getFirst()
                                .targets())
                .isEmpty();
    }

    @Test
    void aHeadlessNameGivesPodsAndTheirHostnames() {
        Wires wires = wires("{clusterIP: None, ports: []}");
        assertThat(wires.forwards()).isEmpty();
        assertThat(wires.zone().entries())
                .containsEntry(
                        "web.shop.svc.cluster.local",
                        new Zone.Entry.Addresses(List.of("10.244.0.5", "10.244.0.7")))
                .containsEntry(
                        "one.web.shop.svc.cluster.local",
                        new Zone.Entry.Addresses(List.of("10.244.0.5")));
    }

    @Test
    void anExternalNameIsAnAlias() {
        assertThat(
                        wires("{type: ExternalName, externalName: Example.com., ports: []}")
                                .zone()
                                .entries())
                .containsEntry("web.shop.svc.cluster.local", new Zone.Entry.Alias("example.com"));
    }

    private static Wires wires(String spec) {
        Service service =
                Serialization.unmarshal(
                        """
                        apiVersion: v1
                        kind: Service
                        metadata: {name: web, namespace: shop}
                        spec: %s
                        """
                                .formatted(spec),
                        Service.class);
        return new Wires(List.of(service), List.of(SLICE));
    }
}
