package io.fairlead.minicluster.streaming;

import io.fairlead.minicluster.api.KubectlTable;
import io.fairlead.minicluster.api.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/// A real kube-apiserver between kubectl and our kubelet's server: logs, commands, files and ports, as with ours, but
/// where `streams-differences.txt` says why not.
final class RealStreamsIT extends StreamsTest {

    @Override
    TestServer api(Path state) throws Exception {
        return TestServer.real(state);
    }

    @Override
    Stream<DynamicTest> commands(KubectlTable table) throws IOException {
        return table.commands(RealStreamsIT.class, "streams.txt", "streams-differences.txt");
    }

    /// Left out: the news that a client is gone may take a minute where the command reads nothing.
    @Override
    Stream<DynamicTest> ofBlocked() {
        return Stream.empty();
    }
}
