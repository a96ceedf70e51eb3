package io.fairlead.ingest.file;

import io.fairlead.model.config.Problem;
import io.fairlead.model.config.Problem.Severity;
import io.fairlead.model.snapshot.Change;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// That a daemon found nothing at all when it started. That is a mesh without services, and is served; but whoever
/// pointed it to the wrong directory should hear of it before the traffic does.
final class Emptiness {
    private static final String SOURCE = "the whole configuration";

    private final List<Path> roots;
    private final Consumer<String> console;
    private boolean told;

    Emptiness(List<Path> roots, Consumer<String> console) {
        this.roots = List.copyOf(roots);
        this.console = console;
    }

    /// What to tell since the last time.
    ///
    /// @param nothing whether no directory has a file of configuration now
    /// @param first whether the mesh is served from now on; later, whoever deletes the last file means it
    List<Change.Report> news(boolean nothing, boolean first) {
        if (told && !nothing) {
            told = false;
            console.accept(SOURCE + ": is no more empty");
            return List.of(new Change.Report(SOURCE, List.of()));
        }
        if (told || !nothing || !first || roots.isEmpty()) {
            return List.of();
        }
        told = true;
        Problem problem =
                new Problem(
                        "empty-configuration",
                        Severity.WARNING,
                        null,
                        roots.getFirst().toString(),
                        0,
                        "",
                        roots.stream().map(Path::toString).collect(Collectors.joining(", "))
                                + ": there is no file of configuration; proxies are told of a mesh"
                                + " without services",
                        "a directory that is there and empty is an empty mesh",
                        "if that is not what was meant, bring the files; they are taken at once");
        console.accept(problem.text());
        return List.of(new Change.Report(SOURCE, List.of(problem)));
    }
}
