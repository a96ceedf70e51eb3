package io.fairlead.ingest.file;

import io.fairlead.model.config.Problem;
import io.fairlead.model.config.Problem.Severity;
import io.fairlead.model.snapshot.Change;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// What can't be seen of the directories now. Nobody took back what was read there, so it stays; that is told when it
/// lasts, and told again when it is over.
final class Absences {
    private static final String CODE = "missing-directory";

    private final Duration patience;
    private final Map<Path, Object> inodes = new HashMap<>();
    private final Map<Path, Absence> absences = new TreeMap<>();

    private record Absence(
            SortedMap<Path, String> unseen, long sinceNanos, @Nullable Problem told) {}

    /// @param patience what is over within that time is not told
    Absences(Duration patience) {
        this.patience = patience;
    }

    /// A root was looked at.
    ///
    /// @param held number of its files that count in the mesh
    void note(Path root, Walk walk, int held, long nanos) {
        SortedMap<Path, String> unseen = new TreeMap<>(walk.unseen());
        Object inode = walk.directories().get(root);
        Object known = inodes.get(root);
        boolean replaced = inode != null && known != null && !inode.equals(known);
        if (replaced && held > 0 && walk.files().isEmpty()) {
            unseen.put(
                    root,
                    "is another directory than before, and empty, as is the place of a volume that"
                            + " was unmounted");
        } else if (inode != null) {
            inodes.put(root, inode);
        }
        Absence before = absences.get(root);
        if (!unseen.isEmpty()) {
            absences.put(
                    root,
                    before == null
                            ? new Absence(unseen, nanos, null)
                            : new Absence(unseen, before.sinceNanos, before.told));
        } else if (before != null && before.told == null) {
            absences.remove(root);
        } else if (before != null) {
            absences.put(root, new Absence(unseen, nanos, before.told));
        }
    }

    /// Whether a file may still be there, out of sight.
    boolean hides(Path file) {
        return absences.values().stream()
                .flatMap(absence -> absence.unseen.keySet().stream())
                .anyMatch(file::startsWith);
    }

    /// Whether something may have to be told soon.
    boolean isFresh() {
        return absences.values().stream()
                .anyMatch(absence -> absence.told == null && !absence.unseen.isEmpty());
    }

    /// What to tell since the last time: a problem of a root, or that it has none any more.
    ///
    /// @param held number of a root's files that count in the mesh
    /// @param served whether the mesh is served already
    List<Change.Report> news(ToIntFunction<Path> held, boolean served, long nanos) {
        List<Change.Report> news = new ArrayList<>();
        List.copyOf(absences.keySet())
                .forEach(root -> {
                    Absence absence = absences.get(root);
                    if (absence == null) {
                        return;
                    }
                    if (absence.unseen.isEmpty()) {
                        absences.remove(root);
                        news.add(new Change.Report(source(root), List.of()));
                    } else if (nanos - absence.sinceNanos >= patience.toNanos()) {
                        Problem problem =
                                problem(root, absence.unseen, held.applyAsInt(root), served);
                        if (!problem.equals(absence.told)) {
                            absences.put(
                                    root, new Absence(absence.unseen, absence.sinceNanos, problem));
                            news.add(new Change.Report(source(root), List.of(problem)));
                        }
                    }
                });
        return news;
    }

    /// Not the path alone: a root that is a file has problems of its own under that name.
    private static String source(Path root) {
        return "all of " + root;
    }

    private static Problem problem(
            Path root, SortedMap<Path, String> unseen, int held, boolean served) {
        Path first = unseen.firstKey();
        String more = unseen.size() == 1 ? "" : ", and " + (unseen.size() - 1) + " more like it";
        String what = first + " " + unseen.get(first) + more;
        String until =
                served ? "" : ", and until then no proxy is served: what it has stays in force";
        return new Problem(
                CODE,
                Severity.WARNING,
                null,
                root.toString(),
                0,
                "",
                held == 0
                        ? what + "; it is read once it is there" + until
                        : what + "; what was read there stays as it was",
                "only a directory that can be read takes back what it said",
                "bring it back; to take objects back, delete their files");
    }
}
