package io.fairlead.minicluster.streaming;

import io.fairlead.minicluster.api.KubectlTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/// The same with kubectl 1.20, which knows no WebSocket.
final class OldKubectlStreamsTest extends StreamsTest {

    @Override
    Path program() {
        return KubectlTable.oldProgram();
    }

    @Override
    Stream<DynamicTest> commands(KubectlTable table) throws IOException {
        return super.commands(
                new KubectlTable(table.kubectl(), table.dir(), table.kubeconfig(), true));
    }
}
