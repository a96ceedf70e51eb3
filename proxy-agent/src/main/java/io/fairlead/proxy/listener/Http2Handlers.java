package io.fairlead.proxy.listener;

import io.fairlead.proxy.http.forward.Client;
import io.fairlead.proxy.http.forward.HttpChain;
import io.netty.channel.ChannelHandler;

/// Makes the handler of a connection that speaks HTTP/2.
@FunctionalInterface
public interface Http2Handlers {

    ChannelHandler handler(HttpChain chain, Client client);
}
