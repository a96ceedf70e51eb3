package io.fairlead.ingest.validate;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Expressions that cost too much are refused before anybody compiles them.
class RepetitionsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "((a{1000}){1000}){1000}",
                "(((a{100}){100}){100}){100}",
                "((){1000}){1000}",
                "(?:[a-z]{500,}){0,900}",
                "(\\Q{\\E{1000}){999}",
                "((a|b{2}c){30}|d){20}",
                "([^]{]{40}){30}",
                "(\\p{Greek}{40}){30}",
                "a{2}{3}{400}"
            })
    void tooMuchIsRefused(String expression) {
        assertThat(Repetitions.tooMany(expression)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/v[0-9]{1,3}/.*",
                "[]{}]{3}",
                "[[:alpha:]{}]+",
                "\\{1000}{1000}\\p{Greek}{2}\\x{10FFFF}",
                "a{,5}{x}",
                "a{1000}b{1000}",
                "(a{10}){100}",
                "(a{10}b){99}c{900}",
                "\\Q((((\\E",
                "(a+)+$"
            })
    @Timeout(20)
    void usualOnesAreTakenAndCompile(String expression) {
        assertThat(Repetitions.tooMany(expression)).isFalse();
        assertThat(Pattern.compile(expression).pattern()).isEqualTo(expression);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", ")", "[", "\\", "[^", "{", "a{", "\\Q", "\\p{", "[[:x"})
    void halfOfOneIsLeftToTheCompiler(String text) {
        assertThat(Repetitions.tooMany(text)).isFalse();
    }

    @Test
    void groupsStandInEachOtherAsInTheSidecar() {
        assertThat(Repetitions.tooMany("(".repeat(250) + ")".repeat(250))).isFalse();
        assertThat(Repetitions.tooMany("(".repeat(251) + ")".repeat(251))).isTrue();
        assertThat(Repetitions.tooMany("(a)".repeat(300))).isFalse();
    }
}
