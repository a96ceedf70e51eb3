package io.fairlead.proxy.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Expressions of routes: what is taken, what is refused before it costs anything.
class RegexTest {

    /// As long as a path or a header can be.
    private static final int HEAD_BYTES_MAX = 60 * 1024;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "((a{1000}){1000}){1000}",
                "(((a{100}){100}){100}){100}",
                "((){1000}){1000}",
                "(?:[a-z]{500,}){0,900}",
                "(\\Q{\\E{1000}){999}",
            })
    void repetitionsThatMultiplyAreRefused(String text) {
        assertThatThrownBy(() -> Regex.compile(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("repetitions multiply");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/v[0-9]{1,3}/.*",
                "[]{}]{3}",
                "[[:alpha:]{}]+",
                "\\{1000}\\p{Greek}{2}\\x{10FFFF}",
                "a{,5}{x}",
                "(a{1000}){9}",
                "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9-]{1,63}){1,20}",
                "\\Q((((\\E",
            })
    void usualOnesAreTaken(String text) {
        assertThat(Regex.compile(text).text()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", ")", "[", "a{1001}", "*", "\\", "[^", "(?<x"})
    void whatIsNoExpressionIsRefusedByName(String text) {
        assertThatThrownBy(() -> Regex.compile(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not an RE2 expression");
    }

    /// Where an engine goes back to try another way, each of these takes for ever; here it takes longer in proportion
    /// to the input. The bound is far from both.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "(a+)+$",
                "(a+)+b",
                "(a*)*b",
                "(a|a)*b",
                "(a|aa)+b",
                "(.*)*b",
                "(.*a){20}b",
                "(a?){500}a{500}b",
                "(x+x+)+y|((a+)(a+)+)+b",
                "^(([a-z])+.)+[A-Z]([a-z])+$",
                "(a{0,1000}){0,9}b"
            })
    @Timeout(60)
    void noInputStopsTheProxy(String text) {
        Regex regex = Regex.compile(text);
        String longest = "a".repeat(HEAD_BYTES_MAX) + "!";
        long start = System.nanoTime();
        assertThat(regex.matches(longest)).isFalse();
        System.out.printf(
                "regex %s: %d ms for %d characters%n",
                text, (System.nanoTime() - start) / 1_000_000, longest.length());
    }

    @Test
    void groupsMayStandInEachOtherButNotEndlessly() {
        assertThat(Regex.compile(nested(250)).matches("")).isTrue();
        assertThatThrownBy(() -> Regex.compile(nested(251)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("more than 250 groups stand in each other: ((");
    }

    private static String nested(int depth) {
        return "(".repeat(depth) + ")".repeat(depth);
    }

    @Test
    void aSubstitutionNamesGroups() {
        assertThat(Regex.compile("(a)(b)?").replaceAll("xabay", "[\\1\\2\\\\]"))
                .isEqualTo("x[ab\\][a\\]y");
    }
}
