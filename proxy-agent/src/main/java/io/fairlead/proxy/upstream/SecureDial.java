package io.fairlead.proxy.upstream;

import io.fairlead.proxy.identity.tls.AlertLinger;
import io.fairlead.proxy.identity.tls.HandshakeFailure;
import io.fairlead.proxy.identity.tls.Handshakes;
import io.fairlead.proxy.identity.tls.Handshakes.Side;
import io.fairlead.proxy.identity.tls.TlsContext;
import io.fairlead.proxy.identity.verify.Refusal;
import io.fairlead.proxy.identity.verify.Verdict;
import io.fairlead.proxy.meter.TlsFacts;
import io.fairlead.proxy.model.ClientTransport;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.SocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Opens one connection to a host over TLS. It counts as open when it is known who the host is.
@SuppressWarnings("FutureReturnValueIgnored") // Listeners are told.
final class SecureDial {

    /// How a connection is protected, for whoever uses it.
    static final AttributeKey<TlsFacts> FACTS = AttributeKey.valueOf("fairlead.tls");

    private static final String LINGER = "linger";

    private final Handshakes handshakes;
    private final HostState host;
    private final Duration time;

    /// @param time for connecting; the handshake may take as long again
    SecureDial(Handshakes handshakes, HostState host, Duration time) {
        this.handshakes = handshakes;
        this.host = host;
        this.time = time;
    }

    Future<Channel> dial(
            TlsContext context,
            Bootstrap bootstrap,
            ChannelHandler handler,
            @Nullable SocketAddress local) {
        Promise<Channel> ready = Dialer.promise(bootstrap);
        bootstrap
                .handler(
                        new ChannelInitializer<>() {
                            @Override
                            protected void initChannel(Channel channel) {
                                SslHandler ssl =
                                        context.connect(channel.alloc(), host.address(), time);
                                channel.pipeline().addLast(LINGER, new AlertLinger());
                                channel.pipeline().addLast(ssl, handler);
                                ssl.handshakeFuture()
                                        .addListener(done -> finish(context, ssl, ready, done));
                            }
                        })
                .connect(host.address(), local)
                .addListener(
                        (ChannelFutureListener)
                                future -> {
                                    if (!future.isSuccess()) {
                                        ready.tryFailure(future.cause());
                                    }
                                });
        return ready;
    }

    private void finish(
            TlsContext context,
            SslHandler ssl,
            Promise<Channel> ready,
            Future<? super Channel> done) {
        if (!done.isSuccess()) {
            if (!ready.isDone()) {
                fail(ready, HandshakeFailure.of(done.cause()));
            }
            return;
        }
        Channel channel = (Channel) done.getNow();
        Verdict who = context.peer(ssl);
        if (who instanceof Verdict.Refused(var reason, String text)) {
            fail(ready, new HandshakeFailure(reason, text));
            channel.close();
            return;
        }
        channel.pipeline().remove(LINGER);
        handshakes.finished(Side.OUTBOUND);
        channel.attr(FACTS).set(context.facts(ssl, who));
        ready.setSuccess(channel);
    }

    private void fail(Promise<Channel> ready, HandshakeFailure why) {
        handshakes.refused(Side.OUTBOUND, why, host);
        ready.tryFailure(
                why.reason() == Refusal.TIMEOUT
                        ? new ConnectTimeoutException(why.text())
                        : new TlsFailed(why));
    }

    /// There is nothing to show yet, or nobody to believe.
    Future<Channel> missing(Bootstrap bootstrap, ClientTransport.Tls transport) {
        Promise<Channel> never = Dialer.promise(bootstrap);
        String name = String.valueOf(transport.settings().certificate());
        fail(never, new HandshakeFailure(Refusal.NO_SECRET, "no secret yet for " + name));
        return never;
    }
}
