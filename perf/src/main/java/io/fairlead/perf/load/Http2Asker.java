package io.fairlead.perf.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Several requests at a time in HTTP/2 without TLS, by prior knowledge. Writes the same header block each time,
/// without the dynamic table; of an answer it reads the first field (`:status 200` is one byte) and where its stream
/// ends.
final class Http2Asker extends Asker {
    private static final int FRAME_HEAD = 9;
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int WINDOW_UPDATE = 8;
    private static final int END_STREAM = 0x1;
    private static final int ACK = 0x1;
    private static final int END_HEADERS = 0x4;
    private static final int PADDED = 0x8;
    private static final int PRIORITY = 0x20;
    private static final int WINDOW = 1 << 30;
    private static final int STATUS_200 = 0x88;

    /// A change of the dynamic table's size stands before the first field.
    private static final int TABLE_SIZE_MASK = 0xE0;

    private static final int TABLE_SIZE = 0x20;

    private final Listener listener;
    private final byte[] block;
    private final long[] dueOf;
    private final int[] streamIn;
    private @Nullable ChannelHandlerContext context;
    private ByteBuf carry = Unpooled.EMPTY_BUFFER;
    private int open;
    private int nextStream = 1;
    private long receivedSinceUpdate;
    private boolean closed;

    Http2Asker(Order.Target target, int streams, Listener listener) {
        this.listener = listener;
        this.dueOf = new long[streams];
        this.streamIn = new int[streams];
        ByteBuf fields = Unpooled.buffer();
        fields.writeByte(0x82).writeByte(0x86); // :method GET, :scheme http
        literal(fields, 0x04, target.path());
        literal(fields, 0x01, target.host());
        this.block = ByteBufUtil.getBytes(fields);
    }

    private static void literal(ByteBuf to, int name, String value) {
        to.writeByte(name).writeByte(value.length());
        to.writeCharSequence(value, StandardCharsets.US_ASCII);
    }

    @Override
    boolean isFree() {
        return context != null && !closed && open < streamIn.length;
    }

    @Override
    void send(long due) {
        int slot = slotOf(0);
        streamIn[slot] = nextStream;
        dueOf[slot] = due;
        open++;
        ByteBuf frame =
                frame(HEADERS, END_STREAM | END_HEADERS, nextStream, block.length)
                        .writeBytes(block);
        nextStream += 2;
        var _ = context().writeAndFlush(frame, context().voidPromise());
    }

    private int slotOf(int stream) {
        for (int i = 0; i < streamIn.length; i++) {
            if (streamIn[i] == stream) {
                return i;
            }
        }
        return -1;
    }

    private ChannelHandlerContext context() {
        if (context == null) {
            throw new IllegalStateException("not open yet");
        }
        return context;
    }

    private ByteBuf frame(int type, int flags, int stream, int length) {
        return context()
                .alloc()
                .directBuffer(FRAME_HEAD + length)
                .writeMedium(length)
                .writeByte(type)
                .writeByte(flags)
                .writeInt(stream);
    }

    @Override
    void close() {
        closed = true;
        if (context != null) {
            var _ = context.close();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext opened) {
        context = opened;
        var _ =
                opened.write(
                        Unpooled.copiedBuffer(
                                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", StandardCharsets.US_ASCII));
        ByteBuf settings = frame(SETTINGS, 0, 0, 12);
        settings.writeShort(2).writeInt(0); // no push
        settings.writeShort(4).writeInt(WINDOW);
        var _ = opened.write(settings);
        var _ = opened.writeAndFlush(frame(WINDOW_UPDATE, 0, 0, 4).writeInt(WINDOW));
        listener.opened(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext from, Object message) {
        ByteBuf in = (ByteBuf) message;
        if (carry.isReadable()) {
            in = Unpooled.wrappedBuffer(carry, in);
        }
        carry = Unpooled.EMPTY_BUFFER;
        while (!closed && in.readableBytes() >= FRAME_HEAD) {
            int length = in.getUnsignedMedium(in.readerIndex());
            if (in.readableBytes() < FRAME_HEAD + length) {
                break;
            }
            in.skipBytes(3);
            int type = in.readByte();
            int flags = in.readByte();
            int stream = in.readInt() & Integer.MAX_VALUE;
            int end = in.readerIndex() + length;
            take(type, flags, stream, in.slice(in.readerIndex(), length));
            in.readerIndex(end);
        }
        if (in.isReadable() && !closed) {
            carry = in;
        } else {
            in.release();
        }
    }

    private void take(int type, int flags, int stream, ByteBuf payload) {
        switch (type) {
            case DATA -> data(payload.readableBytes());
            case HEADERS -> headers(flags, payload);
            case RST_STREAM -> lose("stream reset with code " + payload.readInt());
            case SETTINGS -> {
                if ((flags & ACK) == 0) {
                    var _ = context().writeAndFlush(frame(SETTINGS, ACK, 0, 0));
                }
            }
            case PING -> {
                if ((flags & ACK) == 0) {
                    var _ = context().writeAndFlush(frame(PING, ACK, 0, 8).writeBytes(payload));
                }
            }
            case GOAWAY -> lose("goodbye (GOAWAY) with code " + payload.getInt(4));
            default -> {} // WINDOW_UPDATE, PRIORITY and what nobody knows
        }
        if ((type == DATA || type == HEADERS) && (flags & END_STREAM) != 0 && !closed) {
            answered(stream);
        }
    }

    private void data(int bytes) {
        listener.received(bytes);
        receivedSinceUpdate += bytes;
        if (receivedSinceUpdate > WINDOW / 2) {
            var _ =
                    context()
                            .writeAndFlush(
                                    frame(WINDOW_UPDATE, 0, 0, 4)
                                            .writeInt((int) receivedSinceUpdate));
            receivedSinceUpdate = 0;
        }
    }

    private void headers(int flags, ByteBuf payload) {
        payload.skipBytes(((flags & PADDED) != 0 ? 1 : 0) + ((flags & PRIORITY) != 0 ? 5 : 0));
        int first = payload.readUnsignedByte();
        while ((first & TABLE_SIZE_MASK) == TABLE_SIZE) {
            boolean more = (first & 0x1F) == 0x1F;
            while (more) {
                more = (payload.readByte() & 0x80) != 0;
            }
            first = payload.readUnsignedByte();
        }
        if (first != STATUS_200) {
            lose("answered with another status than 200 (first field 0x%02x)".formatted(first));
        }
    }

    private void answered(int stream) {
        int slot = slotOf(stream);
        if (slot < 0) {
            lose("an answer on stream " + stream + ", which has no request");
            return;
        }
        streamIn[slot] = 0;
        open--;
        listener.answered(this, dueOf[slot]);
    }

    @Override
    public void channelInactive(ChannelHandlerContext from) {
        carry.release();
        carry = Unpooled.EMPTY_BUFFER;
        lose("closed by the other side");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
        lose(String.valueOf(cause.getMessage()));
    }

    private void lose(String why) {
        if (!closed) {
            close();
            int unanswered = (int) Arrays.stream(streamIn).filter(stream -> stream != 0).count();
            listener.lost(this, unanswered, why);
        }
    }
}
