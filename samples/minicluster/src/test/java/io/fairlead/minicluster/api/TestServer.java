package io.fairlead.minicluster.api;

import io.fairlead.minicluster.cluster.KubeApiServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;

/// An API server that a test speaks with: ours, or a real one.
///
/// @param kubeconfig of its administrator
/// @param stop ends it
public record TestServer(Path kubeconfig, Runnable stop) implements AutoCloseable {

    /// Ours, on loopback.
    public static TestServer ours(Path state) throws Exception {
        ApiCore core =
                ApiCore.start(
                        state,
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        Map.of());
        return new TestServer(core.kubeconfig(), core::close);
    }

    /// A real kube-apiserver; the test is skipped where there is none.
    public static TestServer real(Path state) throws Exception {
        KubeApiServer server = RealServer.start(state, Map.of());
        return new TestServer(server.kubeconfig(), server::close);
    }

    @Override
    public void close() {
        stop.run();
    }
}
