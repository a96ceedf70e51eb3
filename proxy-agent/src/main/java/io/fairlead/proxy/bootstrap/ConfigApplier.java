package io.fairlead.proxy.bootstrap;

import io.fairlead.proxy.listener.Dataplane;
import io.fairlead.proxy.model.ProxySnapshot;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Moves the data plane to the newest snapshot, on a thread of its own. When snapshots come faster than they can be
/// applied, those between are left out.
final class ConfigApplier implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigApplier.class);

    private final Dataplane dataplane;
    private final AtomicReference<@Nullable ProxySnapshot> newest = new AtomicReference<>();
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().daemon().name("config").factory());
    private volatile Applied applied = new Applied(ProxySnapshot.EMPTY, List.of());

    /// What the data plane runs with.
    ///
    /// @param failures listeners that could not be bound, each with its reason
    record Applied(ProxySnapshot snapshot, List<String> failures) {
        Applied {
            failures = List.copyOf(failures);
        }
    }

    ConfigApplier(Dataplane dataplane) {
        this.dataplane = dataplane;
    }

    /// Takes it as soon as the one before is done.
    void accept(ProxySnapshot snapshot) {
        newest.set(snapshot);
        thread.execute(this::applyNewest);
    }

    private void applyNewest() {
        ProxySnapshot snapshot = newest.getAndSet(null);
        if (snapshot == null) {
            return;
        }
        try {
            List<String> failures = dataplane.apply(snapshot);
            if (!failures.isEmpty() && !failures.equals(applied.failures())) {
                LOG.warn("event=listeners_not_bound reasons=\"{}\"", failures);
            }
            LOG.info(
                    "event=config_applied version={} listeners={} routes={} clusters={}",
                    snapshot.version(),
                    snapshot.listeners().size(),
                    snapshot.routes().size(),
                    snapshot.clusters().size());
            applied = new Applied(snapshot, failures);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// What is in use now.
    Applied applied() {
        return applied;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
