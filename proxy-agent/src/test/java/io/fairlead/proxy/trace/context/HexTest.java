package io.fairlead.proxy.trace.context;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HexTest {

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 0x0123456789abcdefL, 0xfedcba9876543210L, Long.MIN_VALUE})
    void sixtyFourBitsAreSixteenDigits(long value) {
        assertThat(Hex.text(value)).isEqualTo(HexFormat.of().toHexDigits(value));
    }

    @Test
    void anyValueReadsBackAndHalvesStandInTheirOrder() {
        long seed = 20261126;
        var random = new Random(seed);
        for (int i = 0; i < 1000; i++) {
            long high = random.nextLong();
            long low = random.nextLong();
            String text = Hex.text(high, low);
            assertThat(text)
                    .as("seed %d", seed)
                    .isEqualTo(HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low));
            assertThat(Hex.value(text, Hex.DIGITS, 2 * Hex.DIGITS)).isEqualTo(low);
        }
    }
}
