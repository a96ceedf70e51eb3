package io.fairlead.proxy.http.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.fairlead.proxy.http.codec.ChunkParser.Step;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Any bytes at all: the parsers answer or refuse, never throw, keep their limits, and say the same however the bytes
/// are cut into reads. `mvn verify` runs the committed corpus; CONTRIBUTING.md says how to fuzz.
class CodecFuzzTest {

    private static final Limits SMALL = new Limits(400, 6, 120, 60);

    @FuzzTest(maxDuration = "60s")
    void requestHeads(byte[] bytes) {
        heads(bytes, HeadParser::request);
    }

    @FuzzTest(maxDuration = "60s")
    void responseHeads(byte[] bytes) {
        heads(bytes, HeadParser::response);
    }

    private interface Parser {
        int parse(Head head, int to, Limits limits);
    }

    private static void heads(byte[] bytes, Parser parser) {
        var whole = new Head();
        System.arraycopy(bytes, 0, whole.room(bytes.length), 0, bytes.length);
        int end = parser.parse(whole, bytes.length, SMALL);
        assertThat(end).isBetween(HeadParser.FAILED, bytes.length);
        if (end > 0) {
            assertThat(end).isLessThanOrEqualTo(SMALL.headBytes());
            assertThat(whole.count()).isLessThanOrEqualTo(SMALL.headers());
        } else if (end == HeadParser.FAILED) {
            assertThat(whole.malformed()).isNotNull();
        } else {
            assertThat(bytes.length).isLessThan(SMALL.headBytes());
        }
        SplittableRandom cuts = new SplittableRandom(Arrays.hashCode(bytes));
        var pieces = new Head();
        int last = HeadParser.INCOMPLETE;
        int to = 0;
        while (to < bytes.length && last == HeadParser.INCOMPLETE) {
            int more = Math.min(bytes.length - to, 1 + cuts.nextInt(20));
            System.arraycopy(bytes, to, pieces.room(to + more), to, more);
            to += more;
            last = parser.parse(pieces, to, SMALL);
        }
        assertThat(last).isEqualTo(end);
        if (end > 0) {
            assertThat(meaning(pieces)).isEqualTo(meaning(whole));
        }
    }

    private static String meaning(Head head) {
        var text = new StringBuilder();
        text.append(head.text(head.methodStart(), head.methodEnd()))
                .append(' ')
                .append(head.status())
                .append(' ')
                .append(head.persistent());
        for (int i = 0; i < head.count(); i++) {
            text.append('\n').append(head.text(head.nameStart(i), head.nameEnd(i)));
            text.append(": ").append(head.value(i));
        }
        return text.toString();
    }

    @FuzzTest(maxDuration = "60s")
    void chunkedBodies(byte[] bytes) {
        String whole = read(bytes, Integer.MAX_VALUE);
        assertThat(read(bytes, 1)).isEqualTo(whole);
        assertThat(read(bytes, 2 + Math.floorMod(Arrays.hashCode(bytes), 30))).isEqualTo(whole);
    }

    /// The body, its trailers, and how and where it ended.
    private static String read(byte[] bytes, int piece) {
        var parser = new ChunkParser(SMALL);
        var body = new StringBuilder();
        Step last = Step.MORE;
        int at = 0;
        while (at < bytes.length && last != Step.END && last != Step.MALFORMED) {
            int n = Math.min(piece, bytes.length - at);
            ByteBuf in = Unpooled.wrappedBuffer(bytes, at, n);
            last = parser.next(in);
            while (last == Step.DATA) {
                assertThat(parser.run()).isBetween(1, in.readableBytes());
                body.append(in.readCharSequence(parser.run(), StandardCharsets.ISO_8859_1));
                last = parser.next(in);
            }
            at += n - in.readableBytes();
        }
        assertThat(last == Step.MALFORMED).isEqualTo(parser.malformed() != null);
        @Nullable Head trailers = parser.trailers();
        return body
                + "|"
                + last
                + "|"
                + parser.malformed()
                + "|"
                + at
                + "|"
                + (trailers == null ? "" : meaning(trailers));
    }
}
