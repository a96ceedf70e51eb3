package io.fairlead.ca.issue;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.fairlead.testing.Requests;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever comes as a certificate request, it is either a key that its sender has, or refused with a reason; nothing
/// is thrown.
class RequestFuzzTest {

    private static final KeyPair KEY = Requests.ec("secp256r1");

    @FuzzTest
    void anyText(byte[] bytes) {
        judge(new String(bytes, StandardCharsets.UTF_8));
    }

    /// Past the PEM, so that a fuzzer need not find base64 by itself.
    @FuzzTest
    void anyDer(byte[] der) {
        judge(Requests.pem(der));
    }

    /// The same without a fuzzer: a good request with damaged bytes never gets a certificate.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void damagedRequests(long seed) {
        Random random = new Random(seed);
        byte[] good = Requests.der(KEY, "SHA256withECDSA");
        for (int i = 0; i < 300; i++) {
            byte[] der = good.clone();
            der[random.nextInt(der.length)] ^= (byte) (1 << random.nextInt(8));
            assertThat(judge(Requests.pem(der)))
                    .as("seed %d, round %d", seed, i)
                    .isInstanceOf(RequestReader.Bad.class);
        }
    }

    private static RequestReader.Outcome judge(String pem) {
        RequestReader.Outcome outcome = RequestReader.read(pem, IssuePolicy.DEFAULT);
        switch (outcome) {
            case RequestReader.Good(var key) -> assertThat(key.getAlgorithm()).isIn("EC", "RSA");
            case RequestReader.Bad(var _, String text) -> assertThat(text).isNotEmpty();
        }
        return outcome;
    }
}
