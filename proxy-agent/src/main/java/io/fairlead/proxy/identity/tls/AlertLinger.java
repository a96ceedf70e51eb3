package io.fairlead.proxy.identity.tls;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/// Stands in front of the TLS handler until the handshake is over, so that a peer that is refused can read why:
/// closing at once, while it still sends, would reset the connection and take the alert with it.
@SuppressWarnings("FutureReturnValueIgnored") // Closing needs no answer.
public final class AlertLinger extends ChannelDuplexHandler {

    /// How long a refused peer may go on sending into the void.
    private static final long LINGER_MILLIS = 500;

    private boolean closing;

    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        Channel channel = context.channel();
        if (!channel.isActive() || !(channel instanceof DuplexChannel duplex)) {
            context.close(promise);
            return;
        }
        if (closing) {
            channel.closeFuture().addListener(_ -> promise.trySuccess());
            return;
        }
        closing = true;
        channel.config().setAutoRead(true);
        context.writeAndFlush(Unpooled.EMPTY_BUFFER)
                .addListener(_ -> {
                    if (duplex.isActive()) {
                        duplex.shutdownOutput();
                    }
                });
        context.executor()
                .schedule(() -> context.close(promise), LINGER_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (closing) {
            ReferenceCountUtil.release(message);
        } else {
            context.fireChannelRead(message);
        }
    }
}
