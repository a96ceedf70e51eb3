package io.fairlead.minicluster.reconcile;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes what happens as Events, which people read with `kubectl describe`. What happens again is counted in the same
/// Event. Nobody waits for it; what comes while 1,000 wait, and what the server refuses, is logged and lost.
public final class Recorder implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Recorder.class);
    private static final int WAITING_MAX = 1_000;
    private static final int KNOWN_MAX = 2_000;

    private final KubernetesClient client;
    private final String component;
    private final InstantSource clock;
    private final Map<Happening, String> known = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor thread =
            new ThreadPoolExecutor(
                    1,
                    1,
                    0,
                    TimeUnit.SECONDS,
                    new LinkedBlockingQueue<>(WAITING_MAX),
                    Thread.ofVirtual().name("events").factory(),
                    (_, pool) -> {
                        if (!pool.isShutdown()) {
                            LOG.warn("event=event_lost reason=\"{} wait\"", WAITING_MAX);
                        }
                    });

    private record Happening(String uid, String type, String reason, String message) {}

    /// @param component who says it, for example `kubelet`
    public Recorder(KubernetesClient client, String component, InstantSource clock) {
        this.client = client;
        this.component = component;
        this.clock = clock;
    }

    /// Something went as it should.
    public void normal(HasMetadata about, String reason, String message) {
        thread.execute(() -> write(about, "Normal", reason, message));
    }

    /// Something that people should look at.
    public void warning(HasMetadata about, String reason, String message) {
        thread.execute(() -> write(about, "Warning", reason, message));
    }

    private void write(HasMetadata about, String type, String reason, String message) {
        Happening what =
                new Happening(
                        Objects.toString(about.getMetadata().getUid(), ""), type, reason, message);
        try {
            @Nullable String name = known.get(what);
            if (name == null || !countedAgain(about, name)) {
                remember(what, create(about, what));
            }
        } catch (KubernetesClientException refused) {
            LOG.warn("event=event_lost what={} reason=\"{}\"", what, refused.getMessage());
        }
    }

    private void remember(Happening what, String name) {
        if (known.size() >= KNOWN_MAX) {
            known.clear();
        }
        known.put(what, name);
    }

    private boolean countedAgain(HasMetadata about, String name) {
        var there = client.v1().events().inNamespace(namespace(about)).withName(name);
        @Nullable Event before = there.get();
        if (before == null) {
            return false;
        }
        there.edit(one ->
                new EventBuilder(one)
                        .withCount(Objects.requireNonNullElse(one.getCount(), 1) + 1)
                        .withLastTimestamp(now())
                        .build());
        return true;
    }

    private String create(HasMetadata about, Happening what) {
        Event event =
                new EventBuilder()
                        .withNewMetadata()
                        .withGenerateName(about.getMetadata().getName() + ".")
                        .withNamespace(namespace(about))
                        .endMetadata()
                        .withNewInvolvedObject()
                        .withApiVersion(about.getApiVersion())
                        .withKind(about.getKind())
                        .withName(about.getMetadata().getName())
                        .withNamespace(about.getMetadata().getNamespace())
                        .withUid(about.getMetadata().getUid())
                        .endInvolvedObject()
                        .withReason(what.reason())
                        .withMessage(what.message())
                        .withType(what.type())
                        .withCount(1)
                        .withFirstTimestamp(now())
                        .withLastTimestamp(now())
                        .withNewSource()
                        .withComponent(component)
                        .endSource()
                        .withReportingComponent(component)
                        .build();
        return client.resource(event).create().getMetadata().getName();
    }

    private String now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /// Of what is in no namespace, Events are in `default`.
    private static String namespace(HasMetadata about) {
        return Objects.requireNonNullElse(about.getMetadata().getNamespace(), "default");
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
