package io.fairlead.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostRuleTest {

    private static final HostRule RULE = new HostRule(Set.of("mesh.example.org"));

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:20001, true",
        "10.1.2.3, true",
        "[::1]:20001, true",
        "localhost:20001, true",
        "LOCALHOST, true",
        "mesh.example.org:20001, true",
        "evil.example.org:20001, false",
        "localhost.evil.example.org, false",
        "127.0.0.1.evil.example.org, false",
        "'', false",
    })
    void onlyNamesThatNobodyCanTakeOver(String host, boolean allowed) {
        assertThat(RULE.allows(host)).isEqualTo(allowed);
    }
}
