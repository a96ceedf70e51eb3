package io.fairlead.proxy.xds.practice;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;

/// Answers each stream with a usual configuration, whatever was asked.
@SuppressWarnings("FutureReturnValueIgnored") // Nobody waits for what is practised.
public final class PracticeDaemon implements AutoCloseable {

    private static final int FRAME_PREFIX = 5;

    private final Channel listener;

    private PracticeDaemon(Channel listener) {
        this.listener = listener;
    }

    /// Listens on a free port of loopback.
    public static PracticeDaemon start(EventLoopGroup loop) {
        return new PracticeDaemon(
                new ServerBootstrap()
                        .group(loop)
                        .channel(NioServerSocketChannel.class)
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        channel.pipeline()
                                                .addLast(Http2FrameCodecBuilder.forServer().build())
                                                .addLast(new Answer());
                                    }
                                })
                        .bind(InetAddress.getLoopbackAddress(), 0)
                        .syncUninterruptibly()
                        .channel());
    }

    /// Where it listens.
    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    @Override
    public void close() {
        listener.close();
    }

    private static final class Answer extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object frame) {
            if (frame instanceof Http2HeadersFrame headers) {
                answer(context, headers.stream());
            }
            ReferenceCountUtil.release(frame);
        }

        private static void answer(ChannelHandlerContext context, Http2FrameStream stream) {
            var headers =
                    new DefaultHttp2Headers().status("200").set("content-type", "application/grpc");
            context.write(new DefaultHttp2HeadersFrame(headers).stream(stream));
            send(context, stream, PracticeConfig.clusters());
            send(context, stream, PracticeConfig.endpoints());
            send(context, stream, PracticeConfig.listeners());
            send(context, stream, PracticeConfig.routes());
            context.flush();
        }

        private static void send(
                ChannelHandlerContext context,
                Http2FrameStream stream,
                Map<String, ? extends Message> resources) {
            var response = DeltaDiscoveryResponse.newBuilder().setNonce("practice");
            resources.forEach((name, resource) -> {
                Any packed = Any.pack(resource);
                response.setTypeUrl(packed.getTypeUrl());
                response.addResources(
                        Resource.newBuilder().setName(name).setVersion("1").setResource(packed));
            });
            byte[] message = response.build().toByteArray();
            ByteBuf framed = Unpooled.buffer(FRAME_PREFIX + message.length);
            framed.writeByte(0).writeInt(message.length).writeBytes(message);
            context.write(new DefaultHttp2DataFrame(framed).stream(stream));
        }
    }
}
