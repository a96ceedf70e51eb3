package io.fairlead.ingest.decode;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/// Whether certificates and keys as text (RFC 7468) are what they should be.
public final class CertificateText {
    private static final String BEGIN = "-----BEGIN ";
    private static final String DASHES = "-----";
    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 0x04;
    private static final byte[] VERSION = {0x02, 0x01, 0x00};
    private static final int SHORT = 0x80;

    private CertificateText() {}

    /// All of a text; at least one.
    ///
    /// @throws GeneralSecurityException when there is none, or one can't be read
    public static List<X509Certificate> certificates(String text) throws GeneralSecurityException {
        List<X509Certificate> found =
                factory().generateCertificates(stream(text)).stream()
                        .map(X509Certificate.class::cast)
                        .toList();
        if (found.isEmpty()) {
            throw new CertificateException("there is no certificate in it");
        }
        return found;
    }

    /// Lists of revoked certificates; at least one.
    static void revocations(String text) throws GeneralSecurityException {
        if (factory().generateCRLs(stream(text)).isEmpty()) {
            throw new CertificateException("there is no list of revoked certificates in it");
        }
    }

    /// A chain and the key of its first certificate.
    static void pair(String chain, String key) throws GeneralSecurityException {
        PublicKey shown = certificates(chain).getFirst().getPublicKey();
        String algorithm =
                switch (shown.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default ->
                            throw new InvalidKeyException(
                                    "keys are RSA or EC, not " + shown.getAlgorithm());
                };
        byte[] probe = chain.getBytes(StandardCharsets.UTF_8);
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(privateKey(key, shown));
        signature.update(probe);
        byte[] signed = signature.sign();
        signature.initVerify(shown);
        signature.update(probe);
        if (!signature.verify(signed)) {
            throw new InvalidKeyException("the key is not that of the first certificate");
        }
    }

    private static PrivateKey privateKey(String text, PublicKey shown)
            throws GeneralSecurityException {
        for (int at = text.indexOf(BEGIN); at >= 0; at = text.indexOf(BEGIN, at + 1)) {
            int labelEnd = text.indexOf(DASHES, at + BEGIN.length());
            int end = labelEnd < 0 ? -1 : text.indexOf("-----END ", labelEnd);
            if (end < 0) {
                break;
            }
            String label = text.substring(at + BEGIN.length(), labelEnd);
            String content = text.substring(labelEnd + DASHES.length(), end);
            if (label.equals("ENCRYPTED PRIVATE KEY") || content.indexOf(':') >= 0) {
                throw new InvalidKeyException("the key has a password");
            }
            if (label.endsWith("PRIVATE KEY")) {
                byte[] der = decoded(content);
                byte[] whole = label.equals("PRIVATE KEY") ? der : wrapped(der, shown);
                return KeyFactory.getInstance(shown.getAlgorithm())
                        .generatePrivate(new PKCS8EncodedKeySpec(whole));
            }
        }
        throw new InvalidKeyException("there is no private key in it");
    }

    private static byte[] decoded(String content) throws InvalidKeyException {
        try {
            return Base64.getMimeDecoder().decode(content);
        } catch (IllegalArgumentException e) {
            throw new InvalidKeyException("the key is not base64", e);
        }
    }

    /// SEC 1 and PKCS #1 as PKCS #8: the kind of key stands in the certificate.
    private static byte[] wrapped(byte[] der, PublicKey shown) {
        ByteBuffer spki = ByteBuffer.wrap(shown.getEncoded());
        spki.get();
        length(spki);
        int from = spki.position();
        spki.get();
        int size = length(spki);
        int until = spki.position() + size;
        byte[] kind = new byte[until - from];
        spki.get(from, kind);
        var inside = new ByteArrayOutputStream();
        inside.writeBytes(VERSION);
        inside.writeBytes(kind);
        inside.writeBytes(tagged(OCTETS, der));
        return tagged(SEQUENCE, inside.toByteArray());
    }

    private static byte[] tagged(int tag, byte[] content) {
        var out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length < SHORT) {
            out.write(content.length);
        } else {
            out.write(SHORT | 3);
            out.write(content.length >> 16);
            out.write(content.length >> 8);
            out.write(content.length);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static int length(ByteBuffer der) {
        int first = Byte.toUnsignedInt(der.get());
        if (first < SHORT) {
            return first;
        }
        int length = 0;
        for (int count = first - SHORT; count > 0; count--) {
            length = length << 8 | Byte.toUnsignedInt(der.get());
        }
        return length;
    }

    private static CertificateFactory factory() throws CertificateException {
        return CertificateFactory.getInstance("X.509");
    }

    private static ByteArrayInputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
