package io.fairlead.minicluster.api.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.jspecify.annotations.Nullable;

/// Holds all objects: in memory for reading, and in one file of MVStore for the next start. A write returns after the
/// engine has written it to the file, so an answered write survives the end of the process, however it ends. (The file
/// isn't forced to the disk: a machine that loses power may lose its last writes.)
///
/// Revisions count all writes, deletions too; they are never given twice.
public final class ObjectStore implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String REVISION = "revision";
    private static final int COMPACT_MS_MAX = 200;

    /// It is read at the start only.
    private static final int CACHE_MB = 1;

    private final ReentrantLock lock = new ReentrantLock();
    private final MVStore engine;
    private final MVMap<String, byte[]> saved;
    private final MVMap<String, Long> counters;
    private final StoreLimits limits;
    private final TreeMap<String, ObjectNode> objects = new TreeMap<>();
    private final Deque<Change> recent = new ArrayDeque<>();
    private final Deque<Integer> recentSizes = new ArrayDeque<>();
    private final List<Watch> watches = new CopyOnWriteArrayList<>();
    private long recentBytes;
    private long revision;
    private long forgotten;

    private ObjectStore(MVStore engine, StoreLimits limits) throws IOException {
        this.engine = engine;
        this.limits = limits;
        this.saved = engine.openMap("objects");
        this.counters = engine.openMap("counters");
        this.revision = counters.getOrDefault(REVISION, 1L);
        this.forgotten = revision;
        for (Map.Entry<String, byte[]> entry : saved.entrySet()) {
            objects.put(entry.getKey(), (ObjectNode) JSON.readTree(entry.getValue()));
        }
    }

    /// Opens the file, or makes it. A second process that opens the same file is refused.
    public static ObjectStore open(Path file, StoreLimits limits) throws IOException {
        MVStore engine =
                new MVStore.Builder()
                        .fileName(file.toString())
                        .autoCommitDisabled()
                        .cacheSize(CACHE_MB)
                        .open();
        engine.compactFile(COMPACT_MS_MAX);
        return new ObjectStore(engine, limits);
    }

    /// Reads and writes without anybody between: the one way to change what was read before.
    public <T> T exclusively(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    /// The object, which nobody may change.
    public Optional<ObjectNode> get(String key) {
        return exclusively(() -> Optional.ofNullable(objects.get(key)));
    }

    /// Writes an object, which belongs to the store from now on, and gives it its resourceVersion.
    public ObjectNode put(String key, ObjectNode object) {
        return exclusively(() -> {
            long next = revision + 1;
            object.withObjectProperty("metadata").put("resourceVersion", String.valueOf(next));
            byte[] bytes = bytes(object);
            saved.put(key, bytes);
            commit(next);
            @Nullable ObjectNode before = objects.put(key, object);
            publish(new Change(key, before, object, next), bytes.length);
            return object;
        });
    }

    /// Removes an object; whoever watches hears of it with the revision of its removal.
    public void delete(String key) {
        exclusively(() -> {
            @Nullable ObjectNode before = objects.remove(key);
            if (before != null) {
                byte @Nullable [] bytes = saved.remove(key);
                commit(revision + 1);
                publish(new Change(key, before, null, revision), bytes == null ? 0 : bytes.length);
            }
            return revision;
        });
    }

    /// All objects below a prefix, as they are.
    public Snapshot list(String prefix) {
        return exclusively(() -> new Snapshot(revision, below(prefix)));
    }

    /// All objects below a prefix as they were; empty when that has been forgotten.
    public Optional<Snapshot> list(String prefix, long at) {
        return exclusively(() -> {
            if (at < forgotten || at > revision) {
                return Optional.<Snapshot>empty();
            }
            TreeMap<String, ObjectNode> then = new TreeMap<>(below(prefix));
            Iterator<Change> backwards = recent.descendingIterator();
            while (backwards.hasNext()) {
                Change change = backwards.next();
                if (change.revision() <= at) {
                    break;
                }
                if (change.key().startsWith(prefix)) {
                    change.was()
                            .ifPresentOrElse(
                                    old -> then.put(change.key(), old),
                                    () -> then.remove(change.key()));
                }
            }
            return Optional.of(new Snapshot(at, then));
        });
    }

    /// Hears of each change after a revision; empty when some of them have been forgotten.
    public Optional<Watch> watch(String prefix, long after) {
        return exclusively(() -> {
            if (after < forgotten) {
                return Optional.<Watch>empty();
            }
            Watch watch = new Watch(prefix, limits, watches::remove);
            for (Change change : recent) {
                if (change.revision() > after) {
                    watch.offer(change);
                }
            }
            watches.add(watch);
            return Optional.of(watch);
        });
    }

    /// The revision of the last write.
    public long revision() {
        return exclusively(() -> revision);
    }

    @Override
    public void close() {
        exclusively(() -> {
            watches.forEach(Watch::end);
            engine.close();
            return revision;
        });
    }

    private SortedMap<String, ObjectNode> below(String prefix) {
        return objects.subMap(prefix, prefix + Character.MAX_VALUE);
    }

    private void commit(long next) {
        counters.put(REVISION, next);
        engine.commit();
        revision = next;
    }

    /// @param bytes of the object that stays in memory for it
    private void publish(Change change, int bytes) {
        recent.addLast(change);
        recentSizes.addLast(bytes);
        recentBytes += bytes;
        while (recent.size() > limits.changesMax() || recentBytes > limits.changedBytesMax()) {
            forgotten = recent.removeFirst().revision();
            recentBytes -= recentSizes.removeFirst();
        }
        watches.forEach(watch -> watch.offer(change));
    }

    private static byte[] bytes(ObjectNode object) {
        try {
            return JSON.writeValueAsBytes(object);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
