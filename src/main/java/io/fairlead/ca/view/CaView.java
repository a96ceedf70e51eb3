package io.fairlead.ca.view;

import java.util.List;

/// All that people may see of the certificate authority.
public record CaView(AuthorityView authority, List<CertificateView> certificates) {
    public CaView {
        certificates = List.copyOf(certificates);
    }
}
