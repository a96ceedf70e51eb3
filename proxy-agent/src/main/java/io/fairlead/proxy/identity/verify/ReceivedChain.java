package io.fairlead.proxy.identity.verify;

import io.fairlead.proxy.identity.pem.Pem;
import io.fairlead.proxy.identity.pem.Unreadable;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/// Looks at what the CA has sent before anybody relies on it: the parts of the answer are the leaf, intermediates, and
/// last the roots of the mesh.
public sealed interface ReceivedChain {

    /// All is as it should be.
    ///
    /// @param chain leaf first, without a root
    /// @param roots of the mesh
    record Accepted(List<X509Certificate> chain, List<X509Certificate> roots)
            implements ReceivedChain {
        public Accepted {
            chain = List.copyOf(chain);
            roots = List.copyOf(roots);
        }
    }

    /// It can't be used.
    record Refused(Reason reason, String message) implements ReceivedChain {}

    /// Why a chain is refused; the names are those of counters.
    enum Reason {
        TOO_FEW_PARTS,
        TOO_LARGE,
        UNREADABLE,
        FOREIGN_KEY,
        NO_SPIFFE_ID,
        OTHER_IDENTITY,
        NOT_YET_VALID,
        EXPIRED,
        IS_CA,
        WRONG_USAGE,
        ROOT_EXPIRED,
        UNTRUSTED
    }

    /// What a chain must be.
    ///
    /// @param key public half of the key that was asked for
    /// @param id who this workload is
    /// @param epochMillis now
    record Expected(PublicKey key, SpiffeId id, long epochMillis) {}

    /// Parts beyond this are refused.
    int PARTS_MAX = 16;

    /// The verdict.
    static ReceivedChain check(List<String> parts, Expected expected) {
        if (parts.size() < 2) {
            return new Refused(
                    Reason.TOO_FEW_PARTS,
                    "the CA sent %d parts; it has to send the certificate and, last, the roots"
                            .formatted(parts.size()));
        }
        if (parts.size() > PARTS_MAX) {
            return new Refused(
                    Reason.TOO_LARGE,
                    "the CA sent %d parts, more than %d".formatted(parts.size(), PARTS_MAX));
        }
        List<X509Certificate> chain = new ArrayList<>();
        List<X509Certificate> roots;
        try {
            for (String part : parts.subList(0, parts.size() - 1)) {
                chain.addAll(Pem.certificates(part));
            }
            roots = Pem.certificates(parts.getLast());
        } catch (Unreadable e) {
            return new Refused(Reason.UNREADABLE, "the CA's answer: " + e.getMessage());
        }
        return new ChainCheck(withoutRoots(chain, roots), roots, expected).verdict();
    }

    /// A root at the end of the chain is allowed and of no use.
    private static List<X509Certificate> withoutRoots(
            List<X509Certificate> chain, List<X509Certificate> roots) {
        int end = chain.size();
        while (end > 1 && roots.contains(chain.get(end - 1))) {
            end--;
        }
        return chain.subList(0, end);
    }
}
