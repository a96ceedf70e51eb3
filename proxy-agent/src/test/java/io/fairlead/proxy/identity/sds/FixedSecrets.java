package io.fairlead.proxy.identity.sds;

import io.fairlead.proxy.identity.Secret;
import io.fairlead.proxy.identity.Secrets;
import io.fairlead.proxy.identity.TestCa;
import io.fairlead.proxy.identity.TestCa.Leaf;
import io.fairlead.proxy.identity.csr.KeyKind;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// Secrets that a test sets.
final class FixedSecrets implements Secrets {
    private final Map<String, Secret> all = new ConcurrentHashMap<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /// A new certificate of this workload, from this CA; tells the listeners.
    X509Certificate renew(TestCa root) {
        KeyPair key = KeyKind.standard().generate();
        X509Certificate leaf =
                root.issue(
                        key.getPublic(),
                        Leaf.of("spiffe://cluster.local/ns/shop/sa/cart", Instant.now()));
        all.put(WORKLOAD, new Secret.KeyPair(List.of(leaf), key.getPrivate()));
        all.put(ROOTS, new Secret.TrustBundle(List.of(root.certificate())));
        listeners.forEach(Runnable::run);
        return leaf;
    }

    @Override
    public Optional<Secret.KeyPair> keyPair(String name) {
        return Optional.ofNullable(all.get(name))
                .filter(Secret.KeyPair.class::isInstance)
                .map(Secret.KeyPair.class::cast);
    }

    @Override
    public Optional<Secret.TrustBundle> trust(String name) {
        return Optional.ofNullable(all.get(name))
                .filter(Secret.TrustBundle.class::isInstance)
                .map(Secret.TrustBundle.class::cast);
    }

    @Override
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }
}
