package io.fairlead.proxy.listener;

import io.fairlead.proxy.identity.Secret;
import io.fairlead.proxy.identity.Secrets;
import io.fairlead.testing.Pki;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// Secrets that a test sets.
final class MeshSecrets implements Secrets {

    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile Secret.@Nullable KeyPair own;
    private volatile Secret.TrustBundle roots;

    MeshSecrets(Secret.@Nullable KeyPair own, Pki.Ca... roots) {
        this.own = own;
        this.roots = bundle(roots);
    }

    /// A workload that believes these roots.
    static MeshSecrets of(Pki.Held held, Pki.Ca... roots) {
        return new MeshSecrets(new Secret.KeyPair(held.chain(), held.key()), roots);
    }

    /// Holds certificates against this list from now on.
    MeshSecrets revoking(X509CRL list) {
        roots = new Secret.TrustBundle(roots.roots(), List.of(list));
        return this;
    }

    private static Secret.TrustBundle bundle(Pki.Ca... roots) {
        List<X509Certificate> all = new ArrayList<>();
        for (Pki.Ca root : roots) {
            all.add(root.certificate());
        }
        return new Secret.TrustBundle(all);
    }

    /// Renews the certificate.
    void renew(Pki.Held held) {
        own = new Secret.KeyPair(held.chain(), held.key());
        listeners.forEach(Runnable::run);
    }

    /// Believes others from now on.
    void trust(Pki.Ca... next) {
        roots = bundle(next);
        listeners.forEach(Runnable::run);
    }

    @Override
    public Optional<Secret.KeyPair> keyPair(String name) {
        return name.equals("default") ? Optional.ofNullable(own) : Optional.empty();
    }

    @Override
    public Optional<Secret.TrustBundle> trust(String name) {
        return name.equals("ROOTCA") ? Optional.of(roots) : Optional.empty();
    }

    @Override
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }
}
