package io.fairlead.perf.daemon;

import io.fairlead.perf.mesh.MeshSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// Ours, which reads the mesh from files.
public final class OurDaemon implements MeshDaemon {
    private final DaemonProcess process;
    private final Path directory;
    private final boolean hostsApart;

    private OurDaemon(DaemonProcess process, Path directory, boolean hostsApart) {
        this.process = process;
        this.directory = directory;
        this.hostsApart = hostsApart;
    }

    /// Writes the mesh, starts the daemon and waits until it is ready.
    public static OurDaemon start(MeshSize mesh, DaemonProcess.Place place, boolean hostsApart)
            throws IOException {
        Path directory = place.directory();
        for (String part : MeshSize.DIRECTORIES) {
            Files.createDirectories(directory.resolve(part));
        }
        for (MeshSize.File file : mesh.registry()) {
            Files.writeString(path(directory, file), file.text());
        }
        MeshSize.File rule = mesh.virtualServiceFile(0);
        Files.writeString(path(directory, rule), rule.text());
        return new OurDaemon(DaemonProcess.start(place), directory, hostsApart);
    }

    private static Path path(Path directory, MeshSize.File file) {
        return directory.resolve(file.directory()).resolve(file.name());
    }

    @Override
    public DaemonProcess process() {
        return process;
    }

    @Override
    public boolean hostsApart() {
        return hostsApart;
    }

    @Override
    public Change prepare(MeshSize.File file) throws IOException {
        Path whole = path(directory, file);
        Path half = whole.resolveSibling("." + file.name());
        Files.writeString(half, file.text());
        return () -> Files.move(half, whole, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void close() {
        process.close();
    }
}
