package io.fairlead.proxy.http.codec;

import static io.fairlead.proxy.http.codec.Malformed.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Byte-exact cases of request heads: what is understood, and what is refused before it reaches anybody.
class HeadParserTest {

    private static final String HOST = "Host: a\r\n\r\n";

    record Good(String head, String meaning) {}

    record Bad(String head, Malformed problem) {}

    static List<Good> good() {
        return List.of(
                new Good("GET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / host=a"),
                new Good("\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / host=a"),
                new Good(
                        "GET /p?q=1&r=%20 HTTP/1.1\r\nHost: a:80\r\n\r\n",
                        "GET /p?q=1&r=%20 host=a:80"),
                new Good("GET /{}|\"<>\\^` HTTP/1.1\r\nHost: a\r\n\r\n", "GET /{}|\"<>\\^` host=a"),
                new Good("GET //a//b HTTP/1.1\r\nHost: a\r\n\r\n", "GET //a//b host=a"),
                new Good(
                        "M-SEARCH * HTTP/1.1\r\nHost: a\r\n\r\n".replace("*", "/"),
                        "M-SEARCH / host=a"),
                new Good("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", "OPTIONS * host=a"),
                new Good(
                        "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n",
                        "CONNECT a:443 host=a:443"),
                new Good("GET http://a HTTP/1.1\r\nHost: a\r\n\r\n", "GET / host=a"),
                new Good("GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n", "GET / host=a"),
                new Good("GET HTTP://A/x HTTP/1.1\r\nHost: a\r\n\r\n", "GET /x host=a"),
                new Good("GET http://a?q HTTP/1.1\r\nHost: a\r\n\r\n", "GET /?q host=a"),
                new Good("OPTIONS http://a HTTP/1.1\r\nHost: a\r\n\r\n", "OPTIONS * host=a"),
                new Good(
                        "GET https://a:443/x HTTP/1.1\r\nHost: a:443\r\n\r\n", "GET /x host=a:443"),
                new Good("GET / HTTP/1.1\r\nHost: [::1]\r\n\r\n", "GET / host=[::1]"),
                new Good("GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", "GET / host=[::1]:80"),
                new Good("GET / HTTP/1.1\r\nHost: a:\r\n\r\n", "GET / host=a:"),
                new Good("GET / HTTP/1.1\r\nHOST:a\r\n\r\n", "GET / host=a"),
                new Good("GET / HTTP/1.1\r\nHost: \t a \t\r\n\r\n", "GET / host=a"),
                new Good("GET / HTTP/1.1\r\nHost: a\r\nX:\r\n\r\n", "GET / host=a x="),
                new Good("GET / HTTP/1.1\r\nHost: a\r\nX:  \r\n\r\n", "GET / host=a x="),
                new Good(
                        "GET / HTTP/1.1\r\nHost: a\r\nX-Y: b c\td\r\n\r\n",
                        "GET / host=a x-y=b c\td"),
                new Good(
                        "GET / HTTP/1.1\r\nHost: a\r\nX: \u00e9\u00ff\r\n\r\n",
                        "GET / host=a x=\u00e9\u00ff"),
                new Good(
                        "GET / HTTP/1.1\r\nHost: a\r\n!#$%&'*+-.^_`|~09: x\r\n\r\n",
                        "GET / host=a !#$%&'*+-.^_`|~09=x"),
                new Good(
                        "GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\nX: 2\r\n\r\n",
                        "GET / host=a x=1 x=2"),
                new Good("GET / HTTP/1.0\r\nHost: a\r\n\r\n", "GET / 1.0 close host=a"),
                new Good(
                        "GET / HTTP/1.0\r\nHost: a\r\nConnection: Keep-Alive\r\n\r\n",
                        "GET / 1.0 host=a connection=keep-alive"),
                new Good(
                        "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
                        "GET / close host=a connection=close"),
                new Good(
                        "GET / HTTP/1.1\r\nHost: a\r\nConnection: CLOSE , x\r\n\r\n",
                        "GET / close nominates host=a connection=close , x"),
                new Good(
                        "GET / HTTP/1.1\r\nHost: a\r\nConnection: te\r\n\r\n",
                        "GET / host=a connection=te"),
                new Good(
                        "GET / HTTP/1.1\r\nHost: a\r\nConnection: ,, x ,\r\n\r\n",
                        "GET / nominates host=a connection=,, x ,"),
                new Good(
                        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
                        "POST / length=0 host=a content-length=0"),
                new Good(
                        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 007\r\n\r\n",
                        "POST / length=7 host=a content-length=007"),
                new Good(
                        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 999999999999999999\r\n\r\n",
                        "POST / length=999999999999999999 host=a content-length=999999999999999999"),
                new Good(
                        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
                        "POST / chunked host=a transfer-encoding=chunked"),
                new Good(
                        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: CHUNKED\r\n\r\n",
                        "POST / chunked host=a transfer-encoding=CHUNKED"),
                new Good(
                        "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
                        "GET / upgrade host=a connection=upgrade upgrade=websocket"),
                new Good(
                        "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\n\r\n",
                        "GET / host=a connection=upgrade"),
                new Good(
                        "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n\r\n",
                        "GET / host=a upgrade=websocket"));
    }

