package io.fairlead.proxy.listener;

import io.fairlead.proxy.http.forward.Client;
import io.fairlead.proxy.http.forward.HttpChain;
import io.fairlead.proxy.http.h1.Http1Server;
import io.fairlead.proxy.upstream.Broken;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/// Tells HTTP/2 with prior knowledge from HTTP/1.1 by the first bytes of a connection that is known to speak HTTP.
@SuppressWarnings("FutureReturnValueIgnored") // Closing needs no answer.
final class HttpStart extends ChannelInboundHandlerAdapter {

    /// No HTTP/1.1 method that anybody uses begins so.
    private static final String PREFACE = "PRI * HTTP/2.0";

    private final HttpChain chain;
    private final Client client;
    private final Http2Handlers http2;
    private @Nullable ByteBuf seen;

    HttpStart(HttpChain chain, Client client, Http2Handlers http2) {
        this.chain = chain;
        this.client = client;
        this.http2 = http2;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        ByteBuf before = seen;
        if (before != null) {
            before.ensureWritable(in.readableBytes());
            before.writeBytes(in);
            in.release();
            in = before;
        }
        seen = in;
        int common = Math.min(in.readableBytes(), PREFACE.length());
        boolean two = true;
        for (int i = 0; i < common; i++) {
            two &= in.getByte(in.readerIndex() + i) == PREFACE.charAt(i);
        }
        if (two && common < PREFACE.length()) {
            return;
        }
        seen = null;
        ChannelHandler next = two ? http2.handler(chain, client) : new Http1Server(chain, client);
        context.pipeline().addAfter(context.name(), null, next);
        context.fireChannelRead(in);
        context.pipeline().remove(this);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (seen != null) {
            seen.release();
            seen = null;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Broken.on(context.channel(), cause);
        context.close();
    }
}
