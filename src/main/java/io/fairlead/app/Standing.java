package io.fairlead.app;

import io.fairlead.ingest.validate.Analysis;
import io.fairlead.model.config.Problem;
import io.fairlead.model.snapshot.MeshSnapshot;
import io.fairlead.push.view.Connections;
import io.fairlead.push.view.Refusals;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// All problems that stand: what is wrong with the mesh's objects and our own files, and what proxies refuse.
///
/// A snapshot is analysed once, however often somebody asks: each scrape does, several times.
final class Standing implements Supplier<List<Problem>> {
    private final Supplier<MeshSnapshot> mesh;
    private final Connections connections;
    private final Supplier<List<Problem>> own;
    private volatile Analysed last = new Analysed(MeshSnapshot.EMPTY, List.of());

    private record Analysed(MeshSnapshot mesh, List<Problem> problems) {}

    /// @param own problems with the daemon's own files
    Standing(Supplier<MeshSnapshot> mesh, Connections connections, Supplier<List<Problem>> own) {
        this.mesh = mesh;
        this.connections = connections;
        this.own = own;
    }

    @Override
    public List<Problem> get() {
        MeshSnapshot now = mesh.get();
        Analysed analysed = last;
        if (analysed.mesh().version() != now.version()) {
            analysed = new Analysed(now, Analysis.problems(now));
            last = analysed;
        }
        List<Problem> all = new ArrayList<>(analysed.problems());
        all.addAll(Refusals.problems(connections));
        all.addAll(own.get());
        return all;
    }
}
