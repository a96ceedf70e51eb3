package io.fairlead.minicluster.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.minicluster.schema.Probe.Question;
import io.grpc.Server;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProberTest {

    private static final Duration SOON = Duration.ofSeconds(5);

    @Test
    void grpcsHealthServiceAnswersForTheServerAndForEachService() throws IOException {
        HealthStatusManager health = new HealthStatusManager();
        health.setStatus("shop", ServingStatus.SERVING);
        Server server =
                NettyServerBuilder.forAddress(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                        .addService(health.getHealthService())
                        .build()
                        .start();
        int port = server.getPort();
        try {
            assertThat(asks(port, "")).isTrue();
            assertThat(asks(port, "shop")).isTrue();
            assertThat(asks(port, "unknown")).isFalse();
            health.setStatus("shop", ServingStatus.NOT_SERVING);
            assertThat(asks(port, "shop")).isFalse();
        } finally {
            server.shutdownNow();
        }
        assertThat(asks(port, "")).as("nobody there").isFalse();
    }

    private static boolean asks(int port, String service) {
        return Prober.ask(new Question.Grpc(port, service), SOON, "127.0.0.1", List.of());
    }
}
