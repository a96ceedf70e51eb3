package io.fairlead.proxy.identity.pem;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.security.PrivateKey;
import java.security.cert.CRL;
import java.security.cert.CRLException;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// Reads and writes PEM: blocks of base64 between `-----BEGIN LABEL-----` and `-----END LABEL-----` (RFC 7468). Text
/// between blocks is a comment.
public final class Pem {

    /// A text longer than this is refused.
    public static final int LENGTH_MAX = 1024 * 1024;

    /// More blocks than this are refused.
    public static final int BLOCKS_MAX = 512;

    private static final String CERTIFICATE = "CERTIFICATE";
    private static final String REVOCATIONS = "X509 CRL";
    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";
    private static final int LABEL_LENGTH_MAX = 64;
    private static final Base64.Encoder ENCODER = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private Pem() {}

    /// One block.
    static final class Block {
        private final String label;
        private final byte[] der;

        Block(String label, byte[] der) {
            this.label = label;
            this.der = der;
        }

        String label() {
            return label;
        }

        byte[] der() {
            return der;
        }

        /// Without its content, which may be a key.
        @Override
        public String toString() {
            return "Block[" + label + ", " + der.length + " bytes]";
        }
    }

    /// All certificates of a text, in their order; at least one.
    public static List<X509Certificate> certificates(String text) throws Unreadable {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Block block : blocks(text)) {
            if (block.label().equals(CERTIFICATE)) {
                certificates.add(certificate(block.der()));
            }
        }
        if (certificates.isEmpty()) {
            throw new Unreadable("no block \"BEGIN CERTIFICATE\" in it");
        }
        return certificates;
    }

    private static X509Certificate certificate(byte[] der) throws Unreadable {
        try {
            Certificate read =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(der));
            if (read instanceof X509Certificate certificate) {
                return certificate;
            }
            throw new Unreadable("a certificate is not X.509");
        } catch (CertificateException e) {
            throw new Unreadable("a certificate can't be read: " + e.getMessage(), e);
        }
    }

    /// All lists of revoked certificates of a text; at least one.
    public static List<X509CRL> revocations(String text) throws Unreadable {
        List<X509CRL> lists = new ArrayList<>();
        for (Block block : blocks(text)) {
            if (block.label().equals(REVOCATIONS)) {
                lists.add(revocations(block.der()));
            }
        }
        if (lists.isEmpty()) {
            throw new Unreadable("no block \"BEGIN X509 CRL\" in it");
        }
        return lists;
    }

    private static X509CRL revocations(byte[] der) throws Unreadable {
        try {
            CRL read =
                    CertificateFactory.getInstance("X.509")
                            .generateCRL(new ByteArrayInputStream(der));
            if (read instanceof X509CRL list) {
                return list;
            }
            throw new Unreadable("a list of revoked certificates is not X.509");
        } catch (CertificateException | CRLException e) {
            throw new Unreadable(
                    "a list of revoked certificates can't be read: " + e.getMessage(), e);
        }
    }

    /// The private key of a text: PKCS#8, or the older forms of EC and RSA keys.
    ///
    /// @param of the certificate that it belongs to, which knows the kind of key
    public static PrivateKey privateKey(String text, X509Certificate of) throws Unreadable {
        return PrivateKeys.read(blocks(text), of.getPublicKey());
    }

    static List<Block> blocks(String text) throws Unreadable {
        if (text.length() > LENGTH_MAX) {
            throw new Unreadable(
                    "%d characters, at most %d are read".formatted(text.length(), LENGTH_MAX));
        }
        List<Block> blocks = new ArrayList<>();
        int at = text.indexOf(BEGIN);
        while (at >= 0) {
            int labelEnd = text.indexOf(DASHES, at + BEGIN.length());
            if (labelEnd < 0 || labelEnd - at - BEGIN.length() > LABEL_LENGTH_MAX) {
                throw new Unreadable("a line \"-----BEGIN …\" has no end");
            }
            String label = text.substring(at + BEGIN.length(), labelEnd);
            String ending = END + label + DASHES;
            int contentEnd = text.indexOf(ending, labelEnd);
            if (contentEnd < 0) {
                throw new Unreadable(
                        "a block has no line \"" + ending + "\"; is the text cut off?");
            }
            if (blocks.size() == BLOCKS_MAX) {
                throw new Unreadable("more than " + BLOCKS_MAX + " blocks");
            }
            blocks.add(block(label, text.substring(labelEnd + DASHES.length(), contentEnd)));
            at = text.indexOf(BEGIN, contentEnd + ending.length());
        }
        return blocks;
    }

    private static Block block(String label, String content) throws Unreadable {
        if (content.indexOf(':') >= 0) {
            // RFC 1421 headers: what OpenSSL writes before an encrypted key.
            throw new Unreadable(
                    "block \""
                            + label
                            + "\" is encrypted or has headers. Fix: write it without a password");
        }
        StringBuilder letters = new StringBuilder(content.length());
        for (int i = 0; i < content.length(); i++) {
            char c = content.charAt(i);
            if (c != '\n' && c != '\r' && c != ' ' && c != '\t') {
                letters.append(c);
            }
        }
        try {
            return new Block(label, Base64.getDecoder().decode(letters.toString()));
        } catch (IllegalArgumentException e) {
            throw new Unreadable("block \"" + label + "\" is not base64", e);
        }
    }

    /// Certificates as text, in this order.
    public static String write(List<X509Certificate> certificates) {
        StringBuilder text = new StringBuilder();
        for (X509Certificate certificate : certificates) {
            try {
                text.append(write(CERTIFICATE, certificate.getEncoded()));
            } catch (CertificateEncodingException e) {
                throw new IllegalArgumentException("a certificate without an encoding", e);
            }
        }
        return text.toString();
    }

    /// A key as text, in PKCS#8. Whoever calls keeps it secret.
    public static String write(PrivateKey key) {
        return write("PRIVATE KEY", key.getEncoded());
    }

    /// One block.
    public static String write(String label, byte[] der) {
        return BEGIN
                + label
                + "-----\n"
                + new String(ENCODER.encode(der), US_ASCII)
                + "\n"
                + END
                + label
                + "-----\n";
    }
}
