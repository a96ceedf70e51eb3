package io.fairlead.minicluster.node;

import io.fairlead.minicluster.api.ClusterApi;
import io.fairlead.minicluster.api.RealServer;
import io.fairlead.minicluster.cluster.KubeApiServer;
import java.nio.file.Path;
import java.util.Map;

/// The same at a real kube-apiserver.
class RealNodeRegistrationIT extends NodeRegistrationTest {

    @Override
    ClusterApi api(Path state) throws Exception {
        KubeApiServer server = RealServer.start(state, Map.of());
        server.grantParts();
        return server;
    }
}