    static List<Bad> bad() {
        var bad = new ArrayList<Bad>();
        badLines(bad);
        badHosts(bad);
        badNamesAndValues(bad);
        badLengths(bad);
        return bad;
    }

    private static void badLines(List<Bad> bad) {
        bad.add(new Bad("\n", BARE_LF));
        bad.add(new Bad("\nGET / HTTP/1.1\r\n" + HOST, BARE_LF));
        bad.add(new Bad("\rGET / HTTP/1.1\r\n" + HOST, BARE_CR));
        bad.add(new Bad("\r\n\r\nGET / HTTP/1.1\r\n" + HOST, BAD_METHOD));
        bad.add(new Bad(" GET / HTTP/1.1\r\n" + HOST, BAD_METHOD));
        bad.add(new Bad("\tGET / HTTP/1.1\r\n" + HOST, BAD_METHOD));
        bad.add(new Bad("\0GET / HTTP/1.1\r\n" + HOST, BAD_METHOD));
        bad.add(new Bad("\u0001GET / HTTP/1.1\r\n" + HOST, BAD_METHOD));
        bad.add(new Bad("\u00ffGET / HTTP/1.1\r\n" + HOST, BAD_METHOD));
        bad.add(new Bad("GET\t/ HTTP/1.1\r\n" + HOST, BAD_METHOD));
        bad.add(new Bad("GE(T / HTTP/1.1\r\n" + HOST, BAD_METHOD));
        bad.add(new Bad("GE\0T / HTTP/1.1\r\n" + HOST, BAD_METHOD));
        bad.add(new Bad("GET\r\n" + HOST, BAD_METHOD));
        bad.add(new Bad("GET:/ HTTP/1.1\r\n" + HOST, BAD_METHOD));
        bad.add(new Bad("G".repeat(33) + " / HTTP/1.1\r\n" + HOST, BAD_METHOD));
        bad.add(new Bad("GET\n/ HTTP/1.1\r\n" + HOST, BARE_LF));
        bad.add(new Bad("GET  / HTTP/1.1\r\n" + HOST, BAD_TARGET));
        bad.add(new Bad("GET /\r\n" + HOST, BAD_TARGET));
        bad.add(new Bad("GET /\n" + HOST, BAD_TARGET));
        bad.add(new Bad("GET \r\n" + HOST, BAD_TARGET));
        bad.add(new Bad("GET /a#b HTTP/1.1\r\n" + HOST, BAD_TARGET));
        bad.add(new Bad("GET /\0 HTTP/1.1\r\n" + HOST, BAD_TARGET));
        bad.add(new Bad("GET /\u007f HTTP/1.1\r\n" + HOST, BAD_TARGET));
        bad.add(new Bad("GET /\u00e9 HTTP/1.1\r\n" + HOST, BAD_TARGET));
        bad.add(new Bad("GET /\t HTTP/1.1\r\n" + HOST, BAD_TARGET));
        bad.add(new Bad("GET /a\rb HTTP/1.1\r\n" + HOST, BAD_TARGET));
        bad.add(new Bad("GET a HTTP/1.1\r\n" + HOST, BAD_TARGET));
        bad.add(new Bad("GET a/b HTTP/1.1\r\n" + HOST, BAD_TARGET));
        bad.add(new Bad("GET ?q HTTP/1.1\r\n" + HOST, BAD_TARGET));
        bad.add(new Bad("GET * HTTP/1.1\r\n" + HOST, BAD_TARGET));
        bad.add(new Bad("OPTIONS *x HTTP/1.1\r\n" + HOST, BAD_TARGET));
        bad.add(new Bad("OPTIONS ** HTTP/1.1\r\n" + HOST, BAD_TARGET));
        bad.add(new Bad("CONNECT / HTTP/1.1\r\n" + HOST, BAD_TARGET));
        bad.add(new Bad("CONNECT http://a/ HTTP/1.1\r\n" + HOST, BAD_TARGET));
        bad.add(new Bad("CONNECT a:b HTTP/1.1\r\n" + HOST, BAD_TARGET));
        bad.add(new Bad("GET ftp://a/ HTTP/1.1\r\n" + HOST, BAD_TARGET));
        bad.add(new Bad("GET http:/a HTTP/1.1\r\n" + HOST, BAD_TARGET));
        bad.add(new Bad("GET http:// HTTP/1.1\r\n" + HOST, BAD_TARGET));
        bad.add(new Bad("GET http:///x HTTP/1.1\r\n" + HOST, BAD_TARGET));
        bad.add(new Bad("GET http://u@a/ HTTP/1.1\r\n" + HOST, BAD_TARGET));
        bad.add(new Bad("GET http://a:x/ HTTP/1.1\r\n" + HOST, BAD_TARGET));
        bad.add(new Bad("GET http://b/ HTTP/1.1\r\n" + HOST, BAD_HOST));
        bad.add(new Bad("GET http://a:80/ HTTP/1.1\r\n" + HOST, BAD_HOST));
        bad.add(new Bad("GET http://ab/ HTTP/1.1\r\n" + HOST, BAD_HOST));
        bad.add(new Bad("GET / HTTP/1.2\r\n" + HOST, BAD_VERSION));
        bad.add(new Bad("GET / HTTP/2.0\r\n" + HOST, BAD_VERSION));
        bad.add(new Bad("GET / HTTP/0.9\r\n" + HOST, BAD_VERSION));
        bad.add(new Bad("GET / http/1.1\r\n" + HOST, BAD_VERSION));
        bad.add(new Bad("GET / HTTP/1.1 \r\n" + HOST, BAD_VERSION));
        bad.add(new Bad("GET / HTTP/1.10\r\n" + HOST, BAD_VERSION));
        bad.add(new Bad("GET / HTTP/01.1\r\n" + HOST, BAD_VERSION));
        bad.add(new Bad("GET /  HTTP/1.1\r\n" + HOST, BAD_VERSION));
        bad.add(new Bad("GET / x HTTP/1.1\r\n" + HOST, BAD_VERSION));
        bad.add(new Bad("GET / HTTP/1,1\r\n" + HOST, BAD_VERSION));
        bad.add(new Bad("GET / HTTP 1.1\r\n" + HOST, BAD_VERSION));
        bad.add(new Bad("GET / HTTP/1.1\n" + HOST, BARE_LF));
        bad.add(new Bad("GET / HTTP/1.1\rX" + HOST, BARE_CR));
        bad.add(new Bad("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", BAD_VERSION));
        bad.add(new Bad("\u0016\u0003\u0001\u0002\0\u0001\0", BAD_METHOD));
    }

