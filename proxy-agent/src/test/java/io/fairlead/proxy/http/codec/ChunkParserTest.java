package io.fairlead.proxy.http.codec;

import static io.fairlead.proxy.http.codec.Malformed.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.http.codec.ChunkParser.Step;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Byte-exact cases of chunked bodies, each fed at once and byte by byte.
class ChunkParserTest {

    record Good(String wire, String body, String trailers) {}

    record Bad(String wire, Malformed problem) {}

    static List<Good> good() {
        return List.of(
                new Good("0\r\n\r\n", "", ""),
                new Good("5\r\nhello\r\n0\r\n\r\n", "hello", ""),
                new Good("00000000005\r\nhello\r\n000\r\n\r\n", "hello", ""),
                new Good("a\r\n0123456789\r\n0\r\n\r\n", "0123456789", ""),
                new Good("A\r\n0123456789\r\n0\r\n\r\n", "0123456789", ""),
                new Good("1\r\na\r\n2\r\nbc\r\n0\r\n\r\n", "abc", ""),
                new Good("2\r\n\r\n\r\n0\r\n\r\n", "\r\n", ""),
                new Good("1;a\r\nx\r\n0\r\n\r\n", "x", ""),
                new Good("1;a=b;c\r\nx\r\n0;d\r\n\r\n", "x", ""),
                new Good("1;a=\"b;\\\"c\"\r\nx\r\n0\r\n\r\n", "x", ""),
                new Good("1\r\nx\r\n0\r\nX: y\r\n\r\n", "x", "x=y"),
                new Good("0\r\nA: 1\r\nB:  2 \r\n\r\n", "", "a=1 b=2"));
    }

    static List<Bad> bad() {
        return List.of(
                new Bad("\r\n", BAD_CHUNK_SIZE),
                new Bad("\n", BARE_LF),
                new Bad(" 5\r\nhello", BAD_CHUNK_SIZE),
                new Bad("5 \r\nhello", BAD_CHUNK_SIZE),
                new Bad("5\t\r\nhello", BAD_CHUNK_SIZE),
                new Bad("+5\r\nhello", BAD_CHUNK_SIZE),
                new Bad("-5\r\nhello", BAD_CHUNK_SIZE),
                new Bad("0x5\r\nhello", BAD_CHUNK_SIZE),
                new Bad("g\r\n", BAD_CHUNK_SIZE),
                new Bad("5_0\r\n", BAD_CHUNK_SIZE),
                new Bad("5.\r\n", BAD_CHUNK_SIZE),
                new Bad("\u0665\r\n", BAD_CHUNK_SIZE),
                new Bad(";a\r\n", BAD_CHUNK_SIZE),
                new Bad("ffffffffffffffff\r\n", BAD_CHUNK_SIZE),
                new Bad("10000000000000000\r\n", BAD_CHUNK_SIZE),
                new Bad("0000000000000005\r\nhello", BAD_CHUNK_SIZE),
                new Bad("5\nhello\r\n0\r\n\r\n", BARE_LF),
                new Bad("5\rhello\r\n0\r\n\r\n", BARE_CR),
                new Bad("5\r\r\nhello\r\n", BARE_CR),
                new Bad("5\r\nhello\n0\r\n\r\n", BAD_CHUNK_END),
                new Bad("5\r\nhello0\r\n\r\n", BAD_CHUNK_END),
                new Bad("5\r\nhello\r0\r\n\r\n", BAD_CHUNK_END),
                new Bad("5\r\nhellohello\r\n0\r\n\r\n", BAD_CHUNK_END),
                new Bad("3\r\nhello\r\n0\r\n\r\n", BAD_CHUNK_END),
                new Bad("5;\r\nhello", BAD_CHUNK_EXTENSION),
                new Bad("5; a\r\nhello", BAD_CHUNK_EXTENSION),
                new Bad("5;=b\r\nhello", BAD_CHUNK_EXTENSION),
                new Bad("5;a=\r\nhello", BAD_CHUNK_EXTENSION),
                new Bad("5;a=b c\r\nhello", BAD_CHUNK_EXTENSION),
                new Bad("5;a=\"b\r\nhello", BAD_CHUNK_EXTENSION),
                new Bad("5;a=\"b\"c\r\nhello", BAD_CHUNK_EXTENSION),
                new Bad("5;;\r\nhello", BAD_CHUNK_EXTENSION),
                new Bad("5;a\0\r\nhello", BAD_CHUNK_EXTENSION),
                new Bad("5;a\nhello\r\n0\r\n\r\n", BARE_LF),
                new Bad("5;a=\"\n\"\r\nhello", BARE_LF),
                new Bad("5;a\rhello", BARE_CR),
                new Bad("5;" + "a".repeat(1025) + "\r\n", BAD_CHUNK_EXTENSION),
                new Bad("0\r\nX: y\n\r\n", BARE_LF),
                new Bad("0\r\n\n", BARE_LF),
                new Bad("0\r\n: y\r\n\r\n", BAD_NAME),
                new Bad("0\r\nX : y\r\n\r\n", BAD_NAME),
                new Bad("0\r\nX: y\r\n z\r\n\r\n", FOLDED),
                new Bad("0\r\nX: \0\r\n\r\n", BAD_CHARACTER),
                new Bad("0\r\nContent-Length: 5\r\n\r\n", BAD_TRAILER),
                new Bad("0\r\nTransfer-Encoding: chunked\r\n\r\n", BAD_TRAILER),
                new Bad("0\r\nHost: b\r\n\r\n", BAD_TRAILER),
                new Bad("0\r\nX: " + "y".repeat(8192) + "\r\n\r\n", HEAD_TOO_LARGE),
                new Bad("0\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", BAD_NAME));
    }

