package io.fairlead.minicluster.api;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;

/// An API server that runs, ours or another.
public interface ClusterApi extends AutoCloseable {

    /// Of those whom it believes.
    Kubeconfigs kubeconfigs();

    /// For the administrator: address, root and a certificate.
    default Path kubeconfig() {
        return kubeconfigs().admin();
    }

    /// For a part of the cluster, which may do what roles allow this user and these groups.
    default Path kubeconfig(String user, String... groups)
            throws IOException, GeneralSecurityException {
        return kubeconfigs().writePart(user, groups);
    }

    @Override
    void close();
}
