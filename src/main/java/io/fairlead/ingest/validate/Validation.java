package io.fairlead.ingest.validate;

import io.fairlead.ingest.decode.Decoded;
import io.fairlead.ingest.validate.FileSet.FileName;
import io.fairlead.model.config.Problem;
import io.fairlead.model.config.Problem.Severity;
import io.fairlead.model.snapshot.MeshSnapshot;
import io.fairlead.model.snapshot.MeshStep;
import java.util.List;
import java.util.Map;

/// What the daemon would say if it were started with these files.
///
/// @param problems by place
public record Validation(int files, int objects, List<Problem> problems) {
    public Validation {
        problems = List.copyOf(problems);
    }

    public static Validation of(Map<FileName, Decoded> read) {
        FileSet set = FileSet.EMPTY.with(read);
        MeshSnapshot mesh =
                MeshStep.from(MeshSnapshot.EMPTY, set.changesSince(FileSet.EMPTY)).snapshot();
        return new Validation(read.size(), mesh.objects().size(), Analysis.problems(mesh));
    }

    public long errors() {
        return problems.stream().filter(Problem::isError).count();
    }

    public long warnings() {
        return problems.stream().filter(problem -> problem.severity() == Severity.WARNING).count();
    }
}
