package io.fairlead.proxy.http.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GrpcMessagesTest {
    private final GrpcMessages messages = new GrpcMessages();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 300, 1000, 100_000})
    void messagesAreCountedHoweverTheyAreCut(int piece) {
        ByteBuf all = Unpooled.buffer();
        for (int length : new int[] {0, 1, 200, 0, 70_000, 5}) {
            all.writeByte(length % 2).writeInt(length).writeZero(length);
        }
        int whole = all.readableBytes();
        int count = 0;
        while (all.isReadable()) {
            int step = Math.min(piece, all.readableBytes());
            count += messages.in(all, step);
            all.skipBytes(step);
        }

        assertThat(count).isEqualTo(6);
        assertThat(whole).isEqualTo(70_206 + 6 * 5);
    }

    @Test
    void aLengthAboveTwoGigabytesIsNoNegativeOne() {
        ByteBuf huge = Unpooled.buffer().writeByte(0).writeInt(-1).writeZero(100);

        assertThat(messages.in(huge, 105)).isEqualTo(1);
        assertThat(messages.in(huge, 105)).isZero();
    }

    @Test
    void aNewCallBeginsWithAPrefix() {
        ByteBuf cut = Unpooled.buffer().writeByte(0).writeInt(1000);
        assertThat(messages.in(cut, 5)).isEqualTo(1);
        messages.reset();
        assertThat(messages.in(cut, 5)).isEqualTo(1);
    }
}
