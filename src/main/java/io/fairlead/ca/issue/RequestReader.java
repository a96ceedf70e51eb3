package io.fairlead.ca.issue;

import io.fairlead.ca.issue.Decision.Reason;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.CertificationRequest;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.jspecify.annotations.Nullable;

/// Reads a certificate request: of all that it says, only the key is taken, and only when the caller has its other
/// half.
final class RequestReader {

    private static final String BEGIN = "-----BEGIN CERTIFICATE REQUEST-----";
    private static final String END = "-----END CERTIFICATE REQUEST-----";
    private static final String OLD_BEGIN = "-----BEGIN NEW CERTIFICATE REQUEST-----";
    private static final String OLD_END = "-----END NEW CERTIFICATE REQUEST-----";

    private static final BigInteger EXPONENT_MIN = BigInteger.valueOf(65_537);
    private static final int EXPONENT_BITS_MAX = 32;

    /// Signatures that prove anything today, with the JDK's name.
    private static final Map<ASN1ObjectIdentifier, String> SIGNATURES =
            Map.of(
                    X9ObjectIdentifiers.ecdsa_with_SHA256, "SHA256withECDSA",
                    X9ObjectIdentifiers.ecdsa_with_SHA384, "SHA384withECDSA",
                    X9ObjectIdentifiers.ecdsa_with_SHA512, "SHA512withECDSA",
                    PKCSObjectIdentifiers.sha256WithRSAEncryption, "SHA256withRSA",
                    PKCSObjectIdentifiers.sha384WithRSAEncryption, "SHA384withRSA",
                    PKCSObjectIdentifiers.sha512WithRSAEncryption, "SHA512withRSA");

    private static final Map<ASN1ObjectIdentifier, String> CURVES =
            Map.of(
                    SECObjectIdentifiers.secp256r1,
                    "P-256",
                    SECObjectIdentifiers.secp384r1,
                    "P-384");

    sealed interface Outcome {}

    record Good(PublicKey key) implements Outcome {}

    record Bad(Reason reason, String text) implements Outcome {}

    private RequestReader() {}

    static Outcome read(String pem, IssuePolicy policy) {
        if (pem.length() > policy.requestCharsMax()) {
            return malformed("it is longer than %d characters".formatted(policy.requestCharsMax()));
        }
        byte[] der = decoded(pem);
        if (der == null) {
            return malformed("it is not one PEM block CERTIFICATE REQUEST");
        }
        String shape = DerShape.fault(der);
        if (!shape.isEmpty()) {
            return malformed(shape);
        }
        try {
            return judge(CertificationRequest.getInstance(der), policy);
        } catch (RuntimeException | IOException _) {
            // Bouncy Castle throws exceptions of many kinds on hostile bytes; for the caller they
            // mean the same.
            return malformed("it is no PKCS #10 structure");
        }
    }

    private static Outcome judge(CertificationRequest request, IssuePolicy policy)
            throws IOException {
        SubjectPublicKeyInfo written =
                request.getCertificationRequestInfo().getSubjectPublicKeyInfo();
        Optional<String> weakness = weakness(written);
        if (weakness.isPresent()) {
            return new Bad(Reason.KEY, weakness.get());
        }
        try {
            String family = isRsa(written.getAlgorithm()) ? "RSA" : "EC";
            PublicKey key =
                    KeyFactory.getInstance(family)
                            .generatePublic(new X509EncodedKeySpec(written.getEncoded("DER")));
            if (key instanceof RSAPublicKey rsa) {
                Optional<String> size = weakness(rsa, policy);
                if (size.isPresent()) {
                    return new Bad(Reason.KEY, size.get());
                }
            }
            return isSignedBy(key, request)
                    ? new Good(key)
                    : malformed("its signature was not made with its key");
        } catch (GeneralSecurityException _) {
            return malformed("its key or its signature can't be read");
        }
    }

    private static boolean isSignedBy(PublicKey key, CertificationRequest request)
            throws GeneralSecurityException, IOException {
        String name = SIGNATURES.get(request.getSignatureAlgorithm().getAlgorithm());
        if (name == null || !name.endsWith(key.getAlgorithm().equals("RSA") ? "RSA" : "ECDSA")) {
            return false;
        }
        Signature signature = Signature.getInstance(name);
        signature.initVerify(key);
        signature.update(request.getCertificationRequestInfo().getEncoded("DER"));
        return signature.verify(request.getSignature().getOctets());
    }

    private static boolean isRsa(AlgorithmIdentifier algorithm) {
        return algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.rsaEncryption);
    }

    private static Optional<String> weakness(SubjectPublicKeyInfo written) {
        AlgorithmIdentifier algorithm = written.getAlgorithm();
        if (isRsa(algorithm)) {
            return Optional.empty();
        }
        boolean curve =
                algorithm.getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey)
                        && algorithm.getParameters() instanceof ASN1ObjectIdentifier;
        String name =
                curve
                        ? CURVES.get(ASN1ObjectIdentifier.getInstance(algorithm.getParameters()))
                        : null;
        if (name == null) {
            return Optional.of(
                    "the key's kind is not accepted; expected ECDSA on P-256 or P-384, or RSA");
        }
        // Throws when the point is not on the curve: a signature would tell nothing then.
        boolean infinite =
                CustomNamedCurves.getByName(name)
                        .getCurve()
                        .decodePoint(written.getPublicKeyData().getOctets())
                        .isInfinity();
        return infinite ? Optional.of("the key is the point at infinity") : Optional.empty();
    }

    private static Optional<String> weakness(RSAPublicKey key, IssuePolicy policy) {
        int bits = key.getModulus().bitLength();
        if (bits < policy.rsaBitsMin() || bits > policy.rsaBitsMax()) {
            return Optional.of(
                    "the RSA key has %d bits; expected %d to %d"
                            .formatted(bits, policy.rsaBitsMin(), policy.rsaBitsMax()));
        }
        BigInteger exponent = key.getPublicExponent();
        boolean usual =
                exponent.compareTo(EXPONENT_MIN) >= 0
                        && exponent.bitLength() <= EXPONENT_BITS_MAX
                        && exponent.testBit(0);
        return usual ? Optional.empty() : Optional.of("the RSA key's exponent is not accepted");
    }

    /// The bytes of the one block that the text consists of; null when it consists of anything else.
    private static byte @Nullable [] decoded(String pem) {
        String text = pem.strip();
        boolean old = text.startsWith(OLD_BEGIN);
        String begin = old ? OLD_BEGIN : BEGIN;
        String end = old ? OLD_END : END;
        if (!text.startsWith(begin)
                || !text.endsWith(end)
                || text.length() < begin.length() + end.length()) {
            return null;
        }
        String body = text.substring(begin.length(), text.length() - end.length());
        try {
            return Base64.getDecoder().decode(body.replaceAll("[\r\n\t ]", ""));
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    private static Bad malformed(String what) {
        return new Bad(Reason.MALFORMED, "the certificate request is refused: " + what);
    }
}
