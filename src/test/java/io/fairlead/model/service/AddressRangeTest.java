package io.fairlead.model.service;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressRangeTest {

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 192.0.2.7",
        "192.0.2.7/32, 192.0.2.7",
        "192.0.2.7/24, 192.0.2.0/24",
        "192.0.2.255/31, 192.0.2.254/31",
        "255.255.255.255/0, 0.0.0.0/0",
        "2001:DB8:0:0:0:0:0:7, 2001:db8::7",
        "2001:db8::7/128, 2001:db8::7",
        "2001:db8:1:2:3:4:5:6/33, 2001:db8::/33",
        "1:0:0:2:0:0:0:3, 1:0:0:2::3",
        "1:0:2:3:4:5:6:7, 1:0:2:3:4:5:6:7",
        "0:0:0:0:0:0:0:0/0, ::/0",
        "::1, ::1",
        "fe80::, fe80::",
        "::ffff:192.0.2.7, 192.0.2.7",
    })
    void oneRangeIsWrittenInOneWay(String written, String text) {
        assertThat(AddressRange.of(written)).map(AddressRange::text).contains(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/8",
                "10.0.0.1/",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/8/8",
                "10.0.0.0/0x8",
                "10.0.0.0/99999999999",
                "10.1",
                "010.0.0.256",
                "10.0.0.1.2",
                "2001:db8::/129",
                "2001:db8:::1",
                "fe80::1%eth0",
                "[::1]",
                ":",
                "cart.example",
            })
    void whatIsNoAddressIsNone(String written) {
        assertThat(AddressRange.of(written)).isEmpty();
    }
}
