package io.fairlead.proxy.http.h2;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Stream;

/// The window of the receiving half of one stream: while nobody takes its bytes, the peer is not told to send more.
final class Incoming {

    private final Http2ConnectionHandler connection;
    private final ChannelHandlerContext context;
    private final int id;
    private boolean reading = true;
    private int held;

    Incoming(Http2ConnectionHandler connection, ChannelHandlerContext context, int id) {
        this.connection = connection;
        this.context = context;
        this.id = id;
    }

    /// Bytes have come in and were passed on.
    ///
    /// @return how many of them the window gets back at once
    int received(int bytes) {
        if (reading) {
            return bytes;
        }
        held += bytes;
        return 0;
    }

    /// Stops or continues.
    void read(boolean on) {
        reading = on;
        Http2Stream stream = connection.connection().stream(id);
        if (!on || held == 0 || stream == null) {
            return;
        }
        int bytes = held;
        held = 0;
        try {
            if (connection.connection().local().flowController().consumeBytes(stream, bytes)) {
                context.flush();
            }
        } catch (Http2Exception e) {
            connection.onError(context, true, e);
        }
    }
}