    private static void badHosts(List<Bad> bad) {
        bad.add(new Bad("GET / HTTP/1.1\r\n\r\n", BAD_HOST));
        bad.add(new Bad("GET / HTTP/1.0\r\n\r\n", BAD_HOST));
        for (String host :
                List.of(
                        "",
                        "a b",
                        "a/b",
                        "a@b",
                        "a?b",
                        "a#b",
                        "a\\b",
                        "a\"b",
                        "\u00e9",
                        ":",
                        ":80",
                        "a:b",
                        "a:80:80",
                        "a:8 0",
                        "a:123456",
                        "[::1",
                        "::1",
                        "[::1]x",
                        "a[::1]",
                        "[::1]:x",
                        "a]",
                        "a,b c",
                        "<a>",
                        "{a}",
                        "a|b",
                        "a^b",
                        "[[::1]]",
                        "http://a")) {
            bad.add(new Bad("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n", BAD_HOST));
        }
        bad.add(new Bad("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", BAD_HOST));
        bad.add(new Bad("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", BAD_HOST));
        bad.add(new Bad("GET / HTTP/1.1\r\nhost: a\r\nX: y\r\nHOST: a\r\n\r\n", BAD_HOST));
        bad.add(new Bad("GET http://a/ HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", BAD_HOST));
        bad.add(new Bad("GET http://a/ HTTP/1.1\r\n\r\n", BAD_HOST));
    }

