package io.fairlead.proxy.endpoint;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/// Closes a connection at once when there are too many. Runs on the server's one thread.
@ChannelHandler.Sharable
@SuppressWarnings("FutureReturnValueIgnored") // Nobody waits for the close.
final class OpenConnections extends ChannelInboundHandlerAdapter {

    private final int most;
    private int open;

    OpenConnections(int most) {
        this.most = most;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        open++;
        if (open > most) {
            context.close();
        } else {
            context.fireChannelActive();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        open--;
        context.fireChannelInactive();
    }
}
