package io.fairlead.ingest.validate;

import io.fairlead.ingest.decode.Decoded;
import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.config.Problem;
import io.fairlead.model.config.Problem.Severity;
import io.fairlead.model.config.Workload;
import io.fairlead.model.snapshot.Change;
import io.fairlead.model.snapshot.OrderedMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
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
/// @param contested objects that are written more than once
public record FileSet(
        SortedMap<FileName, FileState> files,
        Map<ObjectKey, Owned> objects,
        SortedMap<String, List<Problem>> reports,
        Set<ObjectKey> contested) {

    /// When more than one file in so many changed, all are looked at anew.
    private static final int SHARE = 4;

    public static final FileSet EMPTY =
            new FileSet(OrderedMap.empty(), Map.of(), OrderedMap.empty(), Set.of());

    public FileSet {
        files = OrderedMap.copyOf(files);
        objects = OrderedMap.copyOf(objects);
        reports = OrderedMap.copyOf(reports);
        contested = Set.copyOf(contested);
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
        OrderedMap<FileName, FileState> next = OrderedMap.copyOf(files);
        for (FileName name : gone) {
            next = next.without(name);
        }
        Map<FileName, FileState> changed = new HashMap<>();
        read.forEach((name, decoded) -> changed.put(name, state(name, files.get(name), decoded)));
        for (Map.Entry<FileName, FileState> entry : changed.entrySet()) {
            next = next.with(entry.getKey(), entry.getValue());
        }
        gone.forEach(name -> changed.putIfAbsent(name, new FileState(List.of(), List.of())));
        return changed.size() * SHARE <= files.size() && standAlone(changed)
                ? patched(next, changed)
                : resolve(next);
    }

    /// True when what these files say, and said, is said by nobody else: then they alone decide about it.
    private boolean standAlone(Map<FileName, FileState> changed) {
        Set<ObjectKey> claimed = new HashSet<>();
        Set<String> paths = new HashSet<>();
        return changed.entrySet().stream()
                .allMatch(entry ->
                        paths.add(entry.getKey().path)
                                && !hasTwin(entry.getKey())
                                && said(entry.getKey()).stream()
                                        .noneMatch(item -> contested.contains(item.object().key()))
                                && entry.getValue().good.stream()
                                        .map(item -> item.object().key())
                                        .allMatch(key ->
                                                claimed.add(key) && mayClaim(key, entry.getKey())));
    }

    private boolean mayClaim(ObjectKey key, FileName file) {
        Owned owner = objects.get(key);
        return owner == null ? !contested.contains(key) : owner.file.equals(file);
    }

    /// A file that is looked at under two roots: its reports have one place.
    private boolean hasTwin(FileName name) {
        int roots = files.isEmpty() ? 0 : files.lastKey().root();
        for (int root = 0; root <= roots; root++) {
            if (root != name.root && files.containsKey(new FileName(root, name.path, false))) {
                return true;
            }
        }
        return false;
    }

    private List<Decoded.Item> said(FileName name) {
        FileState before = files.get(name);
        return before == null ? List.of() : before.good;
    }

    /// What [#resolve] would make of files that stand alone.
    private FileSet patched(
            OrderedMap<FileName, FileState> next, Map<FileName, FileState> changed) {
        OrderedMap<ObjectKey, Owned> owners = OrderedMap.copyOf(objects);
        OrderedMap<String, List<Problem>> problems = OrderedMap.copyOf(reports);
        for (FileName name : changed.keySet()) {
            for (Decoded.Item item : said(name)) {
                owners = owners.without(item.object().key());
            }
        }
        for (Map.Entry<FileName, FileState> entry : changed.entrySet()) {
            FileState state = entry.getValue();
            for (Decoded.Item item : state.good) {
                owners = owners.with(item.object().key(), new Owned(entry.getKey(), item));
            }
            String path = entry.getKey().path;
            problems =
                    state.problems.isEmpty()
                            ? problems.without(path)
                            : problems.with(path, inOrder(state.problems));
        }
        return new FileSet(next, owners, problems, contested);
    }

    private static List<Problem> inOrder(List<Problem> problems) {
        return problems.stream().sorted(Problem.BY_PLACE).toList();
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

    /// Looks at all files anew.
    FileSet resolve(SortedMap<FileName, FileState> next) {
        Map<ObjectKey, Owned> owners = new HashMap<>();
        SortedMap<String, List<Problem>> problems = new TreeMap<>();
        Set<ObjectKey> rivals = new HashSet<>();
        next.forEach((name, state) -> {
            if (!state.problems.isEmpty()) {
                problems.put(name.path, new ArrayList<>(state.problems));
            }
            state.good.forEach(item -> {
                Owned claim = new Owned(name, item);
                Owned rival = owners.putIfAbsent(item.object().key(), claim);
                if (rival != null) {
                    rivals.add(item.object().key());
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
        problems.replaceAll((_, list) -> inOrder(list));
        return new FileSet(next, owners, problems, rivals);
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
        OrderedMap<ObjectKey, Owned> now = OrderedMap.copyOf(objects);
        for (ObjectKey key : now.differing(OrderedMap.copyOf(before.objects))) {
            Owned owned = now.get(key);
            Owned was = before.objects.get(key);
            if (owned == null) {
                changes.add(new Change.Remove(key));
            } else if (was == null || !was.item.equals(owned.item)) {
                changes.add(new Change.Put(owned.item.object(), owned.item.origin()));
            }
        }
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