    private static void badNamesAndValues(List<Bad> bad) {
        String start = "GET / HTTP/1.1\r\nHost: a\r\n";
        for (String line :
                List.of(
                        ": x",
                        " : x",
                        "X : x",
                        "X\t: x",
                        "X",
                        "X x",
                        "X\0: x",
                        "X\u0001Y: x",
                        "X\u007f: x",
                        "(x): y",
                        "X[]: y",
                        "X@: y",
                        "\"X\": y",
                        "X/Y: y",
                        "X\\Y: y",
                        "X,Y: y",
                        "X;: y",
                        "X={}: y",
                        "\u00e9: y",
                        "Content-Length : 5",
                        "Transfer-Encoding : chunked")) {
            bad.add(new Bad(start + line + "\r\n\r\n", line.startsWith(" ") ? FOLDED : BAD_NAME));
        }
        bad.add(new Bad(start + "X: a\r\n b\r\n\r\n", FOLDED));
        bad.add(new Bad(start + "X: a\r\n\tb\r\n\r\n", FOLDED));
        bad.add(new Bad(start + "X: a\r\n \r\n\r\n", FOLDED));
        bad.add(new Bad("GET / HTTP/1.1\r\n Host: a\r\n\r\n", FOLDED));
        bad.add(new Bad(start + "Transfer-Encoding:\r\n chunked\r\n\r\n", FOLDED));
        bad.add(new Bad(start + "X: a\nY: b\r\n\r\n", BARE_LF));
        bad.add(new Bad(start + "X: a\n\r\n", BARE_LF));
        bad.add(new Bad(start + "\n", BARE_LF));
        bad.add(new Bad(start + "X: a\rY: b\r\n\r\n", BARE_CR));
        bad.add(new Bad(start + "X: a\r\r\n\r\n", BARE_CR));
        bad.add(new Bad(start + "\r\r\n", BARE_CR));
        bad.add(new Bad(start + "\rX: y\r\n\r\n", BARE_CR));
        for (int c : new int[] {0, 1, 7, 8, 11, 12, 27, 31, 127}) {
            bad.add(new Bad(start + "X: a" + (char) c + "b\r\n\r\n", BAD_CHARACTER));
        }
        bad.add(new Bad(start + "X:\0\r\n\r\n", BAD_CHARACTER));
        bad.add(new Bad(start + "Transfer-Encoding: \u000bchunked\r\n\r\n", BAD_CHARACTER));
        for (String lost :
                List.of(
                        "host",
                        "content-length",
                        "X-Forwarded-For",
                        "x-forwarded-proto",
                        "x-request-id",
                        "close, HOST",
                        "x-forwarded-client-cert")) {
            bad.add(new Bad(start + "Connection: " + lost + "\r\n\r\n", BAD_CONNECTION));
        }
        bad.add(new Bad(start + "X: y\r\n".repeat(100) + "\r\n", HEAD_TOO_LARGE));
        bad.add(new Bad(start + "X: " + "y".repeat(61440) + "\r\n\r\n", HEAD_TOO_LARGE));
        bad.add(new Bad("GET /" + "y".repeat(61440), HEAD_TOO_LARGE));
    }

