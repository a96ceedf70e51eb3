package io.fairlead.proxy.http.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.http.codec.ChunkParser.Step;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Good messages with random bytes changed, dropped, doubled: whatever comes, the parsers answer, never throw, and say the
/// same however the bytes are cut. `-Dseed=N` repeats a run.
class MutationTest {

    private static final int ROUNDS = 20_000;
    private static final byte[] LIKELY =
            "\r\n\t :,;=0aFgX-/\0\u0080\u00ff".getBytes(StandardCharsets.ISO_8859_1);

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final SplittableRandom random = new SplittableRandom(seed);

    @Test
    void headsThatAreAcceptedAreAcceptedOnlyAsAWhole() {
        byte[][] corpus =
                HeadParserTest.good().stream()
                        .map(good -> good.head().getBytes(StandardCharsets.ISO_8859_1))
                        .toArray(byte[][]::new);
        for (int i = 0; i < ROUNDS; i++) {
            byte[] bytes = mutated(corpus[random.nextInt(corpus.length)]);
            int whole = parse(bytes, bytes.length);
            int cut = random.nextInt(bytes.length + 1);
            int part = parse(bytes, cut);
            String what = "seed " + seed + " round " + i;
            assertThat(whole).as(what).isBetween(HeadParser.FAILED, bytes.length);
            if (part > 0) {
                assertThat(part).as(what).isEqualTo(whole);
            } else if (part == HeadParser.FAILED) {
                assertThat(whole).as(what).isEqualTo(HeadParser.FAILED);
            }
        }
    }

    @Test
    void bodiesMeanTheSameHoweverTheyAreCut() {
        byte[][] corpus =
                ChunkParserTest.good().stream()
                        .map(good -> good.wire().getBytes(StandardCharsets.ISO_8859_1))
                        .toArray(byte[][]::new);
        for (int i = 0; i < ROUNDS; i++) {
            byte[] bytes = mutated(corpus[random.nextInt(corpus.length)]);
            String whole = read(bytes, Integer.MAX_VALUE);
            String pieces = read(bytes, 1 + random.nextInt(4));
            assertThat(pieces).as("seed " + seed + " round " + i).isEqualTo(whole);
        }
    }

    private byte[] mutated(byte[] good) {
        byte[] bytes = good.clone();
        for (int changes = random.nextInt(4); changes >= 0 && bytes.length > 1; changes--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] = LIKELY[random.nextInt(LIKELY.length)];
                case 2 -> {
                    System.arraycopy(bytes, at + 1, bytes, at, bytes.length - at - 1);
                    bytes = Arrays.copyOf(bytes, bytes.length - 1);
                }
                default -> {
                    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
                    System.arraycopy(bytes, at, longer, at + 1, bytes.length - at);
                    bytes = longer;
                }
            }
        }
        return bytes;
    }

    private static int parse(byte[] bytes, int length) {
        var head = new Head();
        System.arraycopy(bytes, 0, head.room(length), 0, length);
        return HeadParser.request(head, length, Limits.DEFAULT);
    }

    /// The body, and how it ended.
    private static String read(byte[] bytes, int piece) {
        var parser = new ChunkParser(Limits.DEFAULT);
        var body = new StringBuilder();
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
        return body + "|" + last + "|" + parser.malformed() + "|" + (last == Step.END ? at : -1);
    }
}
