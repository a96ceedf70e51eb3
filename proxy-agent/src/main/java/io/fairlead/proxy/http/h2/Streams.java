package io.fairlead.proxy.http.h2;

import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.UniformStreamByteDistributor;

/// The streams of a connection, as the library keeps them.
final class Streams {

    private Streams() {}

    /// None yet. Those that have something to send take turns: RFC 9113 5.3 gives up the tree of priorities that the
    /// library would keep otherwise, and that a peer could make it rearrange without end.
    static Http2Connection of(boolean server) {
        var connection = new DefaultHttp2Connection(server);
        connection
                .remote()
                .flowController(
                        new DefaultHttp2RemoteFlowController(
                                connection, new UniformStreamByteDistributor(connection)));
        return connection;
    }
}
