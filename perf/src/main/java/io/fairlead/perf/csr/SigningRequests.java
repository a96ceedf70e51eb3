package io.fairlead.perf.csr;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/// Requests with keys of ECDSA P-256, as sidecars make them; made before the clock runs.
final class SigningRequests {
    private SigningRequests() {}

    static List<byte[]> make(int count) throws GeneralSecurityException, IOException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        List<byte[]> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            made.add(Calls.request(pem(generator.generateKeyPair())));
        }
        return made;
    }

    private static String pem(KeyPair key) throws GeneralSecurityException, IOException {
        try {
            byte[] der =
                    new JcaPKCS10CertificationRequestBuilder(new X500Name(""), key.getPublic())
                            .build(
                                    new JcaContentSignerBuilder("SHA256withECDSA")
                                            .build(key.getPrivate()))
                            .getEncoded();
            return "-----BEGIN CERTIFICATE REQUEST-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                    + "\n-----END CERTIFICATE REQUEST-----\n";
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }
}
