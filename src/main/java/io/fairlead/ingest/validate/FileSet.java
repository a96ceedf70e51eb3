package io.fairlead.ingest.validate;

import io.fairlead.ingest.decode.Decoded;
import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.config.Problem;
import io.fairlead.model.config.Problem.Severity;
import io.fairlead.model.config.Workload;
import io.fairlead.model.snapshot.Change;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a set of files says together. Immutable; the same files give the same objects, whatever was there before,
/// except where a file with errors keeps what it said last.
///
/// @param files each file with its last good objects
/// @param objects who says what: the file that an object is taken from, and the object
/// @param reports what is wrong with each file
public record FileSet(
        SortedMap<FileName, FileState> files,
        Map<ObjectKey, Owned> objects,
        SortedMap<String, List<Problem>> reports) {

    public static final FileSet EMPTY =
            new FileSet(Collections.emptySortedMap(), Map.of(), Collections.emptySortedMap());

    public FileSet {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
        objects = Map.copyOf(objects);
        reports = Collections.unmodifiableSortedMap(new TreeMap<>(reports));
    }

    /// Whether a file of that name is configuration. Names that begin with a dot belong to editors and to Kubernetes.
    public static boolean isConfiguration(String fileName) {
        String name = fileName.toLowerCase(Locale.ROOT);
        return !name.startsWith(".")
                && (name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json"));
    }

    /// A file's place in the order of files: the first of two that say the same counts.
    ///
    /// @param root number of the directory it is in, the registry's last
    /// @param registry true for files of the registry: they complete the configuration and win over it
    public record FileName(int root, String path, boolean registry)
            implements Comparable<FileName> {
        @Override
        public int compareTo(FileName other) {
            int byRoot = Integer.compare(root, other.root);
            return byRoot != 0 ? byRoot : path.compareTo(other.path);
        }
    }

    /// What a file says.
    ///
    /// @param good the objects that count: those of the last reading without errors
    /// @param problems what was found at the last reading
    public record FileState(List<Decoded.Item> good, List<Problem> problems) {
        public FileState {
            good = List.copyOf(good);
            problems = List.copyOf(problems);
        }
    }

    /// An object and the file that it is taken from.
    public record Owned(FileName file, Decoded.Item item) {}

    /// The set after files were read anew.
    public FileSet with(Map<FileName, Decoded> read) {
        return with(read, Set.of());
    }

    /// The set after files were read anew, and others are gone.
    public FileSet with(Map<FileName, Decoded> read, Set<FileName> gone) {
        SortedMap<FileName, FileState> next = new TreeMap<>(files);
        next.keySet().removeAll(gone);
        read.forEach((name, decoded) -> next.put(name, state(name, files.get(name), decoded)));
        return resolve(next);
    }

    /// A file with an error keeps, whole, what it said before: half of a change is worse than none. Only a file that
    /// never was good says what it can.
    private static FileState state(FileName name, @Nullable FileState before, Decoded decoded) {
        if (!decoded.hasErrors() || before == null || before.good.isEmpty()) {
            return new FileState(decoded.items(), decoded.problems());
        }
        List<Problem> problems = new ArrayList<>(decoded.problems());
        problems.add(
                new Problem(
                        "kept-last-good",
                        Severity.WARNING,
                        null,
                        name.path,
                        0,
                        "",
                        "the file has errors; its "
                                + before.good.size()
                                + " objects stay as they were",
                        "a file is applied whole or not at all",
                        "mend the errors"));
        return new FileState(before.good, problems);
    }

    private FileSet resolve(SortedMap<FileName, FileState> next) {
        Map<ObjectKey, Owned> owners = new HashMap<>();
        SortedMap<String, List<Problem>> problems = new TreeMap<>();
        next.forEach((name, state) -> {
            if (!state.problems.isEmpty()) {
                problems.put(name.path, new ArrayList<>(state.problems));
            }
            state.good.forEach(item -> {
                Owned claim = new Owned(name, item);
                Owned rival = owners.putIfAbsent(item.object().key(), claim);
                if (rival != null) {
                    owners.put(item.object().key(), winner(rival, claim));
                }
            });
        });
        next.forEach((name, state) ->
                state.good.forEach(item -> {
                    Owned owner = Objects.requireNonNull(owners.get(item.object().key()));
                    if (!owner.file.equals(name)
                            && owner.file.registry == name.registry
                            && !mayReplace(name, item, owner)) {
                        problems.computeIfAbsent(name.path, _ -> new ArrayList<>())
                                .add(duplicate(item, owner));
                    }
                }));
        problems.replaceAll((_, list) -> list.stream().sorted(Problem.BY_PLACE).toList());
        return new FileSet(next, owners, problems);
    }

    /// A workload of a later directory replaces that of an earlier one, as the cluster that runs both does; the mesh
    /// only looks at its labels.
    private static boolean mayReplace(FileName name, Decoded.Item item, Owned owner) {
        return item.object() instanceof Workload && name.root != owner.file.root;
    }

    /// Of two claims the registry's counts; of two of a kind the one that counted before; else the first file's.
    private Owned winner(Owned first, Owned second) {
        if (first.file.registry != second.file.registry) {
            return first.file.registry ? first : second;
        }
        if (second.item.object() instanceof Workload && first.file.root != second.file.root) {
            return second;
        }
        Owned before = objects.get(first.item.object().key());
        return before != null && before.file.equals(second.file) ? second : first;
    }

    private static Problem duplicate(Decoded.Item item, Owned owner) {
        ObjectKey key = item.object().key();
        String here = item.origin().file() + ":" + item.origin().line();
        String there = owner.item.origin().file() + ":" + owner.item.origin().line();
        return new Problem(
                "duplicate-object",
                Severity.ERROR,
                key,
                item.origin().file(),
                item.origin().line(),
                "metadata.name",
                key + " is written twice: " + there + " counts, " + here + " does not",
                "an object is written once",
                "rename or remove one of them");
    }

    /// What to tell the mesh so that it gets from an earlier set to this one.
    public List<Change> changesSince(FileSet before) {
        List<Change> changes = new ArrayList<>();
        objects.forEach((key, owned) -> {
            Owned was = before.objects.get(key);
            if (was == null || !was.item.equals(owned.item)) {
                changes.add(new Change.Put(owned.item.object(), owned.item.origin()));
            }
        });
        before.objects.keySet().stream()
                .filter(key -> !objects.containsKey(key))
                .forEach(key -> changes.add(new Change.Remove(key)));
        reports.forEach((source, problems) -> {
            if (!problems.equals(before.reports.get(source))) {
                changes.add(new Change.Report(source, problems));
            }
        });
        before.reports.keySet().stream()
                .filter(source -> !reports.containsKey(source))
                .forEach(source -> changes.add(new Change.Report(source, List.of())));
        return changes;
    }
}
