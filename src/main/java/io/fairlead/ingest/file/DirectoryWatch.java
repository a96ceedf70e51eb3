package io.fairlead.ingest.file;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Hears of changes in directories. A hint, never the truth: whoever hears looks again.
final class DirectoryWatch implements AutoCloseable {
    /// Silence that ends a burst of events, and how long a burst may last.
    private static final Duration QUIET = Duration.ofMillis(2);

    private static final int BURST_MAX = 20;

    /// Without inotify (its limits are reached) looking more often must do.
    private static final Duration BLIND = Duration.ofMillis(100);

    private final WatchService service;
    private final Map<Path, Watched> watched = new HashMap<>();
    private final Map<WatchKey, Scope> scopes = new HashMap<>();
    private boolean blind;

    private record Watched(Object inode, WatchKey key) {}

    /// @param only the one name that matters in this directory; null for all
    private record Scope(Path directory, @Nullable Path only) {}

    /// What was touched.
    ///
    /// @param everything events were lost
    record Touched(Set<Path> files, boolean everything) {}

    DirectoryWatch() throws IOException {
        service = FileSystems.getDefault().newWatchService();
    }

    /// Watches these directories below a root, and the root's own name in its parent. True when one was new.
    boolean follow(Path root, Map<Path, Object> directories) {
        boolean fresh = false;
        for (Map.Entry<Path, Object> directory : directories.entrySet()) {
            Watched known = watched.get(directory.getKey());
            if (known == null
                    || !known.inode.equals(directory.getValue())
                    || !known.key.isValid()) {
                fresh |= register(directory.getKey(), directory.getValue(), null);
            }
        }
        Path parent = root.toAbsolutePath().getParent();
        if (parent != null && !watched.containsKey(parent)) {
            register(parent, parent, root.getFileName());
        }
        watched.entrySet()
                .removeIf(entry -> {
                    Path path = entry.getKey();
                    boolean gone = path.startsWith(root) && !directories.containsKey(path);
                    if (gone) {
                        scopes.remove(entry.getValue().key);
                    }
                    return gone;
                });
        return fresh;
    }

    private boolean register(Path directory, Object inode, @Nullable Path only) {
        try {
            WatchKey key =
                    directory.register(
                            service,
                            StandardWatchEventKinds.ENTRY_CREATE,
                            StandardWatchEventKinds.ENTRY_MODIFY,
                            StandardWatchEventKinds.ENTRY_DELETE);
            watched.put(directory, new Watched(inode, key));
            Scope before = scopes.get(key);
            if (before == null || before.only != null) {
                scopes.put(key, new Scope(directory, only));
            }
            return true;
        } catch (IOException _) {
            // Gone meanwhile, or inotify's limit is reached.
            blind = true;
            return false;
        }
    }

    /// Waits for events, then for a short silence; returns without any after a while.
    Touched await(Duration atMost) throws InterruptedException {
        Set<Path> files = new HashSet<>();
        boolean everything = false;
        Duration wait = blind && atMost.compareTo(BLIND) > 0 ? BLIND : atMost;
        blind = false;
        WatchKey key = service.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
        boolean mine = false;
        for (int i = 0; i < BURST_MAX && key != null; i++) {
            Scope scope = scopes.get(key);
            for (WatchEvent<?> event : key.pollEvents()) {
                everything |= event.kind().equals(StandardWatchEventKinds.OVERFLOW);
                if (scope != null && event.context() instanceof Path name) {
                    boolean matters = scope.only == null || scope.only.equals(name);
                    mine |= matters;
                    if (matters) {
                        files.add(scope.directory.resolve(name));
                    }
                }
            }
            if (!key.reset()) {
                watched.values().removeIf(w -> !w.key.isValid());
            }
            key = service.poll(QUIET.toNanos(), TimeUnit.NANOSECONDS);
        }
        return new Touched(mine || everything ? files : Set.of(), everything);
    }

    @Override
    public void close() {
        try {
            service.close();
        } catch (IOException _) {
            // Closing is all that was wanted.
        }
    }
}
