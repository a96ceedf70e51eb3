package io.fairlead.proxy.http.h2;

import io.fairlead.proxy.http.forward.Client;
import io.fairlead.proxy.http.forward.HttpChain;
import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Settings;

/// Makes the handler of a downstream connection that begins with the HTTP/2 preface. Closing the channel through its
/// pipeline drains it: GOAWAY, then open streams may end.
public final class H2Server {

    private H2Server() {}

    /// One connection.
    public static ChannelHandler handler(HttpChain chain, Client client) {
        return new Builder(chain, client).build();
    }

    private static final class Builder
            extends AbstractHttp2ConnectionHandlerBuilder<ServerConnection, Builder> {
        private final HttpChain chain;
        private final Client client;

        Builder(HttpChain chain, Client client) {
            this.chain = chain;
            this.client = client;
            H2Limits limits = H2Limits.DEFAULT;
            int streams = chain.settings().limits().concurrentStreamsMax();
            connection(Streams.of(true));
            // The library keeps pseudo-headers before the others, so only it can tell where they
            // stood.
            validateHeaders(true);
            gracefulShutdownTimeoutMillis(limits.drainMillis());
            initialSettings(
                    Http2Settings.defaultSettings()
                            .maxConcurrentStreams(
                                    streams == Integer.MAX_VALUE ? limits.streamsMax() : streams)
                            .initialWindowSize(limits.streamWindowBytes())
                            .maxHeaderListSize(chain.limits().headBytes()));
        }

        @Override
        protected ServerConnection build() {
            return super.build();
        }

        @Override
        protected ServerConnection build(
                Http2ConnectionDecoder decoder,
                Http2ConnectionEncoder encoder,
                Http2Settings settings) {
            var connection = new ServerConnection(decoder, encoder, settings, chain, client);
            frameListener(connection);
            return connection;
        }
    }
}
