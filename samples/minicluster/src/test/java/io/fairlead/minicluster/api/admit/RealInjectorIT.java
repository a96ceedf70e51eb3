package io.fairlead.minicluster.api.admit;

import io.fairlead.minicluster.api.TestServer;
import java.nio.file.Path;

/// A real kube-apiserver calls the daemon's injector. By its address: endpoints on loopback it refuses.
final class RealInjectorIT extends InjectorTest {

    @Override
    TestServer server(Path state) throws Exception {
        return TestServer.real(state);
    }

    @Override
    String where(RawClient api, int port) {
        return "url: https://127.0.0.1:" + port + "/inject";
    }
}
