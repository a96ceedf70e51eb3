package io.fairlead.app;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fairlead.meter.Faults;
import io.fairlead.model.store.ConfigStore;
import io.fairlead.store.kube.RootBundles;
import io.fairlead.store.kube.SecretStore;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the root certificates where a cluster looks for them: in its webhooks, and in each namespace.
final class Roots implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Roots.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final Duration LOOK_FIRST = Duration.ofMillis(100);

    /// Somebody may write a webhook's configuration anew, which has no bundle then.
    private static final int WEBHOOKS_EVERY_LOOKS = 5;

    /// No pod gets a proxy there.
    private static final Set<String> SPARED =
            Set.of("kube-system", "kube-public", "kube-node-lease", "local-path-storage");

    private final KubeOptions options;
    private final RootBundles bundles;
    private final Supplier<String> roots;
    private final Supplier<Set<String>> namespaces;
    private final Faults faults;
    private final Map<String, String> written = new HashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private String lastFailure = "";
    private int looks;

    Roots(
            KubeOptions options,
            RootBundles bundles,
            Supplier<String> roots,
            Supplier<Set<String>> namespaces,
            Faults faults) {
        this.options = options;
        this.bundles = bundles;
        this.roots = roots;
        this.namespaces = namespaces;
        this.faults = faults;
    }

    /// Where the certificate authority is kept; null for the daemon's own directory.
    static @Nullable ConfigStore authority(
            @Nullable KubeOptions options, @Nullable KubernetesClient client) {
        return options != null && client != null && options.authority()
                ? new SecretStore(client)
                : null;
    }

    void start() {
        Thread.ofVirtual().name("roots").start(this::run);
    }

    private void run() {
        try {
            do {
                look();
            } while (!closed.await(pause().toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Right after the start all pods wait for the roots, and the namespaces aren't known yet.
    private Duration pause() {
        return options.roots() && written.isEmpty() ? LOOK_FIRST : LOOK_EVERY;
    }

    private void look() {
        try {
            String pem = roots.get();
            StringBuilder failures = new StringBuilder();
            if (options.roots()) {
                written.keySet().retainAll(namespaces.get());
                for (String namespace : namespaces.get()) {
                    boolean due =
                            !SPARED.contains(namespace) && !pem.equals(written.get(namespace));
                    if (due && isDone(() -> bundles.inNamespace(namespace, pem), failures)) {
                        written.put(namespace, pem);
                    }
                }
            }
            boolean webhooks = looks++ % WEBHOOKS_EVERY_LOOKS == 0;
            boolean good = true;
            if (webhooks) {
                for (String name : options.injectors()) {
                    good &= isDone(() -> bundles.inInjector(name, pem), failures);
                }
                String revision = options.revision();
                if (!revision.isEmpty()) {
                    // Whoever made a tag by other means than ours may not have let the daemon
                    // change it.
                    boolean _ = isDone(() -> bundles.inTags(revision, pem), failures);
                }
                for (String name : options.validators()) {
                    good &= isDone(() -> bundles.inValidator(name, pem), failures);
                }
            }
            if (!good) {
                // Once more with the next look.
                looks = 0;
            }
            tell(failures.toString());
        } catch (RuntimeException e) {
            // The client ends with the daemon, in the middle of a question.
            if (closed.getCount() > 0) {
                faults.onFault("roots", e);
            }
        }
    }

    /// Something that is written.
    @FunctionalInterface
    private interface Write {
        void run() throws IOException;
    }

    private static boolean isDone(Write write, StringBuilder failures) {
        try {
            write.run();
            return true;
        } catch (IOException e) {
            failures.append(failures.isEmpty() ? "" : "; ").append(e.getMessage());
            return false;
        }
    }

    private void tell(String failures) {
        if (failures.isEmpty()) {
            return;
        }
        if (!failures.equals(lastFailure)) {
            LOG.atWarn().setMessage("roots not written").addKeyValue("reason", failures).log();
        }
        lastFailure = failures;
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
