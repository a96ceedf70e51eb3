package io.fairlead.minicluster.controllers;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.minicluster.Objects;
import io.fairlead.minicluster.schema.KubeObject;
import io.fairlead.minicluster.schema.ObjectName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterIpsTest {

    private static final ObjectName WEB = new ObjectName("default", "web");

    @Test
    void theSameServiceGetsTheSameAddressOnEveryRun() {
        List<KubeObject.Service> services = List.of(Objects.service("web", ""));
        assertThat(ClusterIps.EMPTY.allocate(services))
                .isEqualTo(ClusterIps.EMPTY.allocate(services));
    }

    @Test
    void anAddressStaysWhileOthersComeAndGo() {
        KubeObject.Service web = Objects.service("web", "");
        List<KubeObject.Service> many = new ArrayList<>(List.of(web));
        for (int i = 0; i < 500; i++) {
            many.add(Objects.service("s" + i, ""));
        }
        ClusterIps first = ClusterIps.EMPTY.allocate(List.of(web));
        ClusterIps all = first.allocate(many);
        assertThat(all.of(WEB)).isEqualTo(first.of(WEB));
        assertThat(new HashSet<>(all.addresses().values())).hasSize(501);
        assertThat(all.allocate(List.of(web))).isEqualTo(first);
    }

    @Test
    void anAddressAskedForIsGiven() {
        KubeObject.Service asked = Objects.service("web", "clusterIP: 10.96.7.7");
        assertThat(ClusterIps.EMPTY.allocate(List.of(asked)).of(WEB)).isEqualTo("10.96.7.7");
    }

    @Test
    void headlessAndExternalServicesHaveNone() {
        assertThat(
                        ClusterIps.EMPTY.allocate(
                                List.of(
                                        Objects.service("a", "clusterIP: None"),
                                        Objects.service("b", "type: ExternalName"))))
                .isEqualTo(ClusterIps.EMPTY);
    }
}
