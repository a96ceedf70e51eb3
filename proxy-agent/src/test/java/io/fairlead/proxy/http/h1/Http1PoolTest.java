package io.fairlead.proxy.http.h1;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.clock.Clock;
import io.fairlead.proxy.http.codec.Head;
import io.fairlead.proxy.http.forward.HttpWorker;
import io.fairlead.proxy.http.forward.UpstreamEvents;
import io.fairlead.proxy.http.forward.UpstreamStream;
import io.fairlead.proxy.identity.tls.TlsContexts;
import io.fairlead.proxy.model.Cluster;
import io.fairlead.proxy.model.Discovery;
import io.fairlead.proxy.model.Endpoints;
import io.fairlead.proxy.model.Host;
import io.fairlead.proxy.model.ProxySnapshot;
import io.fairlead.proxy.upstream.ClusterLane;
import io.fairlead.proxy.upstream.Clusters;
import io.fairlead.proxy.upstream.Dialer;
import io.fairlead.proxy.upstream.HostLane;
import io.fairlead.proxy.upstream.Worker;
import io.fairlead.proxy.upstream.balance.LoadBalancer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.SocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Who is told that a connection can't be made. Here none is ever made: each is on its way until the test ends it.
class Http1PoolTest {
    private final EventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final List<Channel> begun = new CopyOnWriteArrayList<>();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final Worker worker =
            new Worker(
                    0,
                    group.next(),
                    Clock.SYSTEM,
                    RandomGenerator.of("Random"),
                    new Dialer(this::channel, false, TlsContexts.none(Clock.SYSTEM)));
    private final Http1Upstream upstream = new Http1Upstream(new HttpWorker(worker));

    private Channel channel() {
        Channel channel = new Endless();
        begun.add(channel);
        return channel;
    }

    /// Is connecting, for ever.
    private static final class Endless extends NioSocketChannel {
        @Override
        protected boolean doConnect(SocketAddress remote, @Nullable SocketAddress local) {
            return false;
        }
    }

    @BeforeEach
    void start() throws Exception {
        Endpoints endpoints = Endpoints.of("one", List.of(Host.of("127.0.0.1", 1)));
        Cluster one = Cluster.of("one", new Discovery.Static(endpoints));
        Clusters all = Clusters.NONE.next(ProxySnapshot.EMPTY.withClusters(Map.of("one", one)));
        onLoop(() -> worker.apply(all));
    }

    @AfterEach
    void stop() throws Exception {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }

    @Test
    void whoWaitsForItIsTold() throws Exception {
        ask(new Asker("a"));
        ask(new Asker("b"));
        fail(1);
        assertThat(told).containsExactly("a CONNECT_FAILURE");
        fail(0);
        assertThat(told).as("b came after it was begun").hasSize(1);
        fail(2);
        assertThat(told).containsExactly("a CONNECT_FAILURE", "b CONNECT_FAILURE");
    }

    /// Of many requests those that came first may be served by connections that became free.
    @Test
    void whoCameLaterIsNot() throws Exception {
        Asker served = new Asker("served");
        ask(served);
        onLoop(() -> upstream.forget(host(), served));
        ask(new Asker("late"));
        fail(0);
        assertThat(told).isEmpty();
        fail(1);
        assertThat(told).containsExactly("late CONNECT_FAILURE");
    }

    private void ask(Asker asker) throws Exception {
        onLoop(() -> upstream.open(lane(), host(), asker));
    }

    private void fail(int connection) throws Exception {
        begun.get(connection).close().sync();
        onLoop(() -> {});
    }

    private void onLoop(Runnable work) throws Exception {
        worker.loop().submit(work).sync();
    }

    private ClusterLane lane() {
        return Objects.requireNonNull(worker.cluster("one"));
    }

    private HostLane host() {
        return Objects.requireNonNull(lane().pick(LoadBalancer.NO_HASH, 0, null));
    }

    /// Says what it is told.
    private final class Asker implements UpstreamEvents {
        private final String name;

        Asker(String name) {
            this.name = name;
        }

        @Override
        public void onNoStream(HostLane host, Trouble trouble, String detail) {
            told.add(name + " " + trouble);
        }

        @Override
        public void onStream(UpstreamStream stream) {
            told.add(name + " has a stream");
        }

        @Override
        public void onHead(Head head, boolean bodyFollows) {}

        @Override
        public void onData(ByteBuf source, int length) {}

        @Override
        public void onEnd(@Nullable Head trailers) {}

        @Override
        public void onPause() {}

        @Override
        public void onReset(Trouble trouble) {}

        @Override
        public void onWritable() {}
    }
}
