package io.fairlead.minicluster.api;

import java.nio.file.Path;

/// The mesh and another chart come and go by Helm at a real kube-apiserver.
final class RealHelmIT extends HelmTest {

    @Override
    TestServer server(Path state) throws Exception {
        return TestServer.real(state);
    }

    /// For these kinds kubectl sends a patch each time, which changes nothing: the schemas of the real server tell it to
    /// replace selectors of budgets and to keep nothing else in a strategy and a volume.
    @Override
    boolean isUnchanged(String said) {
        return super.isUnchanged(said)
                || said.matches("(poddisruptionbudget.policy|deployment.apps)/\\S+ configured");
    }
}
