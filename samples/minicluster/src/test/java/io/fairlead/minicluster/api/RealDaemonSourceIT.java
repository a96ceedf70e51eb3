package io.fairlead.minicluster.api;

import java.nio.file.Path;

/// The daemon reads a real kube-apiserver as it reads ours.
final class RealDaemonSourceIT extends DaemonSourceTest {

    @Override
    TestServer server(Path state) throws Exception {
        return TestServer.real(state);
    }
}
