package io.fairlead.proxy.identity.pem;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;

/// Whatever the bytes, they are certificates and a key, or lists of revoked certificates, or refused with a reason.
final class PemFuzzTest {

    @FuzzTest
    void anyBytes(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        try {
            X509Certificate first = Pem.certificates(text).getFirst();
            Pem.privateKey(text, first);
        } catch (Unreadable refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }

    @FuzzTest
    void revocations(byte[] bytes) {
        try {
            assertThat(Pem.revocations(new String(bytes, StandardCharsets.ISO_8859_1)))
                    .isNotEmpty();
        } catch (Unreadable refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }
}
