package io.fairlead.proxy.identity.tls;

import io.fairlead.proxy.identity.Secret.TrustBundle;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;

/// Roots that stand in the configuration.
final class InlineRoots {

    static final TrustBundle NONE = new TrustBundle(List.of());

    private InlineRoots() {}

    static TrustBundle read(String pem) throws UnusableSecret {
        try {
            var bytes = new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8));
            return new TrustBundle(
                    CertificateFactory.getInstance("X.509").generateCertificates(bytes).stream()
                            .map(X509Certificate.class::cast)
                            .toList());
        } catch (CertificateException e) {
            throw new UnusableSecret(e);
        }
    }
}
