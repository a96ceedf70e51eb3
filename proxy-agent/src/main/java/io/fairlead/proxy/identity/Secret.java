package io.fairlead.proxy.identity;

import java.security.PrivateKey;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
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
    /// @param revocations lists of certificates that were taken back; empty when nobody asks about that
    record TrustBundle(List<X509Certificate> roots, List<X509CRL> revocations) implements Secret {
        public TrustBundle {
            roots = List.copyOf(roots);
            revocations = List.copyOf(revocations);
        }

        public TrustBundle(List<X509Certificate> roots) {
            this(roots, List.of());
        }

        /// The same, with these lists too.
        public TrustBundle with(Revocations more) {
            List<X509CRL> all = new ArrayList<>(revocations);
            all.addAll(more.lists());
            return new TrustBundle(roots, all);
        }
    }

    /// Which certificates were taken back by those who signed them.
    record Revocations(List<X509CRL> lists) implements Secret {
        public Revocations {
            lists = List.copyOf(lists);
        }
    }
}
