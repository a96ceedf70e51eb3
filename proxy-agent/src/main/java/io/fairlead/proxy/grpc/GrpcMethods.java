package io.fairlead.proxy.grpc;

import com.google.protobuf.ByteString;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import java.util.Optional;

/// What a server offers: calls by method.
@FunctionalInterface
public interface GrpcMethods {

    /// Streams of one connection at the same time; Envoy uses one for each secret.
    int STREAMS_MAX = 256;

    /// One call at the server's side; all of it on the connection's event loop.
    interface Call {

        /// The client sent this.
        void onMessage(ByteString message);

        /// It is over, whoever ended it.
        void onClosed();
    }

    /// The way back to the client; to be used on the connection's event loop.
    interface Answer {

        /// Sends a message.
        void send(byte[] message);

        /// Ends the call.
        ///
        /// @param status of gRPC
        void end(int status, String reason);
    }

    /// Begins a call; empty when there is no such method.
    ///
    /// @param path `/package.Service/Method`
    Optional<Call> open(String path, Answer answer);

    /// Makes a server of connections that were accepted, in plaintext.
    default ChannelInitializer<Channel> connections() {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel connection) {
                connection
                        .pipeline()
                        .addLast(
                                Http2FrameCodecBuilder.forServer()
                                        .initialSettings(
                                                Http2Settings.defaultSettings()
                                                        .maxConcurrentStreams(STREAMS_MAX))
                                        .build())
                        .addLast(new Http2MultiplexHandler(streams()));
            }
        };
    }

    private ChannelInitializer<Channel> streams() {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel stream) {
                stream.pipeline().addLast(new GrpcServerStream(GrpcMethods.this));
            }
        };
    }
}
