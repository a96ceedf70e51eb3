package io.fairlead.minicluster.streaming;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.spdy.DefaultSpdyDataFrame;
import io.netty.handler.codec.spdy.DefaultSpdyRstStreamFrame;
import io.netty.handler.codec.spdy.SpdyStreamStatus;
import java.io.IOException;
import java.util.Map;

/// A stream that a client has opened on a connection of SPDY/3.1.
///
/// @param headers what it says of itself, by names in small letters
record SpdyStream(SpdyConnection connection, int id, Map<String, String> headers) {

    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    void write(byte[] bytes) throws IOException {
        connection.send(new DefaultSpdyDataFrame(id, Unpooled.wrappedBuffer(bytes)));
    }

    /// Nothing more comes from here.
    void end() throws IOException {
        connection.send(new DefaultSpdyDataFrame(id).setLast(true));
    }

    /// Breaks it off.
    void reset(SpdyStreamStatus why) throws IOException {
        connection.forget(id);
        connection.send(new DefaultSpdyRstStreamFrame(id, why));
    }
}
