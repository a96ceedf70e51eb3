package io.fairlead.testing;

import io.fairlead.testing.Cas.Ca;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/// Leaf certificates of any kind.
public final class Leaves {

    /// Everything about a leaf.
    ///
    /// @param purpose of its key; null for none said
    public record Leaf(
            KeyPair key,
            Instant from,
            Instant to,
            @Nullable KeyPurposeId purpose,
            List<GeneralName> names) {}

    private Leaves() {}

    /// With a key that nobody has.
    public static X509Certificate of(Ca issuer, Instant from, Instant to, GeneralName... names) {
        return of(issuer, new Leaf(Requests.ec("secp256r1"), from, to, null, List.of(names)));
    }

    public static X509Certificate of(Ca issuer, Leaf leaf) {
        try {
            JcaX509v3CertificateBuilder builder =
                    new JcaX509v3CertificateBuilder(
                            X500Name.getInstance(
                                    issuer.certificate().getSubjectX500Principal().getEncoded()),
                            BigInteger.TEN,
                            Date.from(leaf.from()),
                            Date.from(leaf.to()),
                            new X500Name(""),
                            leaf.key().getPublic());
            if (!leaf.names().isEmpty()) {
                builder.addExtension(
                        Extension.subjectAlternativeName,
                        true,
                        new GeneralNames(leaf.names().toArray(GeneralName[]::new)));
            }
            if (leaf.purpose() != null) {
                builder.addExtension(
                        Extension.extendedKeyUsage, false, new ExtendedKeyUsage(leaf.purpose()));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(
                                    new JcaContentSignerBuilder("SHA256withECDSA")
                                            .build(issuer.key().getPrivate())));
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }
}
