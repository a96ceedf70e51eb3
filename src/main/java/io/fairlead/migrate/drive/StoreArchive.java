package io.fairlead.migrate.drive;

import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.store.ConfigStore;
import io.fairlead.model.store.ConfigStore.Outcome;
import io.fairlead.model.store.ConfigStore.Stored;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Trail and records in objects of a store that several daemons share, of which one at a time writes: each write names
/// the version that it goes on from.
///
/// The trail has a head, which gets longer. A head that is full is copied into an object of its own, which nobody
/// changes again, and begins anew:
///
/// ```
/// fairlead-mtls-trail-1 ◀─ fairlead-mtls-trail-2 ◀─ fairlead-mtls-trail   (sealed: 2)
/// ```
///
/// Whoever ends between the copy and the new beginning has the same copy to make, and finds it made.
public final class StoreArchive implements Archive {
    /// The end of the trail.
    public static final String HEAD = "fairlead-mtls-trail";

    /// The records of units.
    public static final String UNITS = "fairlead-mtls-units";

    /// The entry with lines of the trail.
    public static final String LINES = "trail";

    /// The entry with the records.
    public static final String RECORDS = "units";

    /// How many full parts stand before a head; with it each of their lengths together.
    public static final String SEALED = "sealed";

    /// Characters of a part: an object of Kubernetes has a megabyte at most.
    private static final int PART_MAX = 256 * 1024;

    private static final int RECORDS_MAX = 900 * 1024;
    private static final Stored NOTHING = new Stored(Map.of(), ConfigStore.ABSENT);

    private final ConfigStore store;
    private final String namespace;
    private final int partMax;
    private final Map<ObjectKey, Stored> known = new HashMap<>();

    /// @param namespace of its objects
    public StoreArchive(ConfigStore store, String namespace) {
        this(store, namespace, PART_MAX);
    }

    StoreArchive(ConfigStore store, String namespace, int partMax) {
        this.store = store;
        this.namespace = namespace;
        this.partMax = partMax;
    }

    private ObjectKey key(String name) {
        return new ObjectKey("", "ConfigMap", namespace, name);
    }

    private ObjectKey part(int number) {
        return key(HEAD + "-" + number);
    }

    @Override
    public String name() {
        return "ConfigMap %s/%s".formatted(namespace, HEAD);
    }

    /// The first write makes it.
    @Override
    public void begin() {}

    @Override
    public String remedy() {
        return "see that the API server answers, and lets the daemon's account write there";
    }

    @Override
    public long length() throws IOException {
        Stored head = known.get(key(HEAD));
        Stored now = head == null ? store.read(key(HEAD)).orElse(NOTHING) : head;
        return (long) sealed(now) * partMax;
    }

    private Stored read(ObjectKey key) throws IOException {
        Stored found = store.read(key).orElse(NOTHING);
        known.put(key, found);
        return found;
    }

    private int sealed(Stored head) throws IOException {
        String number = head.contents().getOrDefault(SEALED, "0");
        if (!number.matches("\\d{1,6}")) {
            throw new IOException(
                    "%s says %s: \"%s\", which is no number; fix: write how many parts there are"
                            .formatted(name(), SEALED, number));
        }
        return Integer.parseInt(number);
    }

    @Override
    public List<String> trail() throws IOException {
        Stored head = read(key(HEAD));
        List<String> lines = new ArrayList<>();
        for (int number = 1; number <= sealed(head); number++) {
            Stored part = store.read(part(number)).orElse(NOTHING);
            lines.addAll(lines(part));
        }
        lines.addAll(lines(head));
        return lines;
    }

    private static List<String> lines(Stored part) {
        return part.contents().getOrDefault(LINES, "").lines().toList();
    }

    @Override
    public void append(List<String> lines) throws IOException {
        StringBuilder more = new StringBuilder();
        for (String line : lines) {
            if (more.length() + line.length() > partMax) {
                add(more.toString());
                more.setLength(0);
            }
            more.append(line).append('\n');
        }
        add(more.toString());
    }

    private void add(String text) throws IOException {
        Stored head = known.getOrDefault(key(HEAD), NOTHING);
        String stands = head.contents().getOrDefault(LINES, "");
        int parts = sealed(head);
        boolean full = !stands.isEmpty() && stands.length() + text.length() > partMax;
        if (full) {
            seal(parts + 1, stands);
        }
        Map<String, String> next = new TreeMap<>();
        next.put(LINES, full ? text : stands + text);
        next.put(SEALED, String.valueOf(full ? parts + 1 : parts));
        write(key(HEAD), next);
    }

    private void seal(int number, String lines) throws IOException {
        ObjectKey key = part(number);
        Stored found = sure(() -> store.read(key).orElse(NOTHING));
        if (found.equals(NOTHING)) {
            known.put(key, NOTHING);
            write(key, Map.of(LINES, lines));
        } else if (!lines.equals(found.contents().get(LINES))) {
            throw new Unsure(
                    "%s stands there with other lines than it should have; fix: move it away"
                            .formatted(key));
        }
        known.remove(key);
    }

    /// A question in the middle of a write.
    @FunctionalInterface
    private interface Question<T> {
        T ask() throws IOException;
    }

    private static <T> T sure(Question<T> question) throws Unsure {
        try {
            return question.ask();
        } catch (Unsure e) {
            throw e;
        } catch (IOException e) {
            throw new Unsure(String.valueOf(e.getMessage()), e);
        }
    }

    /// What wasn't answered may have been done.
    private void write(ObjectKey key, Map<String, String> contents) throws IOException {
        String expected = known.getOrDefault(key, NOTHING).version();
        Outcome done = sure(() -> store.write(key, contents, expected));
        switch (done) {
            case Outcome.Written(String version) -> known.put(key, new Stored(contents, version));
            case Outcome.Conflict _ ->
                    throw new Unsure(key + " was written by somebody else meanwhile");
        }
    }

    @Override
    public void probe() throws IOException {
        Optional<Stored> _ = store.read(key(HEAD));
    }

    @Override
    public String records() throws IOException {
        return read(key(UNITS)).contents().getOrDefault(RECORDS, "");
    }

    @Override
    public void records(String text) throws IOException {
        if (text.length() > RECORDS_MAX) {
            throw new IOException(
                    "the records of units have %d characters, and %s takes %d"
                            .formatted(text.length(), key(UNITS), RECORDS_MAX));
        }
        write(key(UNITS), Map.of(RECORDS, text));
    }
}
