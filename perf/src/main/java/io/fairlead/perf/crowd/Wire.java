package io.fairlead.perf.crowd;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// One connection with one gRPC call, as little of HTTP/2 as that takes. Its windows are those of our sidecar.
final class Wire extends ChannelInboundHandlerAdapter {
    private static final int FRAME_HEAD = 9;
    private static final int MESSAGE_HEAD = 5;
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
    private static final int CALL = 1;
    private static final int WINDOW = 1 << 20;
    private static final int WINDOW_AT_FIRST = 65_535;
    private static final int FRAME_MAX = 16_384;
    private static final int HEADER_LIST_MAX = 16_384;
    private static final byte[] CALL_HEADERS = headers();

    private final Events events;
    private @Nullable ChannelHandlerContext context;
    private @Nullable DefaultHttp2HeadersDecoder decoder;
    private ByteBuf carry = Unpooled.EMPTY_BUFFER;
    private final byte[] messageHead = new byte[MESSAGE_HEAD];
    private byte @Nullable [] message;
    private int filled;
    private int unacknowledged;
    private boolean ended;

    /// What happens on the call.
    interface Events {
        void opened();

        void received(byte[] message);

        /// @param status of gRPC; negative when the connection broke
        void ended(int status, String why);
    }

    Wire(Events events) {
        this.events = events;
    }

    private static byte[] headers() {
        ByteBuf fields = Unpooled.buffer();
        fields.writeByte(0x83).writeByte(0x86); // :method POST, :scheme http
        literal(
                fields,
                0x04,
                "/envoy.service.discovery.v3.AggregatedDiscoveryService/DeltaAggregatedResources");
        literal(fields, 0x01, "istiod.istio-system.svc:15010");
        fields.writeByte(0x00);
        text(fields, "te");
        text(fields, "trailers");
        fields.writeByte(0x0f).writeByte(0x10); // content-type
        text(fields, "application/grpc");
        return ByteBufUtil.getBytes(fields);
    }

    private static void literal(ByteBuf to, int name, String value) {
        to.writeByte(name);
        text(to, value);
    }

    private static void text(ByteBuf to, String value) {
        to.writeByte(value.length()).writeCharSequence(value, StandardCharsets.US_ASCII);
    }

    /// Sends a message, with all that was sent since the last [#flush].
    void send(byte[] request) {
        if (ended) {
            return;
        }
        int left = request.length + MESSAGE_HEAD;
        ByteBuf body = context().alloc().buffer(left);
        body.writeByte(0).writeInt(request.length).writeBytes(request);
        while (left > 0) {
            int part = Math.min(left, FRAME_MAX);
            var _ = context().write(frame(DATA, 0, CALL, part).writeBytes(body, part));
            left -= part;
        }
        body.release();
    }

    void flush() {
        if (!ended) {
            context().flush();
        }
    }

    void close() {
        ended = true;
        if (context != null) {
            var _ = context.close();
        }
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
    public void channelActive(ChannelHandlerContext active) {
        context = active;
        var _ =
                active.write(
                        Unpooled.copiedBuffer(
                                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", StandardCharsets.US_ASCII));
        ByteBuf settings = frame(SETTINGS, 0, 0, 12);
        settings.writeShort(2).writeInt(0); // no push
        settings.writeShort(4).writeInt(WINDOW);
        var _ = active.write(settings);
        var _ = active.write(frame(WINDOW_UPDATE, 0, 0, 4).writeInt(WINDOW - WINDOW_AT_FIRST));
        var _ =
                active.write(
                        frame(HEADERS, END_HEADERS, CALL, CALL_HEADERS.length)
                                .writeBytes(CALL_HEADERS));
        events.opened();
    }

    @Override
    public void channelRead(ChannelHandlerContext from, Object read) {
        ByteBuf in = (ByteBuf) read;
        if (carry.isReadable()) {
            in = Unpooled.wrappedBuffer(carry, in);
        }
        carry = Unpooled.EMPTY_BUFFER;
        while (!ended && in.readableBytes() >= FRAME_HEAD) {
            int length = in.getUnsignedMedium(in.readerIndex());
            if (in.readableBytes() < FRAME_HEAD + length) {
                break;
            }
            in.skipBytes(3);
            int type = in.readByte();
            int flags = in.readByte();
            in.skipBytes(4);
            int end = in.readerIndex() + length;
            take(type, flags, in.slice(in.readerIndex(), length));
            in.readerIndex(end);
        }
        if (in.isReadable() && !ended) {
            carry = in;
        } else {
            in.release();
        }
    }

    private void take(int type, int flags, ByteBuf payload) {
        switch (type) {
            case DATA -> data(payload);
            case HEADERS -> headers(payload, (flags & END_STREAM) != 0);
            case RST_STREAM -> end(-1, "stream reset with code " + payload.readInt());
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
            case GOAWAY -> end(-1, "goodbye (GOAWAY) with code " + payload.getInt(4));
            default -> {} // WINDOW_UPDATE: requests are few and small
        }
    }

    private void data(ByteBuf payload) {
        unacknowledged += payload.readableBytes();
        if (unacknowledged > WINDOW / 2) {
            var _ = context().write(frame(WINDOW_UPDATE, 0, 0, 4).writeInt(unacknowledged));
            var _ =
                    context()
                            .writeAndFlush(
                                    frame(WINDOW_UPDATE, 0, CALL, 4).writeInt(unacknowledged));
            unacknowledged = 0;
        }
        while (payload.isReadable() && !ended) {
            collect(payload);
        }
    }

    /// Takes the next piece of a message, or of the head that says how long it is.
    private void collect(ByteBuf payload) {
        byte[] current = message;
        byte[] into = current == null ? messageHead : current;
        int part = Math.min(payload.readableBytes(), into.length - filled);
        payload.readBytes(into, filled, part);
        filled += part;
        if (filled < into.length) {
            return;
        }
        filled = 0;
        if (current == null) {
            int length = Unpooled.wrappedBuffer(messageHead).getInt(1);
            message = new byte[length];
            if (length > 0) {
                return;
            }
        }
        byte[] whole = message;
        message = null;
        if (whole != null) {
            events.received(whole);
        }
    }

    private void headers(ByteBuf payload, boolean last) {
        DefaultHttp2HeadersDecoder known = decoder;
        DefaultHttp2HeadersDecoder reader =
                known == null ? new DefaultHttp2HeadersDecoder(false, HEADER_LIST_MAX) : known;
        decoder = reader;
        try {
            Http2Headers fields = reader.decodeHeaders(CALL, payload);
            if (last) {
                CharSequence status = fields.get("grpc-status");
                end(
                        status == null ? -1 : Integer.parseInt(status.toString()),
                        String.valueOf(fields.get("grpc-message")));
            }
        } catch (Http2Exception e) {
            end(-1, "unreadable headers: " + e.getMessage());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext from) {
        carry.release();
        carry = Unpooled.EMPTY_BUFFER;
        end(-1, "closed by the other side");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
        end(-1, String.valueOf(cause.getMessage()));
    }

    private void end(int status, String why) {
        if (!ended) {
            close();
            events.ended(status, why);
        }
    }
}