    private static void badLengths(List<Bad> bad) {
        String start = "POST / HTTP/1.1\r\nHost: a\r\n";
        for (String length :
                List.of(
                        "",
                        "-1",
                        "+1",
                        "1 2",
                        "1,1",
                        "5, 5",
                        "0x5",
                        "5a",
                        "a",
                        "1.0",
                        "1e3",
                        "\"5\"",
                        "5;",
                        "1000000000000000000",
                        "99999999999999999999999",
                        "1_0",
                        "\u0661")) {
            bad.add(new Bad(start + "Content-Length: " + length + "\r\n\r\n", BAD_LENGTH));
        }
        bad.add(new Bad(start + "Content-Length: 5\r\nContent-Length: 5\r\n\r\n", BAD_LENGTH));
        bad.add(new Bad(start + "Content-Length: 5\r\nContent-Length: 6\r\n\r\n", BAD_LENGTH));
        bad.add(new Bad(start + "Content-Length: 5\r\ncontent-length: \r\n\r\n", BAD_LENGTH));
        bad.add(
                new Bad(
                        start + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
                        TWO_LENGTHS));
        bad.add(
                new Bad(
                        start + "Transfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n",
                        TWO_LENGTHS));
        for (String coding :
                List.of(
                        "",
                        "chunke",
                        "chunkedd",
                        "chunked, chunked",
                        "chunked,",
                        ",chunked",
                        "chunked;a=b",
                        "\"chunked\"",
                        "chunked gzip",
                        "chunked, gzip",
                        "identity",
                        "gzip",
                        "xchunked",
                        "chunked, identity",
                        "gzip;q=1, chunked",
                        "'chunked'",
                        "chunk\u00e9d")) {
            bad.add(new Bad(start + "Transfer-Encoding: " + coding + "\r\n\r\n", BAD_ENCODING));
        }
        bad.add(new Bad(start + "Transfer-Encoding: gzip, chunked\r\n\r\n", UNKNOWN_ENCODING));
        bad.add(
                new Bad(
                        start + "Transfer-Encoding: identity ,\tchunked\r\n\r\n",
                        UNKNOWN_ENCODING));
        bad.add(
                new Bad(
                        start + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
                        BAD_ENCODING));
        bad.add(
                new Bad(
                        start + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n",
                        BAD_ENCODING));
        bad.add(
                new Bad(
                        start.replace("1.1", "1.0") + "Transfer-Encoding: chunked\r\n\r\n",
                        BAD_ENCODING));
    }

    @ParameterizedTest
    @MethodSource("good")
    void isUnderstood(Good good) {
        var head = new Head();
        assertThat(parse(head, good.head, good.head.length())).isEqualTo(good.head.length());
        assertThat(meaning(head)).isEqualTo(good.meaning);
    }

    @ParameterizedTest
    @MethodSource("good")
    void aPartIsIncomplete(Good good) {
        assertThat(IntStream.range(0, good.head.length()).map(n -> parse(new Head(), good.head, n)))
                .containsOnly(HeadParser.INCOMPLETE);
    }

    @ParameterizedTest
    @MethodSource("bad")
    void isRefused(Bad bad) {
        var head = new Head();
        assertThat(parse(head, bad.head, bad.head.length())).isEqualTo(HeadParser.FAILED);
        assertThat(head.malformed()).isEqualTo(bad.problem);
    }

    @ParameterizedTest
    @MethodSource("bad")
    void aPartIsNeverAccepted(Bad bad) {
        int step = Math.max(1, bad.head.length() / 200);
        Stream<Integer> results =
                IntStream.range(0, bad.head.length() / step)
                        .mapToObj(n -> parse(new Head(), bad.head, n * step));
        assertThat(results).allMatch(result -> result <= 0);
    }

    @Test
    void whatFollowsTheHeadIsLeft() {
        String head = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
        assertThat(parse(new Head(), head + head, 2 * head.length())).isEqualTo(head.length());
    }

    @Test
    void thereAreAtLeastOneHundredAndFiftyCases() {
        assertThat(good().size() + bad().size()).isGreaterThanOrEqualTo(150);
    }

    private static int parse(Head head, String text, int length) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(bytes, 0, head.room(length), 0, length);
        return HeadParser.request(head, length, Limits.DEFAULT);
    }

    private static String meaning(Head head) {
        var text = new StringBuilder(head.method()).append(' ').append(head.target());
        text.append(head.minorVersion() == 0 ? " 1.0" : "");
        text.append(head.persistent() ? "" : " close");
        text.append(head.chunked() ? " chunked" : "");
        text.append(head.upgrade() ? " upgrade" : "");
        text.append(head.nominates() ? " nominates" : "");
        if (head.contentLength() != Head.NO_LENGTH) {
            text.append(" length=").append(head.contentLength());
        }
        for (int i = 0; i < head.count(); i++) {
            text.append(' ').append(head.text(head.nameStart(i), head.nameEnd(i)));
            text.append('=').append(head.value(i));
        }
        return text.toString();
    }
}
