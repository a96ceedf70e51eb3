package io.fairlead.minicluster.apply;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Calls back soon after something in one of some directories changed.
final class DirWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DirWatch.class);

    /// Files often change in twos and threes.
    private static final long QUIET_MS = 4;

    /// Looks without being told, since the kernel may drop notices.
    private static final long LOOK_MS = 2_000;

    private static final int DIRS_MAX = 4_096;

    private final List<Path> roots;
    private final Runnable changed;
    private final WatchService watcher;
    private Map<Path, WatchKey> watched = new HashMap<>();

    private DirWatch(List<Path> roots, Runnable changed, WatchService watcher) {
        this.roots = roots;
        this.changed = changed;
        this.watcher = watcher;
    }

    /// Starts watching; the first call back comes at once.
    static DirWatch start(List<Path> roots, Runnable changed) throws IOException {
        DirWatch watch = new DirWatch(roots, changed, FileSystems.getDefault().newWatchService());
        Thread.ofPlatform().daemon().name("config-watch").start(watch::look);
        return watch;
    }

    @Override
    public void close() throws IOException {
        watcher.close();
    }

    private void look() {
        try {
            while (true) {
                register();
                changed.run();
                WatchKey key = watcher.poll(LOOK_MS, TimeUnit.MILLISECONDS);
                while (key != null) {
                    key.pollEvents();
                    key.reset();
                    key = watcher.poll(QUIET_MS, TimeUnit.MILLISECONDS);
                }
            }
        } catch (ClosedWatchServiceException _) {
            LOG.debug("event=config_watch_closed");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void register() {
        Map<Path, WatchKey> next = new HashMap<>();
        for (Path root : roots) {
            try (Stream<Path> dirs = Files.walk(root)) {
                for (Path dir : dirs.filter(Files::isDirectory).limit(DIRS_MAX).toList()) {
                    WatchKey known = watched.get(dir);
                    next.put(dir, known != null && known.isValid() ? known : register(dir));
                }
            } catch (IOException | java.io.UncheckedIOException absent) {
                LOG.debug("event=config_dir_absent dir={}", root);
            }
        }
        watched = next;
    }

    private WatchKey register(Path dir) throws IOException {
        return dir.register(
                watcher,
                StandardWatchEventKinds.ENTRY_CREATE,
                StandardWatchEventKinds.ENTRY_MODIFY,
                StandardWatchEventKinds.ENTRY_DELETE);
    }
}
