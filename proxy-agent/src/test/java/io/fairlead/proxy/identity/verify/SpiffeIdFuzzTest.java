package io.fairlead.proxy.identity.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/// Whatever the bytes, what is read says itself again in the same letters, and nothing throws.
final class SpiffeIdFuzzTest {

    @FuzzTest
    void anyBytes(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        SpiffeId.parse(text).ifPresent(read -> assertThat(read).hasToString(text));
    }
}