    @ParameterizedTest
    @MethodSource("good")
    void isUnderstood(Good good) {
        for (int piece : new int[] {1, 2, 3, Integer.MAX_VALUE}) {
            var parser = new ChunkParser(Limits.DEFAULT);
            var body = new StringBuilder();
            assertThat(feed(parser, good.wire + "NEXT", piece, body)).isEqualTo(Step.END);
            assertThat(body.toString()).isEqualTo(good.body);
            assertThat(trailers(parser)).isEqualTo(good.trailers);
        }
    }

    @ParameterizedTest
    @MethodSource("bad")
    void isRefused(Bad bad) {
        for (int piece : new int[] {1, 2, 3, Integer.MAX_VALUE}) {
            var parser = new ChunkParser(Limits.DEFAULT);
            assertThat(feed(parser, bad.wire, piece, new StringBuilder()))
                    .isEqualTo(Step.MALFORMED);
            assertThat(parser.malformed()).isEqualTo(bad.problem);
        }
    }

    private static Step feed(ChunkParser parser, String wire, int piece, StringBuilder body) {
        byte[] bytes = wire.getBytes(StandardCharsets.ISO_8859_1);
        Step last = Step.MORE;
        int at = 0;
        while (at < bytes.length && last != Step.END && last != Step.MALFORMED) {
            int n = Math.min(piece, bytes.length - at);
            ByteBuf in = Unpooled.wrappedBuffer(bytes, at, n);
            last = parser.next(in);
            while (last == Step.DATA) {
                body.append(in.readCharSequence(parser.run(), StandardCharsets.ISO_8859_1));
                last = parser.next(in);
            }
            at += n - in.readableBytes();
        }
        return last;
    }

    private static String trailers(ChunkParser parser) {
        Head trailers = parser.trailers();
        var text = new StringBuilder();
        for (int i = 0; trailers != null && i < trailers.count(); i++) {
            text.append(text.isEmpty() ? "" : " ");
            text.append(trailers.text(trailers.nameStart(i), trailers.nameEnd(i)));
            text.append('=').append(trailers.value(i));
        }
        return text.toString();
    }
}
