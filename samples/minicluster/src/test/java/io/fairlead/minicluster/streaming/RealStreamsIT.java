package io.fairlead.minicluster.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.minicluster.api.KubectlTable;
import io.fairlead.minicluster.api.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/// A real kube-apiserver between kubectl and our kubelet's server: logs, commands, files and ports, as with ours, but
/// where `streams-differences.txt` says why not.
final class RealStreamsIT extends StreamsTest {

    private static final List<String> READS_LATER =
            List.of("sh", "-c", "until test -e go; do sleep 0.1; done; cat >/dev/null; true");

    @Override
    TestServer api(Path state) throws Exception {
        return TestServer.real(state);
    }

    @Override
    Stream<DynamicTest> commands(KubectlTable table) throws IOException {
        return table.commands(RealStreamsIT.class, "streams.txt", "streams-differences.txt");
    }

    /// What a command doesn't read fills the server's connection to the kubelet. Between a client of SPDY and the kubelet
    /// the server hands on all bytes, so the kubelet's question fails when the client is gone. In the name of a client of
    /// WebSocket it answers such a question itself, and sees that the client is gone when it can write again.
    @Override
    Stream<DynamicTest> ofBlocked() {
        return Stream.of(
                blocked("blocked, SPDY/3.1", SPDY),
                DynamicTest.dynamicTest(
                        "blocked until it reads",
                        () -> evenWhileItReadsNothing(Map.of(), READS_LATER, this::letItRead)));
    }

    private void letItRead() throws IOException, InterruptedException {
        assertThat(kubectl("exec", "app", "-c", "main", "--", "touch", "go").start().waitFor())
                .isZero();
    }
}
