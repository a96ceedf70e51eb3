package io.fairlead.proxy.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EnvoyFactsTest {

    @Test
    void itServesWhenItIsLiveAndItsWorkersRun() {
        String text =
                """
                cluster_manager.cds.update_rejected: 1
                cluster_manager.cds.update_success: 3
                listener_manager.lds.update_rejected: 0
                listener_manager.lds.update_success: 2
                listener_manager.workers_started: 1
                server.state: 0
                """;
        assertThat(EnvoyFacts.parse(text)).isEqualTo(new EnvoyFacts(3, 1, 2, 0, true));
        assertThat(EnvoyFacts.parse(text.replace("state: 0", "state: 2")).serving()).isFalse();
        assertThat(EnvoyFacts.parse(text.replace("started: 1", "started: 0")).serving()).isFalse();
    }

    @Test
    void whatIsNoStatisticIsPassedOver() {
        assertThat(EnvoyFacts.parse("")).isEqualTo(EnvoyFacts.NONE);
        assertThat(
                        EnvoyFacts.parse(
                                "server.state\nx: P0(nan,1)\nserver.state: 99999999999999999999\n"))
                .isEqualTo(EnvoyFacts.NONE);
    }

    @Test
    void connectionsOfTheAgentItselfDoNotCount() {
        String text =
                """
                http.inbound_0.0.0.0_8080;.downstream_cx_active: 3
                listener.0.0.0.0_15006.downstream_cx_active: 2
                listener.0.0.0.0_15006.worker_0.downstream_cx_active: 2
                listener.0.0.0.0_15001.downstream_cx_active: 1
                listener.0.0.0.0_15021.downstream_cx_active: 4
                listener.0.0.0.0_15090.downstream_cx_active: 5
                listener.admin.downstream_cx_active: 1
                """;
        assertThat(EnvoyFacts.activeConnections(text, 15021, 15090)).isEqualTo(3);
    }
}
