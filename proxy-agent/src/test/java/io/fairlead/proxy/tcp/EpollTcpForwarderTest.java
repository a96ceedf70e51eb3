package io.fairlead.proxy.tcp;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fairlead.proxy.listener.SteadyEpoll;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollServerSocketChannel;
import org.junit.jupiter.api.BeforeAll;

/// All of it over the sockets that sidecars have on Linux.
class EpollTcpForwarderTest extends TcpForwarderTest {

    @BeforeAll
    static void onLinux() {
        assumeTrue(Epoll.isAvailable(), () -> String.valueOf(Epoll.unavailabilityCause()));
    }

    @Override
    IoHandlerFactory io() {
        return SteadyEpoll.newFactory();
    }

    @Override
    Class<? extends ServerChannel> servers() {
        return EpollServerSocketChannel.class;
    }
}
