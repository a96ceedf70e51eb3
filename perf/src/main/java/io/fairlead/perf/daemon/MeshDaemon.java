package io.fairlead.perf.daemon;

import io.fairlead.perf.mesh.MeshSize;
import java.io.IOException;

/// A control plane that knows a mesh and serves it: ours, or one that it is compared with.
public interface MeshDaemon extends AutoCloseable {

    /// What it costs, and where it serves.
    DaemonProcess process();

    /// Whether its sidecars ask for virtual hosts as resources of their own.
    boolean hostsApart();

    /// Makes ready what a file of the mesh will say, in place of what it says now.
    Change prepare(MeshSize.File file) throws IOException;

    /// Something about to happen in the mesh.
    interface Change {
        void happen() throws IOException;
    }

    @Override
    void close();
}
