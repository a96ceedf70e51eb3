package io.fairlead.proxy.listener;

import io.fairlead.proxy.identity.tls.AlertLinger;
import io.fairlead.proxy.identity.tls.HandshakeFailure;
import io.fairlead.proxy.identity.tls.Handshakes;
import io.fairlead.proxy.identity.tls.Handshakes.Side;
import io.fairlead.proxy.identity.tls.TlsContext;
import io.fairlead.proxy.identity.verify.Verdict;
import io.fairlead.proxy.meter.TlsFacts;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;

/// Waits behind the TLS handler until it is known who the client is, then makes room for the handler of its chain.
/// Nothing that the client sends goes further before that.
@SuppressWarnings("FutureReturnValueIgnored") // Closing needs no answer.
final class SecureStart extends ChannelInboundHandlerAdapter {

    /// Goes on with a connection whose handshake is over.
    interface Then {
        /// @param protocol what ALPN agreed on, or empty
        void go(ChannelHandlerContext context, TlsFacts facts, String protocol);
    }

    private final SslHandler ssl;
    private final TlsContext tls;
    private final Handshakes handshakes;
    private final Then then;
    private final AlertLinger linger;
    private final Runnable refused;

    /// @param linger leaves the pipeline when the handshake is over
    /// @param refused hears that the client is not let in
    SecureStart(
            SslHandler ssl,
            TlsContext tls,
            Handshakes handshakes,
            Then then,
            AlertLinger linger,
            Runnable refused) {
        this.refused = refused;
        this.linger = linger;
        this.ssl = ssl;
        this.tls = tls;
        this.handshakes = handshakes;
        this.then = then;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent done) {
            if (done.isSuccess()) {
                identify(context);
            } else {
                refuse(context, HandshakeFailure.of(done.cause()));
            }
        }
    }

    private void identify(ChannelHandlerContext context) {
        Verdict who = tls.peer(ssl);
        if (who instanceof Verdict.Refused(var reason, String text)) {
            refuse(context, new HandshakeFailure(reason, text));
            return;
        }
        handshakes.finished(Side.INBOUND);
        context.pipeline().remove(linger);
        String protocol = ssl.applicationProtocol();
        then.go(context, tls.facts(ssl, who), protocol == null ? "" : protocol);
        context.pipeline().remove(this);
    }

    private void refuse(ChannelHandlerContext context, HandshakeFailure why) {
        handshakes.refused(Side.INBOUND, why, context.channel().remoteAddress());
        refused.run();
        context.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // A failed handshake was told by its event already.
        context.close();
    }
}
