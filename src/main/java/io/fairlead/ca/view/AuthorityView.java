package io.fairlead.ca.view;

import java.time.Instant;
import java.util.List;

/// The certificate authority itself.
///
/// @param name of the certificate that signs
/// @param origin where it comes from
/// @param notAfter when the first link between a leaf and its root expires
/// @param roots names of the roots that clients are told to trust
public record AuthorityView(
        String name,
        String serial,
        String origin,
        Instant notBefore,
        Instant notAfter,
        List<String> roots) {
    public AuthorityView {
        roots = List.copyOf(roots);
    }
}
