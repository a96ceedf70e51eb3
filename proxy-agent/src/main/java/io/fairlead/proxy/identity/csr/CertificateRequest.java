package io.fairlead.proxy.identity.csr;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.fairlead.proxy.identity.pem.Der;
import io.fairlead.proxy.identity.pem.Pem;
import io.fairlead.proxy.identity.verify.SpiffeId;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;

/// A request for a certificate, PKCS#10 (RFC 2986): the public key, the wanted name, signed with the private key.
///
/// ```
/// SEQUENCE {
///   SEQUENCE { version, subject (empty), public key, [0] { extensionRequest { subjectAltName { URI } } } }
///   algorithm
///   signature
/// }
/// ```
public final class CertificateRequest {

    private static final String EXTENSION_REQUEST = "1.2.840.113549.1.9.14";
    private static final String SUBJECT_ALTERNATIVE_NAME = "2.5.29.17";
    private static final int URI = 6;
    private static final int ATTRIBUTES = 0;

    private CertificateRequest() {}

    /// The request as text.
    ///
    /// @param id for form's sake: the CA puts into a certificate whom it knows, not who is written here
    public static String pem(KeyPair key, KeyKind kind, SpiffeId id) {
        byte[] body =
                Der.sequence(
                        Der.integer(0),
                        Der.sequence(),
                        key.getPublic().getEncoded(),
                        Der.constructed(ATTRIBUTES, wantedName(id)));
        byte[] request = Der.sequence(body, algorithm(kind), Der.bits(sign(key, kind, body)));
        return Pem.write("CERTIFICATE REQUEST", request);
    }

    private static byte[] wantedName(SpiffeId id) {
        byte[] names = Der.sequence(Der.primitive(URI, id.toString().getBytes(US_ASCII)));
        byte[] extension = Der.sequence(Der.name(SUBJECT_ALTERNATIVE_NAME), Der.octets(names));
        return Der.sequence(Der.name(EXTENSION_REQUEST), Der.set(Der.sequence(extension)));
    }

    private static byte[] algorithm(KeyKind kind) {
        return switch (kind) {
            case KeyKind.Ec _ -> Der.sequence(Der.name(kind.signatureName()));
            case KeyKind.Rsa _ -> Der.sequence(Der.name(kind.signatureName()), Der.nothing());
        };
    }

    private static byte[] sign(KeyPair key, KeyKind kind, byte[] body) {
        try {
            Signature signature = Signature.getInstance(kind.signature());
            signature.initSign(key.getPrivate());
            signature.update(body);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK signs with keys of kind " + kind, e);
        }
    }
}
