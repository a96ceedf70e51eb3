package io.fairlead.minicluster.reconcile;

import io.fairlead.minicluster.api.KubectlTable;
import java.nio.file.Path;

/// The same with kubectl 1.20, in its own words.
class OldKubectlWorkloadsTest extends WorkloadsTest {

    @Override
    KubectlTable table(Path kubeconfig) {
        return new KubectlTable(KubectlTable.oldProgram(), dir(), kubeconfig, true);
    }
}
