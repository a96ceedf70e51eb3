package io.fairlead.app;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fairlead.model.config.ObjectKey;
import io.fairlead.store.kube.LeaseStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// An API server that doesn't answer.
@Timeout(60)
class KubeconfigTest {

    private static final ObjectKey KEY =
            new ObjectKey("coordination.k8s.io", "Lease", "istio-system", "fairlead-leader");

    private static final Duration ANSWER = Duration.ofMillis(500);

    @TempDir Path dir;

    @Test
    void aSilentServerIsGivenUp() throws Exception {
        givenUp("");
    }

    @Test
    void halfOfAnAnswerIsNone() throws Exception {
        givenUp(
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{");
    }

    private void givenUp(String answer) throws Exception {
        List<Socket> held = new ArrayList<>();
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread _ = Thread.ofVirtual().start(() -> answer(server, answer, held));
            Path kubeconfig = dir.resolve("config");
            Files.writeString(kubeconfig, config(server.getLocalPort()));
            try (KubernetesClient client = Kubeconfig.impatient(kubeconfig.toString(), ANSWER)) {
                LeaseStore store =
                        new LeaseStore(
                                client,
                                () -> Instant.EPOCH,
                                new LeaseStore.Times(Duration.ofSeconds(9), ANSWER));
                assertThatThrownBy(() -> store.read(KEY))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("Lease istio-system/fairlead-leader: ");
            }
        }
        for (Socket one : held) {
            one.close();
        }
    }

    private static void answer(ServerSocket server, String answer, List<Socket> held) {
        try {
            while (true) {
                Socket socket = server.accept();
                held.add(socket);
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException _) {
            // The test is over.
        }
    }

    private static String config(int port) {
        return """
        apiVersion: v1
        kind: Config
        clusters: [{name: c, cluster: {server: 'http://127.0.0.1:%d'}}]
        users: [{name: u, user: {token: t}}]
        contexts: [{name: x, context: {cluster: c, user: u}}]
        current-context: x
        """
                .formatted(port);
    }
}
