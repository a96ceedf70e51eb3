package io.fairlead.ingest.validate;

import io.fairlead.model.config.MtlsMigration;
import io.fairlead.model.config.Origin;
import io.fairlead.model.config.Pod;
import io.fairlead.model.config.Problem.Told;
import io.fairlead.model.config.Workload;
import io.fairlead.model.mtls.Exemption;
import io.fairlead.model.mtls.UnitId;
import io.fairlead.model.snapshot.MeshSnapshot;
import java.util.List;

/// Asks of one MtlsMigration whether it counts, and whether those whom it exempts are there.
record MigrationReferences(MeshSnapshot mesh, Findings findings) {

    /// @param oldestFirst all of them
    void check(MtlsMigration migration, List<MtlsMigration> oldestFirst) {
        String root = mesh.mesh().rootNamespace();
        if (!migration.namespace().equals(root)) {
            findings.warning(
                    "no-effect",
                    "metadata.namespace",
                    new Told(
                            "a MtlsMigration in " + migration.namespace() + " does not count",
                            "there is one for the whole mesh, in its root namespace",
                            "move it to " + root));
            return;
        }
        MtlsMigration first =
                oldestFirst.stream()
                        .filter(other -> other.namespace().equals(root))
                        .findFirst()
                        .orElse(migration);
        if (!first.key().equals(migration.key())) {
            Origin origin = mesh.origin(first.key());
            findings.warning(
                    "shadowed",
                    "",
                    new Told(
                            "%s at %s:%d counts instead"
                                    .formatted(first.key(), origin.file(), origin.line()),
                            "of several MtlsMigrations the oldest counts",
                            "put both into one"));
        }
        List<Exemption> exemptions = migration.spec().exemptions();
        for (int i = 0; i < exemptions.size(); i++) {
            UnitId unit = exemptions.get(i).unit();
            if (!exists(unit)) {
                findings.warning(
                        "unknown-workload",
                        "spec.exemptions[" + i + "].workload",
                        new Told(
                                "there is no workload " + unit.owner(),
                                "an exemption names a workload of the mesh",
                                "correct the name, or remove the exemption"));
            }
        }
    }

    private boolean exists(UnitId unit) {
        return mesh.objects().values().stream()
                .anyMatch(object ->
                        switch (object) {
                            case Pod pod ->
                                    pod.namespace().equals(unit.namespace())
                                            && pod.workload().equals(unit.workload());
                            case Workload workload ->
                                    workload.namespace().equals(unit.namespace())
                                            && workload.name().equals(unit.workload());
                            default -> false;
                        });
    }
}
