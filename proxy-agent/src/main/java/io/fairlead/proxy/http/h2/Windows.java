package io.fairlead.proxy.http.h2;

import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2LocalFlowController;

/// The window of a whole connection, which no setting can change.
final class Windows {

    private Windows() {}

    /// Opens it to this size; the peer is told with the first update.
    static void grow(Http2ConnectionHandler connection, int bytes) {
        Http2LocalFlowController flow = connection.connection().local().flowController();
        int now = flow.initialWindowSize(connection.connection().connectionStream());
        if (bytes > now) {
            try {
                flow.incrementWindowSize(connection.connection().connectionStream(), bytes - now);
            } catch (Http2Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
