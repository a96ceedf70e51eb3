package io.fairlead.ca.authority;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/// Certificates and keys as text.
public final class Pem {

    private static final int LINE = 64;

    private Pem() {}

    /// One certificate after the other.
    public static String certificates(List<X509Certificate> certificates) {
        return certificates.stream().map(Pem::certificate).collect(Collectors.joining());
    }

    public static String certificate(X509Certificate certificate) {
        try {
            return block("CERTIFICATE", certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was read can be written", e);
        }
    }

    /// PKCS #8.
    public static String privateKey(PrivateKey key) {
        return block("PRIVATE KEY", key.getEncoded());
    }

    private static String block(String type, byte[] der) {
        Base64.Encoder lines = Base64.getMimeEncoder(LINE, new byte[] {'\n'});
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(type, lines.encodeToString(der), type);
    }

    /// All certificates of a text; none is an error of its own.
    public static List<X509Certificate> readCertificates(String text) throws CertificateException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        List<X509Certificate> found =
                factory.generateCertificates(new ByteArrayInputStream(bytes)).stream()
                        .map(X509Certificate.class::cast)
                        .toList();
        if (found.isEmpty()) {
            throw new CertificateException("there is no certificate in it");
        }
        return found;
    }

    /// A key as PKCS #8, SEC 1 or PKCS #1.
    static PrivateKey readPrivateKey(String text) throws IOException {
        JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
        try (PEMParser parser = new PEMParser(new StringReader(text))) {
            Object found = parser.readObject();
            while (found != null) {
                if (found instanceof PEMKeyPair pair) {
                    return converter.getKeyPair(pair).getPrivate();
                }
                if (found instanceof PrivateKeyInfo info) {
                    return converter.getPrivateKey(info);
                }
                // openssl writes the parameters of a curve before its key.
                found = parser.readObject();
            }
        } catch (RuntimeException e) {
            throw new PEMException("malformed", e);
        }
        throw new PEMException("there is no unencrypted private key in it");
    }
}
