package io.fairlead.proxy.http.h2;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;

/// The frames that this proxy does something about; the library takes care of the others.
interface FrameEvents extends Http2FrameListener {

    @Override
    default void onHeadersRead(
            ChannelHandlerContext context,
            int id,
            Http2Headers headers,
            int dependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean end)
            throws Http2Exception {
        onHeadersRead(context, id, headers, padding, end);
    }

    @Override
    default void onPriorityRead(
            ChannelHandlerContext context, int id, int dependency, short weight, boolean alone) {}

    @Override
    default void onSettingsAckRead(ChannelHandlerContext context) {}

    @Override
    default void onSettingsRead(ChannelHandlerContext context, Http2Settings settings) {}

    @Override
    default void onPingRead(ChannelHandlerContext context, long data) {}

    @Override
    default void onPingAckRead(ChannelHandlerContext context, long data) {}

    @Override
    default void onPushPromiseRead(
            ChannelHandlerContext context,
            int id,
            int promisedId,
            Http2Headers headers,
            int padding) {}

    @Override
    default void onGoAwayRead(
            ChannelHandlerContext context, int lastId, long error, ByteBuf debug) {}

    @Override
    default void onWindowUpdateRead(ChannelHandlerContext context, int id, int increment) {}

    @Override
    default void onUnknownFrame(
            ChannelHandlerContext context, byte type, int id, Http2Flags flags, ByteBuf payload) {}
}
