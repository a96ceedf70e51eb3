package io.fairlead.ingest.file;

import io.fairlead.clock.Clock;
import io.fairlead.clock.LoopThread;
import io.fairlead.ingest.decode.Decoded;
import io.fairlead.ingest.decode.Limits;
import io.fairlead.ingest.validate.FileSet;
import io.fairlead.ingest.validate.FileSet.FileName;
import io.fairlead.meter.Faults;
import io.fairlead.meter.MetricNames;
import io.fairlead.model.snapshot.Change;
import io.fairlead.model.snapshot.ChangeSink;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads directories and goes on reading them while they change.
///
/// A change is announced by inotify. Files that are known and still there are read at once; whatever else is announced,
/// everything is looked at again, and what has another stamp is read. So an event that is lost or comes too often does
/// no harm, and a slow round every few seconds finds what has no event (a link to a file elsewhere). What is read in
/// one round reaches the mesh in one step.
public final class FileSource implements AutoCloseable {
    /// Files that are looked at, per directory.
    private static final int FILES_MAX = 50_000;

    /// A file that vanished or lost objects may be half written: so long it must stay as it is before it is believed.
    private static final Duration DOUBT = Duration.ofMillis(60);

    private static final Duration ROUND = Duration.ofSeconds(2);

    /// Rounds without cause take at most one part in so many of the time.
    private static final int ROUND_SHARE = 50;

    private final List<Root> roots = new ArrayList<>();
    private final ChangeSink sink;
    private final Consumer<String> console;
    private final Clock clock;
    private final Faults faults;
    private final MeterRegistry meters;
    private final Telling telling;
    private final LoopThread loop = new LoopThread("file-source");
    private final Map<FileName, Stamp> stamps = new HashMap<>();
    private final Map<FileName, Long> doubtedSince = new HashMap<>();
    private final Absences absences = new Absences(DOUBT);
    private final Emptiness emptiness;
    private final Set<Root> unread = new HashSet<>();
    private FileSet set = FileSet.EMPTY;
    private boolean whole;
    private long lookedNanos;
    private long pauseNanos = ROUND.toNanos();
    private @Nullable DirectoryWatch watch;

    private record Root(Path path, boolean registry) {}

    private record Touched(Path path, Stamp stamp) {}

    /// What the source needs of the process around it.
    ///
    /// @param console gets one line for each problem that appears
    public record Wiring(
            ChangeSink sink,
            Consumer<String> console,
            Clock clock,
            Faults faults,
            MeterRegistry meters) {}

    /// Sets up; nothing is read yet.
    ///
    /// @param config directories (or single files) that people write, in the order in which they count
    /// @param registry directory that the cluster writes, or null
    public FileSource(List<Path> config, @Nullable Path registry, Wiring wiring) {
        config.forEach(path -> roots.add(new Root(path, false)));
        if (registry != null) {
            roots.add(new Root(registry, true));
        }
        unread.addAll(roots);
        this.emptiness = new Emptiness(roots.stream().map(Root::path).toList(), wiring.console());
        this.sink = wiring.sink();
        this.console = wiring.console();
        this.clock = wiring.clock();
        this.faults = wiring.faults();
        this.meters = wiring.meters();
        this.telling = new Telling(console, meters);
    }

    /// Reads everything once, hands it on (even when there is nothing), then watches. What a directory says that isn't
    /// there is not known: until each was there once, what is handed on is a part.
    public void start() throws IOException {
        watch = new DirectoryWatch();
        round(Set.of());
        loop.start(this::run);
    }

    private void run() {
        DirectoryWatch events = watch;
        while (loop.isOpen() && events != null) {
            try {
                DirectoryWatch.Touched touched =
                        events.await(isSure() ? ROUND : DOUBT.dividedBy(4));
                if (touched.everything()) {
                    stamps.clear();
                }
                if (touched.everything() || !glance(touched.files())) {
                    round(touched.files());
                }
            } catch (InterruptedException _) {
                return;
            } catch (RuntimeException e) {
                faults.onFault("file source", e);
            }
        }
    }

    private boolean isSure() {
        return doubtedSince.isEmpty() && !absences.isFresh();
    }

    /// Reads the touched files, and no others, where that is all that can have changed. False where it may not be.
    private boolean glance(Set<Path> touched) {
        boolean due = clock.nanos() - lookedNanos >= pauseNanos;
        if (due || !isSure()) {
            return false;
        }
        Map<FileName, Touched> known = new TreeMap<>();
        for (Path path : touched) {
            if (Walk.isIrrelevant(path)) {
                continue;
            }
            Stamp stamp = Walk.stamp(path);
            List<FileName> names = names(path);
            if (stamp == null || names.isEmpty()) {
                return false;
            }
            names.forEach(name -> known.put(name, new Touched(path, stamp)));
        }
        Map<FileName, Decoded> read = new HashMap<>();
        known.forEach((name, file) -> read(name, file.path, file.stamp, read));
        pass(read, Set.of());
        return true;
    }

    /// The names under which a file was read.
    private List<FileName> names(Path path) {
        List<FileName> names = new ArrayList<>();
        for (int i = 0; i < roots.size(); i++) {
            FileName name = new FileName(i, path.toString(), roots.get(i).registry);
            if (stamps.containsKey(name)) {
                names.add(name);
            }
        }
        return names;
    }

