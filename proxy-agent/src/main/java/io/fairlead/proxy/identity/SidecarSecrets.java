package io.fairlead.proxy.identity;

import io.fairlead.proxy.identity.file.CertificateFiles;
import io.fairlead.proxy.identity.file.FileName;
import io.fairlead.proxy.identity.file.FileSecrets;
import io.fairlead.proxy.identity.pem.Pem;
import io.fairlead.proxy.identity.view.HeldSecret;
import io.fairlead.proxy.meter.Stats;
import io.fairlead.proxy.model.Credential;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All secrets of a sidecar, and the one thread that keeps them fresh: it asks the CA and looks at files, and may wait
/// for both.
public final class SidecarSecrets implements Secrets, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SidecarSecrets.class);

    /// How soon a changed file is noticed.
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    /// How soon a step that failed by a fault of ours is tried again.
    private static final Duration AFTER_FAULT = Duration.ofSeconds(10);

    private final FileSecrets files;
    private final DeliveredSecrets delivered;
    private final CopyOnWriteArrayList<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Semaphore wake = new Semaphore(0);
    private final Thread thread =
            Thread.ofPlatform().daemon().name("identity").unstarted(this::run);
    private volatile @Nullable WorkloadIdentity workload;
    private volatile @Nullable CertificateFiles output;
    private volatile boolean closed;

    /// What could not be written, for example to a full disk; of the thread.
    private boolean uncopied;

    public SidecarSecrets(Stats stats) {
        this.files = new FileSecrets(wake::release, () -> IdentityMeter.fileFailed(stats));
        this.delivered = new DeliveredSecrets(() -> IdentityMeter.deliveryFailed(stats));
    }

    /// Begins; without a workload there are secrets in files only.
    ///
    /// @param copies where the workload's certificate is written to; nowhere when null
    public void start(@Nullable WorkloadIdentity identity, @Nullable CertificateFiles copies) {
        workload = identity;
        output = copies;
        thread.start();
    }

    /// Takes what the control plane hands out: these are all that there are.
    public void deliver(Collection<Credential> all) {
        if (delivered.take(all)) {
            tellListeners();
        }
    }

    private Optional<Secret> named(String name) {
        return name.startsWith(Credential.PREFIX) ? delivered.secret(name) : files.secret(name);
    }

    @Override
    public Optional<Secret.KeyPair> keyPair(String name) {
        WorkloadIdentity own = workload;
        if (name.equals(WORKLOAD)) {
            return own == null ? Optional.empty() : own.held().map(WorkloadIdentity.Held::pair);
        }
        return named(name).filter(Secret.KeyPair.class::isInstance).map(Secret.KeyPair.class::cast);
    }

    @Override
    public Optional<Secret.TrustBundle> trust(String name) {
        WorkloadIdentity own = workload;
        if (name.equals(ROOTS)) {
            return own == null ? Optional.empty() : own.held().map(WorkloadIdentity.Held::trust);
        }
        return named(name)
                .filter(Secret.TrustBundle.class::isInstance)
                .map(Secret.TrustBundle.class::cast);
    }

    @Override
    public Optional<Secret.Revocations> revocations(String name) {
        return files.secret(name)
                .filter(Secret.Revocations.class::isInstance)
                .map(Secret.Revocations.class::cast);
    }

    @Override
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /// The workload's certificate while it is valid.
    public Optional<Secret.KeyPair> valid() {
        WorkloadIdentity own = workload;
        return own == null ? Optional.empty() : own.valid();
    }

    /// Why this workload can't show who it is; empty when it can, and where it needn't.
    public String reason() {
        WorkloadIdentity own = workload;
        return own == null ? "" : own.reason();
    }

    /// What there is, and what is waited for; lists of revoked certificates are no secrets.
    public List<HeldSecret> held() {
        List<HeldSecret> all = new ArrayList<>();
        if (workload != null) {
            all.add(held(WORKLOAD, HeldSecret.Kind.KEY_PAIR));
            all.add(held(ROOTS, HeldSecret.Kind.ROOTS));
        }
        delivered
                .secrets()
                .forEach((name, secret) ->
                        all.add(
                                switch (secret) {
                                    case Secret.KeyPair _ -> held(name, HeldSecret.Kind.KEY_PAIR);
                                    case Secret.TrustBundle _, Secret.Revocations _ ->
                                            held(name, HeldSecret.Kind.ROOTS);
                                }));
        files.names()
                .forEach((name, of) -> {
                    switch (of) {
                        case FileName.Pair _ -> all.add(held(name, HeldSecret.Kind.KEY_PAIR));
                        case FileName.Bundle _ -> all.add(held(name, HeldSecret.Kind.ROOTS));
                        case FileName.Revocations _ -> {}
                    }
                });
        return all;
    }

    private HeldSecret held(String name, HeldSecret.Kind kind) {
        List<X509Certificate> certificates =
                switch (kind) {
                    case KEY_PAIR -> keyPair(name).map(Secret.KeyPair::chain).orElse(List.of());
                    case ROOTS -> trust(name).map(Secret.TrustBundle::roots).orElse(List.of());
                };
        return new HeldSecret(name, kind, Pem.write(certificates));
    }

    private void run() {
        while (!closed) {
            try {
                Duration wait = step();
                boolean _ = wake.tryAcquire(wait.toMillis() + 1, TimeUnit.MILLISECONDS);
                wake.drainPermits();
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    private Duration step() throws InterruptedException {
        try {
            if (files.look()) {
                tellListeners();
            }
            WorkloadIdentity own = workload;
            Duration wait = own == null ? LOOK_EVERY : own.step(() -> renewed(own));
            if (own != null && uncopied) {
                copy(own);
            }
            return wait.compareTo(LOOK_EVERY) < 0 ? wait : LOOK_EVERY;
        } catch (RuntimeException fault) {
            LOG.error("event=identity_fault", fault);
            return AFTER_FAULT;
        }
    }

    private void renewed(WorkloadIdentity own) {
        copy(own);
        tellListeners();
    }

    /// What fails is told once, and tried again with each step.
    private void copy(WorkloadIdentity own) {
        CertificateFiles copies = output;
        if (copies != null && own.held().isPresent()) {
            WorkloadIdentity.Held held = own.held().get();
            try {
                copies.write(held.pair(), held.trust());
                uncopied = false;
            } catch (IOException e) {
                if (!uncopied) {
                    LOG.warn(
                            "event=certificate_not_written dir={} reason=\"{}\"",
                            copies.dir(),
                            e.toString());
                }
                uncopied = true;
            }
        }
    }

    private void tellListeners() {
        for (Runnable listener : listeners) {
            try {
                listener.run();
            } catch (RuntimeException fault) {
                LOG.error("event=identity_listener_fault", fault);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
