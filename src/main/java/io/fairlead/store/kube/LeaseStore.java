package io.fairlead.store.kube;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.store.ConfigStore;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Leases (`coordination.k8s.io/v1`) as a store. `holder` is the Lease's `holderIdentity`, so that `kubectl get leases`
/// shows it, everything else an annotation `fairlead.io/…`. A version is the object's `resourceVersion`: the API server
/// lets only one of two writers through.
///
/// `renewTime` and `leaseDurationSeconds` are for people and other programs; nobody here reads them.
public final class LeaseStore implements ConfigStore {

    private static final String HOLDER = "holder";
    private static final String OURS = "fairlead.io/";
    private static final int GONE = 404;
    private static final int CONFLICT = 409;

    private final KubernetesClient client;
    private final InstantSource clock;
    private final Times times;

    /// @param counts for how long a holder's word counts, as others are told
    /// @param answer how long the server may take; the client's own limit ends with the answer's first line
    public record Times(Duration counts, Duration answer) {}

    /// @param client which sends no request a second time by itself
    public LeaseStore(KubernetesClient client, InstantSource clock, Times times) {
        this.client = client;
        this.clock = clock;
        this.times = times;
    }

    @Override
    public Optional<Stored> read(ObjectKey key) throws IOException {
        return asked(
                key,
                () ->
                        Optional.ofNullable(
                                        client.leases()
                                                .inNamespace(key.namespace())
                                                .withName(key.name())
                                                .get())
                                .map(lease -> new Stored(contents(lease), version(lease))));
    }

    private <T> T asked(ObjectKey key, Callable<T> question) throws IOException {
        FutureTask<T> asking = new FutureTask<>(question);
        Thread _ = Thread.ofVirtual().name("lease").start(asking);
        try {
            return asking.get(times.answer().toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw failed(key, String.valueOf(e.getCause()), e);
        } catch (TimeoutException e) {
            throw failed(key, "no answer within " + times.answer().toMillis() + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(key, "interrupted", e);
        } finally {
            boolean _ = asking.cancel(true);
        }
    }

    private static IOException failed(ObjectKey key, String why, Exception cause) {
        return new IOException(
                "Lease %s/%s: %s (the daemon's account needs get, create and update of leases)"
                        .formatted(key.namespace(), key.name(), why),
                cause);
    }

    private static Map<String, String> contents(Lease lease) {
        Map<String, String> contents = new HashMap<>();
        Map<String, String> annotations = lease.getMetadata().getAnnotations();
        if (annotations != null) {
            annotations.forEach((name, value) -> {
                if (name.startsWith(OURS)) {
                    contents.put(name.substring(OURS.length()), value);
                }
            });
        }
        contents.put(HOLDER, holder(lease));
        return contents;
    }

    private static String holder(Lease lease) {
        LeaseSpec spec = lease.getSpec();
        return spec == null ? "" : Objects.requireNonNullElse(spec.getHolderIdentity(), "");
    }

    private static String version(Lease lease) {
        return lease.getMetadata().getResourceVersion();
    }

    @Override
    public Outcome write(ObjectKey key, Map<String, String> contents, String expected)
            throws IOException {
        Lease next = next(key, contents, expected);
        Optional<String> version = asked(key, () -> written(next, expected));
        return version.isPresent()
                ? new Outcome.Written(version.get())
                : new Outcome.Conflict(read(key).map(Stored::version).orElse(ABSENT));
    }

    /// The version that it has now; empty where somebody was faster.
    private Optional<String> written(Lease next, String expected) {
        Resource<Lease> at = client.resource(next);
        try {
            return Optional.of(version(expected.equals(ABSENT) ? at.create() : at.update()));
        } catch (KubernetesClientException e) {
            if (e.getCode() == CONFLICT || e.getCode() == GONE) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private Lease next(ObjectKey key, Map<String, String> contents, String expected) {
        Map<String, String> annotations = new HashMap<>();
        contents.forEach((name, value) -> {
            if (!name.equals(HOLDER)) {
                annotations.put(OURS + name, value);
            }
        });
        String holder = contents.getOrDefault(HOLDER, "");
        return new LeaseBuilder()
                .withNewMetadata()
                .withNamespace(key.namespace())
                .withName(key.name())
                .withResourceVersion(expected.equals(ABSENT) ? null : expected)
                .withAnnotations(annotations)
                .endMetadata()
                .withNewSpec()
                // Kubernetes has no empty holder.
                .withHolderIdentity(holder.isEmpty() ? null : holder)
                .withLeaseDurationSeconds(Math.toIntExact(Math.max(1, times.counts().toSeconds())))
                .withRenewTime(clock.instant().atZone(ZoneOffset.UTC))
                .endSpec()
                .build();
    }
}
