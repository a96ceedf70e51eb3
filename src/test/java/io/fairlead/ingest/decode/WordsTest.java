package io.fairlead.ingest.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Single words: what plain YAML means, durations, guesses.
class WordsTest {
    @ParameterizedTest
    @CsvSource({
        "yes, BOOL, true",
        "Off, BOOL, false",
        "y, BOOL, true",
        "truely, STRING, truely",
        "~, NULL, ''",
        "null, NULL, ''",
        "0x10, INT, 16",
        "010, INT, 8",
        "0o17, INT, 15",
        "0b101, INT, 5",
        "1_000, INT, 1000",
        "-7, INT, -7",
        "+7, INT, 7",
        "1.5, FLOAT, 1.5",
        "1e3, FLOAT, 1e3",
        ".5, FLOAT, .5",
        ".inf, FLOAT, .inf",
        "1.2.3, STRING, 1.2.3",
        "10.96.0.1, STRING, 10.96.0.1",
        "5s, STRING, 5s",
        "09, FLOAT, 09",
        "12:30, STRING, 12:30",
        "2026-01-01, STRING, 2026-01-01",
        "0, INT, 0",
        "-, STRING, -"
    })
    void plainWordsMeanWhatTheyMeanToKubernetes(String written, Tree.Type type, String text) {
        assertThat(PlainScalars.read(1, written)).isEqualTo(new Tree.Scalar(1, type, text));
    }

    @ParameterizedTest
    @CsvSource({
        "10s, PT10S",
        "1.5s, PT1.5S",
        "1m30s, PT1M30S",
        "100ms, PT0.1S",
        "1h, PT1H",
        "2us, PT0.000002S",
        "0, PT0S",
        "-1s, PT-1S",
        "+3s, PT3S",
        ".5s, PT0.5S",
        "1h1m1s1ms, PT1H1M1.001S"
    })
    void durationsAreThoseOfGo(String written, Duration expected) {
        assertThat(Durations.parse(written)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "s",
                "10",
                "10 s",
                "1d",
                "ten",
                "1s2",
                "--1s",
                "1..s",
                "99999999999999999999h",
                "999999999999h"
            })
    void whatIsNoDurationIsNone(String written) {
        assertThat(Durations.parse(written)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "consectutive5xxErrors, consecutive5xxErrors",
        "subests, subsets",
        "trafficpolicy, trafficPolicy",
        "hsot, host",
        "zzz, ''"
    })
    void theNearestWordIsGuessed(String written, String expected) {
        List<String> words = List.of("consecutive5xxErrors", "subsets", "trafficPolicy", "host");
        @Nullable String near = Suggest.nearest(written, words);
        assertThat(near == null ? "" : near).isEqualTo(expected);
    }

    @Test
    void everyKindOfTheTablesCanBeRead() {
        Schema schema = SchemaText.SCHEMA;
        assertThat(schema.kinds().keySet())
                .contains(
                        "networking.istio.io/VirtualService",
                        "telemetry.istio.io/Telemetry",
                        "/Service",
                        "apps/Deployment")
                .hasSizeGreaterThanOrEqualTo(27);
    }
}
