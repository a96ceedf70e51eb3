package io.fairlead.proxy.filterchain;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.Locale;

/// Any first bytes at all: sniffing answers, never throws, doesn't wait beyond its limit, and what it once said of some
/// bytes it says of them with more behind. `mvn verify` runs the committed corpus; CONTRIBUTING.md says how to fuzz.
class SnifferFuzzTest {

    @FuzzTest(maxDuration = "60s")
    void tls(byte[] bytes) {
        Sniff found = check(bytes, TlsSniffer::sniff, TlsSniffer.SEEN_MAX);
        if (found instanceof Sniff.Tls(String name, var protocols)) {
            assertThat(name).isEqualTo(name.toLowerCase(Locale.ROOT));
            assertThat(name.length() + String.join("", protocols).length())
                    .isLessThanOrEqualTo(bytes.length);
        }
    }

    @FuzzTest(maxDuration = "60s")
    void http(byte[] bytes) {
        check(bytes, HttpSniffer::sniff, HttpSniffer.LINE_MAX);
    }

    private interface Sniffer {
        Sniff sniff(byte[] bytes, int length);
    }

    private static Sniff check(byte[] bytes, Sniffer sniffer, int most) {
        Sniff whole = sniffer.sniff(bytes, bytes.length);
        Sniff last = Sniff.NEED_MORE;
        int step = 1 + Math.floorMod(Arrays.hashCode(bytes), 7) + bytes.length / 500;
        for (int to = 0; to < bytes.length && last instanceof Sniff.NeedMore; to += step) {
            last = sniffer.sniff(bytes, to);
        }
        if (!(last instanceof Sniff.NeedMore)) {
            assertThat(whole).isEqualTo(last);
        }
        if (bytes.length >= most) {
            assertThat(whole).isNotEqualTo(Sniff.NEED_MORE);
        }
        // What stands behind `length` in the array isn't looked at.
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 3);
        Arrays.fill(longer, bytes.length, longer.length, (byte) '\n');
        assertThat(sniffer.sniff(longer, bytes.length)).isEqualTo(whole);
        return whole;
    }
}
