package io.fairlead.proxy.http.h2;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.http.codec.Head;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HeadReaderTest {

    private final HeadReader reader = new HeadReader(8);
    private final Head head = new Head();

    @Test
    void aRequestBecomesAHead() {
        assertThat(
                        reader.request(
                                headers(
                                        ":method",
                                        "POST",
                                        ":scheme",
                                        "http",
                                        ":path",
                                        "/a?b=c",
                                        ":authority",
                                        "cart:80",
                                        "cookie",
                                        "a=1",
                                        "te",
                                        "trailers",
                                        "cookie",
                                        "b=2",
                                        "content-length",
                                        "7"),
                                head,
                                true))
                .isNull();
        assertThat(head.method()).isEqualTo("POST");
        assertThat(head.target()).isEqualTo("/a?b=c");
        assertThat(head.value("host")).isEqualTo("cart:80");
        assertThat(head.value("cookie")).isEqualTo("a=1; b=2");
        assertThat(head.contentLength()).isEqualTo(7);
        assertThat(head.chunked()).isFalse();
        assertThat(head.wantsTrailers()).isTrue();
    }

    @Test
    void aBodyWithoutALengthIsChunkedElsewhere() {
        assertThat(reader.request(get(), head, true)).isNull();
        assertThat(head.chunked()).isTrue();
        assertThat(reader.request(get(), head, false)).isNull();
        assertThat(head.chunked()).isFalse();
    }

    static Stream<Arguments> requests() {
        return Stream.of(
                Arguments.of("a plain one", get(), null),
                Arguments.of(
                        "host instead of authority", get().set(":authority", ""), Violation.HOST),
                Arguments.of("no method", without(":method"), Violation.PSEUDO_HEADER),
                Arguments.of("no scheme", without(":scheme"), Violation.PSEUDO_HEADER),
                Arguments.of("no path", without(":path"), Violation.PSEUDO_HEADER),
                Arguments.of("no authority", without(":authority"), Violation.HOST),
                Arguments.of("two paths", get().add(":path", "/b"), Violation.PSEUDO_HEADER),
                Arguments.of("unknown pseudo", get().add(":x", "y"), Violation.PSEUDO_HEADER),
                Arguments.of("status", get().add(":status", "200"), Violation.PSEUDO_HEADER),
                Arguments.of("empty path", get().set(":path", ""), Violation.PSEUDO_VALUE),
                Arguments.of("relative path", get().set(":path", "a"), Violation.PSEUDO_VALUE),
                Arguments.of("star", get().set(":path", "*"), Violation.PSEUDO_VALUE),
                Arguments.of(
                        "star of OPTIONS", get().set(":path", "*").set(":method", "OPTIONS"), null),
                Arguments.of("space in path", get().set(":path", "/a b"), Violation.PSEUDO_VALUE),
                Arguments.of("fragment", get().set(":path", "/a#b"), Violation.PSEUDO_VALUE),
                Arguments.of(
                        "line end in path",
                        get().set(":path", "/a\r\nx: y"),
                        Violation.PSEUDO_VALUE),
                Arguments.of(
                        "line end in method",
                        get().set(":method", "GET\n"),
                        Violation.PSEUDO_VALUE),
                Arguments.of(
                        "space in method", get().set(":method", "GET /"), Violation.PSEUDO_VALUE),
                Arguments.of("scheme ftp", get().set(":scheme", "ftp"), Violation.PSEUDO_VALUE),
                Arguments.of("user in authority", get().set(":authority", "u@h"), Violation.HOST),
                Arguments.of("path in authority", get().set(":authority", "h/p"), Violation.HOST),
                Arguments.of("same host", get().add("host", "Cart"), null),
                Arguments.of("other host", get().add("host", "other"), Violation.HOST),
                Arguments.of("upper case", get().add("X-A", "b"), Violation.NAME),
                Arguments.of("empty name", get().add("", "b"), Violation.NAME),
                Arguments.of("colon in name", get().add("a:b", "c"), Violation.NAME),
                Arguments.of("NUL in value", get().add("a", "b\0"), Violation.VALUE),
                Arguments.of("line end in value", get().add("a", "b\r\nc: d"), Violation.VALUE),
                Arguments.of("space before value", get().add("a", " b"), Violation.VALUE),
                Arguments.of(
                        "connection",
                        get().add("connection", "close"),
                        Violation.CONNECTION_HEADER),
                Arguments.of(
                        "keep-alive", get().add("keep-alive", "1"), Violation.CONNECTION_HEADER),
                Arguments.of("upgrade", get().add("upgrade", "h2c"), Violation.CONNECTION_HEADER),
                Arguments.of(
                        "transfer-encoding",
                        get().add("transfer-encoding", "chunked"),
                        Violation.CONNECTION_HEADER),
                Arguments.of(
                        "proxy-connection",
                        get().add("proxy-connection", "x"),
                        Violation.CONNECTION_HEADER),
                Arguments.of("te", get().add("te", "gzip"), Violation.TE),
                Arguments.of("te trailers", get().add("te", "trailers"), null),
                Arguments.of("bad length", get().add("content-length", "+1"), Violation.LENGTH),
                Arguments.of(
                        "two lengths",
                        get().add("content-length", "1").add("content-length", "2"),
                        Violation.LENGTH),
                Arguments.of(
                        "one length twice",
                        get().add("content-length", "1").add("content-length", "1"),
                        null),
                Arguments.of("too many", many(9), Violation.TOO_MANY),
                Arguments.of("just enough", many(8), null));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("requests")
    void requestsAreChecked(String name, Http2Headers headers, @Nullable Violation expected) {
        assertThat(reader.request(headers, head, true)).as(name).isEqualTo(expected);
    }

    static Stream<Arguments> responses() {
        return Stream.of(
                Arguments.of(headers(":status", "200"), null),
                Arguments.of(headers(":status", "099"), Violation.PSEUDO_VALUE),
                Arguments.of(headers(":status", "101"), Violation.PSEUDO_VALUE),
                Arguments.of(headers(":status", "2000"), Violation.PSEUDO_VALUE),
                Arguments.of(headers("a", "b"), Violation.PSEUDO_HEADER),
                Arguments.of(headers(":status", "200", ":status", "200"), Violation.PSEUDO_HEADER),
                Arguments.of(
                        headers(":status", "200", "connection", "x"), Violation.CONNECTION_HEADER));
    }

    @ParameterizedTest
    @MethodSource("responses")
    void responsesAreChecked(Http2Headers headers, @Nullable Violation expected) {
        assertThat(reader.response(headers, head, true)).isEqualTo(expected);
    }

    @Test
    void trailersHaveNoPseudoHeaders() {
        assertThat(reader.trailers(headers("grpc-status", "0"), head)).isNull();
        assertThat(head.value("grpc-status")).isEqualTo("0");
        assertThat(reader.trailers(headers(":path", "/"), head)).isEqualTo(Violation.PSEUDO_HEADER);
    }

    private static Http2Headers get() {
        return headers(":method", "GET", ":scheme", "http", ":path", "/", ":authority", "cart");
    }

    private static Http2Headers without(String name) {
        Http2Headers headers = get();
        headers.remove(name);
        return headers;
    }

    private static Http2Headers many(int count) {
        Http2Headers headers = get();
        for (int i = 0; i < count; i++) {
            headers.add("x" + i, "y");
        }
        return headers;
    }

    private static Http2Headers headers(String... fields) {
        Http2Headers headers = new DefaultHttp2Headers(false);
        for (int i = 0; i < fields.length; i += 2) {
            headers.add(fields[i], fields[i + 1]);
        }
        return headers;
    }
}
