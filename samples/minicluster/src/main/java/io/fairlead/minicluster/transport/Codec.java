package io.fairlead.minicluster.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One of Netty's codecs, without a network: bytes to frames, or frames to bytes. One thread at a time.
public final class Codec {

    private final EmbeddedChannel channel;

    /// Through these, in this order.
    public Codec(ChannelHandler... handlers) {
        this.channel = new EmbeddedChannel(handlers);
    }

    /// The frames that these bytes complete.
    ///
    /// @throws IOException where the other side doesn't keep to the protocol
    public List<Object> decode(byte[] bytes) throws IOException {
        List<Object> frames = new ArrayList<>();
        try {
            boolean _ = channel.writeInbound(Unpooled.wrappedBuffer(bytes));
            for (@Nullable Object one = channel.readInbound();
                    one != null;
                    one = channel.readInbound()) {
                frames.add(one);
            }
        } catch (Exception wrong) {
            // The channel throws whatever a codec says, and not all of that is declared.
            throw new IOException(wrong.getMessage(), wrong);
        }
        return frames;
    }

    /// The bytes of a frame.
    public byte[] encode(Object frame) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            boolean _ = channel.writeOutbound(frame);
        } catch (Exception wrong) {
            throw new IOException(wrong.getMessage(), wrong);
        }
        for (@Nullable ByteBuf part = channel.readOutbound();
                part != null;
                part = channel.readOutbound()) {
            bytes.writeBytes(ByteBufUtil.getBytes(part));
            part.release();
        }
        return bytes.toByteArray();
    }
}
