package io.fairlead.proxy.http.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.model.HttpConnection.PathNormalization;
import io.fairlead.proxy.model.HttpConnection.PathNormalization.EscapedSlashes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What becomes of a path before routes are matched.
class PathNormalizerTest {

    @ParameterizedTest(name = "{0} becomes {1}")
    @CsvSource({
        "/a/b, /a/b",
        "/a/./b, /a/b",
        "/a/../b, /b",
        "/a/b/.., /a/",
        "/a/b/., /a/b/",
        "/.., /",
        "/../../a, /a",
        "/a/%2e%2E/b, /b",
        "/a\\..\\b, /b",
        "/a//b, /a//b",
        "/a/.b, /a/.b",
        "/a/...?x=/../y, /a/...?x=/../y",
        "/a/../b?c=%2e, /b?c=%2e",
        "/%61, /a",
        "/a/..;x/b, /b",
        "/a/.;x/b, /a/b",
        "/a/%2e%2e;x/b, /b",
        "/a/..;, /",
        "/a/..x;/b, /a/..x;/b",
        "/a/x;.., /a/x;..",
        "/<a>^`{b|c}, /%3Ca%3E%5E%60%7Bb%7Cc%7D",
        "/a?{b}, /a?{b}",
        "/%41%5A%30%39%2d%2E%5f%7e/%7A, /AZ09-._~/z",
        "/%2561, /%2561",
        "/%2f%20%c3%a9%25%5c, /%2f%20%c3%a9%25%5c",
        "/a%, /a%",
        "/a%6, /a%6",
        "/a%6g, /a%6g",
        "/x/%2e%2e/%61, /a",
        "/%61?%61, /a?%61",
        "*, *",
        "a.b:80, a.b:80",
    })
    void dotSegmentsAreResolved(String target, String wanted) {
        var settings = new PathNormalization(true, false, EscapedSlashes.KEEP);
        String once = PathNormalizer.normalize(target, settings);
        assertThat(once).isEqualTo(wanted);
        assertThat(PathNormalizer.normalize(wanted, settings)).isEqualTo(wanted);
    }

    @ParameterizedTest(name = "{0} becomes {1}")
    @CsvSource({"/a//b///c, /a/b/c", "//a, /a", "/a?b//c, /a?b//c", "/a/..//b, /b"})
    void slashesAreMerged(String target, String wanted) {
        var settings = new PathNormalization(true, true, EscapedSlashes.KEEP);
        assertThat(PathNormalizer.normalize(target, settings)).isEqualTo(wanted);
    }

    @ParameterizedTest(name = "{1} is {0}: {2}")
    @CsvSource(
            nullValues = "refused",
            value = {
                "KEEP, /a%2Fb, /a%2Fb",
                "REJECT, /a%2Fb, refused",
                "REJECT, /a%5cb, refused",
                "REJECT, /a?b=%2F, /a?b=%2F",
                "UNESCAPE_AND_FORWARD, /a%2fb, /a/b",
                "UNESCAPE_AND_FORWARD, /a/..%2Fb, /b",
                "UNESCAPE_AND_FORWARD, /a%5C..%5Cb, /b",
            })
    void escapedSlashes(EscapedSlashes what, String target, String wanted) {
        var settings = new PathNormalization(true, false, what);
        assertThat(PathNormalizer.normalize(target, settings)).isEqualTo(wanted);
    }

    @ParameterizedTest(name = "{0} stays")
    @CsvSource({"/a/../b", "/a//b", "/%2e%2e/a", "/a\\b"})
    void nothingChangesWhereNothingIsAskedFor(String target) {
        assertThat(PathNormalizer.normalize(target, PathNormalization.NONE)).isSameAs(target);
    }
}
