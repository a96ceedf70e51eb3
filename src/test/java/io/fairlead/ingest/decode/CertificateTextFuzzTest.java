package io.fairlead.ingest.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

/// Whatever stands in a Secret, it can be used, or is refused with a reason; nothing else is thrown.
class CertificateTextFuzzTest {

    @FuzzTest
    void anyText(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        check(() -> assertThat(CertificateText.certificates(text)).isNotEmpty());
        check(() -> CertificateText.revocations(text));
        check(() -> CertificateText.pair(text, text));
    }

    private interface Reading {
        void run() throws GeneralSecurityException;
    }

    private static void check(Reading reading) {
        try {
            reading.run();
        } catch (GeneralSecurityException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }
}
