package io.fairlead.proxy.model;

import java.util.List;

/// How the certificate of the other side is judged.
///
/// @param names at least one has to hold for a name in the certificate; empty = any name will do
/// @param revocations name of the lists of revoked certificates (`file-crl:LISTS`); empty = none but those that come
///     with the roots
public record PeerValidation(Roots roots, List<SanMatch> names, String revocations) {

    /// Without lists of revoked certificates.
    public PeerValidation(Roots roots, List<SanMatch> names) {
        this(roots, names, "");
    }

    /// Roots of the mesh, as configuration names them.
    public static final String MESH_ROOTS = "ROOTCA";

    private static final String SPIFFE = "spiffe://";

    /// Believes everybody.
    public static final PeerValidation NONE = new PeerValidation(new Roots.Nobody(), List.of());

    public PeerValidation {
        names = List.copyOf(names);
    }

    /// Who may end a chain.
    public sealed interface Roots {
        /// A bundle by its name: `ROOTCA`, `file-root:BUNDLE`.
        record Named(String name) implements Roots {}

        /// Certificates that stand in the configuration.
        record Inline(String pem) implements Roots {}

        /// Chains aren't looked at.
        record Nobody() implements Roots {}
    }

    /// A condition on a name of the certificate.
    public record SanMatch(Kind kind, StringMatch value) {
        /// Which names it is about.
        public enum Kind {
            ANY,
            URI,
            DNS,
            EMAIL,
            IP
        }
    }

    /// Whether a certificate is asked for and judged.
    public boolean judges() {
        return !(roots instanceof Roots.Nobody);
    }

    /// Whether the peer has to be a workload with a SPIFFE id: the roots are the mesh's, or an id is asked for.
    public boolean workloads() {
        if (roots instanceof Roots.Named(String name) && name.equals(MESH_ROOTS)) {
            return true;
        }
        return names.stream().anyMatch(name -> text(name.value()).startsWith(SPIFFE));
    }

    private static String text(StringMatch match) {
        return switch (match) {
            case StringMatch.Exact(String value, _) -> value;
            case StringMatch.Prefix(String value, _) -> value;
            case StringMatch.Suffix _, StringMatch.Contains _, StringMatch.Matches _ -> "";
        };
    }
}
