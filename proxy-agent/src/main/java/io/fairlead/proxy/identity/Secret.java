package io.fairlead.proxy.identity;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/// What a TLS context is made of.
public sealed interface Secret {
    /// What this side shows of itself.
    ///
    /// @param chain leaf first, then intermediates; the root isn't in it
    /// @param key of the leaf
    record KeyPair(List<X509Certificate> chain, PrivateKey key) implements Secret {
        public KeyPair {
            chain = List.copyOf(chain);
            if (chain.isEmpty()) {
                throw new IllegalArgumentException("a key pair needs a leaf certificate");
            }
        }

        /// The certificate of the workload itself.
        public X509Certificate leaf() {
            return chain.getFirst();
        }

        /// Without the key.
        @Override
        public String toString() {
            return "KeyPair[serial=" + leaf().getSerialNumber().toString(16) + "]";
        }
    }

    /// Whom this side believes.
    ///
    /// @param roots any of which may end a chain
    record TrustBundle(List<X509Certificate> roots) implements Secret {
        public TrustBundle {
            roots = List.copyOf(roots);
        }
    }
}