    /// Looks at all files and passes on what changed.
    private void round(Set<Path> touched) {
        lookedNanos = clock.nanos();
        Map<FileName, Path> found = new TreeMap<>();
        Map<FileName, Stamp> now = new HashMap<>();
        boolean again = look(found, now);
        Map<FileName, Decoded> read = new HashMap<>();
        found.forEach((name, path) -> {
            Stamp stamp = now.get(name);
            boolean same =
                    stamp != null && stamp.equals(stamps.get(name)) && !touched.contains(path);
            if (stamp != null && (!same || doubtedSince.containsKey(name))) {
                read(name, path, stamp, read);
            }
        });
        pass(read, vanished(found.keySet(), !read.isEmpty()));
        pauseNanos = Math.max(ROUND.toNanos(), ROUND_SHARE * (clock.nanos() - lookedNanos));
        if (again) {
            round(Set.of());
        }
    }

    private void read(FileName name, Path path, Stamp stamp, Map<FileName, Decoded> read) {
        Decoded decoded = FileReading.read(path, name.path(), Limits.DEFAULT);
        if (decoded == null || !isBelieved(name, decoded)) {
            return;
        }
        read.put(name, decoded);
        stamps.put(name, stamp);
        telling.count(decoded);
    }

    /// True when a directory was new: files may have come into it before it was watched.
    private boolean look(Map<FileName, Path> found, Map<FileName, Stamp> now) {
        boolean fresh = false;
        for (int i = 0; i < roots.size(); i++) {
            Root root = roots.get(i);
            Walk walk = Walk.of(root.path, FILES_MAX);
            int number = i;
            walk.files()
                    .forEach((path, stamp) -> {
                        FileName name = new FileName(number, path.toString(), root.registry);
                        found.put(name, path);
                        now.put(name, stamp);
                    });
            int held = held(root);
            if (!root.registry || held > 0 || unread.contains(root)) {
                absences.note(root.path, walk, held, clock.nanos());
            }
            if (walk.isThere(root.path)) {
                unread.remove(root);
            }
            fresh |= watch != null && watch.follow(root.path, walk.directories());
        }
        return fresh;
    }

    private int held(Path path) {
        return roots.stream().filter(root -> root.path.equals(path)).mapToInt(this::held).sum();
    }

    private int held(Root root) {
        int number = roots.indexOf(root);
        return (int) set.files().keySet().stream().filter(name -> name.root() == number).count();
    }

    /// A file that says less than before is believed only when it says so for a while: an editor may be at work.
    private boolean isBelieved(FileName name, @Nullable Decoded decoded) {
        FileSet.FileState before = set.files().get(name);
        boolean less =
                before != null
                        && !before.good().isEmpty()
                        && (decoded == null
                                || !decoded.readable()
                                || decoded.items().size() < before.good().size());
        if (!less) {
            doubtedSince.remove(name);
            return true;
        }
        long since = doubtedSince.computeIfAbsent(name, _ -> clock.nanos());
        if (clock.nanos() - since < DOUBT.toNanos()) {
            return false;
        }
        doubtedSince.remove(name);
        return true;
    }

    /// Files that are gone and are believed to be. With files that came or changed it is a swap, and belongs to
    /// the same step.
    private Set<FileName> vanished(Set<FileName> found, boolean swapped) {
        Set<FileName> gone = new HashSet<>(set.files().keySet());
        gone.removeAll(found);
        gone.removeIf(name -> {
            boolean hidden = absences.hides(Path.of(name.path()));
            if (hidden) {
                doubtedSince.remove(name);
            }
            return hidden;
        });
        gone.removeIf(name -> !swapped && !isBelieved(name, null));
        for (FileName name : gone) {
            stamps.remove(name);
            doubtedSince.remove(name);
        }
        doubtedSince
                .keySet()
                .removeIf(name -> !found.contains(name) && !set.files().containsKey(name));
        return gone;
    }

    private void pass(Map<FileName, Decoded> read, Set<FileName> gone) {
        List<Change.Report> news = news();
        boolean first = !whole && unread.isEmpty();
        whole |= first;
        if (read.isEmpty() && gone.isEmpty() && news.isEmpty() && !first) {
            return;
        }
        FileSet next = set.with(read, gone);
        List<Change> changes = new ArrayList<>(next.changesSince(set));
        changes.addAll(news);
        changes.addAll(emptiness.news(next.files().isEmpty(), first));
        FileSet before = set;
        set = next;
        telling.tell(before, next);
        if (!changes.isEmpty() || first) {
            meters.counter(MetricNames.INBOUND_UPDATES, "type", "config").increment();
            if (whole) {
                sink.accept(changes);
            } else {
                sink.acceptPart(changes);
            }
        }
    }

    private List<Change.Report> news() {
        List<Change.Report> news = absences.news(this::held, whole, clock.nanos());
        for (Change.Report report : news) {
            report.problems().forEach(problem -> console.accept(problem.text()));
            if (report.problems().isEmpty()) {
                console.accept(report.source() + ": can be seen again");
            }
        }
        return news;
    }

    @Override
    public void close() {
        loop.close();
        if (watch != null) {
            watch.close();
        }
    }
}
