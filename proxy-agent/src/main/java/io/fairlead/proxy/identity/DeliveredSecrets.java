package io.fairlead.proxy.identity;

import io.fairlead.proxy.identity.pem.Pem;
import io.fairlead.proxy.identity.pem.PrivateKeys;
import io.fairlead.proxy.identity.pem.Unreadable;
import io.fairlead.proxy.model.Credential;
import java.security.PrivateKey;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Secrets that the control plane hands out. One that can't be used leaves the last good one of its name in use.
final class DeliveredSecrets {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveredSecrets.class);

    private final Runnable onFailure;
    private volatile Map<String, Secret> held = Map.of();

    /// @param onFailure is called for each that can't be used
    DeliveredSecrets(Runnable onFailure) {
        this.onFailure = onFailure;
    }

    Optional<Secret> secret(String name) {
        return Optional.ofNullable(held.get(name));
    }

    /// All of them, by name.
    Map<String, Secret> secrets() {
        return held;
    }

    /// These are all that there are. By one thread at a time.
    ///
    /// @return whether one is another now
    boolean take(Collection<Credential> all) {
        Map<String, Secret> before = held;
        Map<String, Secret> next = new HashMap<>();
        for (Credential one : all) {
            try {
                next.put(one.name(), read(one));
            } catch (Unreadable e) {
                Secret last = before.get(one.name());
                onFailure.run();
                LOG.warn(
                        "event=secret_refused name={} reason=\"{}\" in_use={}",
                        one.name(),
                        e.getMessage(),
                        last == null ? "none" : "the last good one");
                if (last != null) {
                    next.put(one.name(), last);
                }
            }
        }
        held = Map.copyOf(next);
        return !next.equals(before);
    }

    private static Secret read(Credential one) throws Unreadable {
        if (!one.roots().isEmpty()) {
            List<X509CRL> lists =
                    one.revocations().isEmpty() ? List.of() : Pem.revocations(one.revocations());
            return new Secret.TrustBundle(Pem.certificates(one.roots()), lists);
        }
        List<X509Certificate> chain = Pem.certificates(one.chain());
        PrivateKey key = Pem.privateKey(one.key(), chain.getFirst());
        if (!PrivateKeys.belongTogether(key, chain.getFirst().getPublicKey())) {
            throw new Unreadable("the key is not that of the first certificate");
        }
        return new Secret.KeyPair(chain, key);
    }
}
