package io.fairlead.proxy.listener;

import io.fairlead.proxy.model.Address;
import io.fairlead.proxy.model.Listener;
import io.fairlead.proxy.model.TrafficDirection;
import io.fairlead.proxy.upstream.Dialer;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.unix.UnixChannelOption;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The bound sockets. With epoll each event loop has a socket of its own on the same port (`SO_REUSEPORT`), so that a
/// connection is served where it was accepted; otherwise the first loop has the only one.
@SuppressWarnings("FutureReturnValueIgnored") // Closing needs no answer.
final class Sockets {

    private static final Logger LOG = LoggerFactory.getLogger(Sockets.class);
    private static final int BACKLOG = 4096;

    private final Loops loops;
    private final List<Lane> lanes;
    private final Map<String, Bound> bound = new HashMap<>();
    private final ReentrantLock one = new ReentrantLock();
    private Set<TrafficDirection> drained = Set.of();

    private record Bound(Address address, TrafficDirection direction, List<Channel> channels) {}

    Sockets(Loops loops, List<Lane> lanes) {
        this.loops = loops;
        this.lanes = lanes;
    }

    /// Binds what is new and releases what is gone.
    ///
    /// @return what could not be bound, each with its reason
    List<String> apply(Map<String, CompiledListener> listeners) throws InterruptedException {
        one.lock();
        try {
            return applied(listeners);
        } finally {
            one.unlock();
        }
    }

    private List<String> applied(Map<String, CompiledListener> listeners)
            throws InterruptedException {
        List<String> failed = new ArrayList<>();
        for (String name : List.copyOf(bound.keySet())) {
            CompiledListener now = listeners.get(name);
            Bound is = bound.get(name);
            if (is != null && (now == null || !wants(now.listener(), is.address()))) {
                bound.remove(name);
                is.channels().forEach(Channel::close);
                LOG.info("event=listener_released name={} address={}", name, is.address());
            }
        }
        for (CompiledListener compiled : listeners.values()) {
            Listener listener = compiled.listener();
            if (listener.bindToPort()
                    && !drained.contains(listener.direction())
                    && !bound.containsKey(listener.name())) {
                bind(listener).ifPresent(failed::add);
            }
        }
        return failed;
    }

    private static boolean wants(Listener listener, Address address) {
        return listener.bindToPort() && listener.address().equals(address);
    }

    private Optional<String> bind(Listener listener) throws InterruptedException {
        List<Channel> channels = new ArrayList<>();
        InetSocketAddress address = listener.address().toSocketAddress();
        int sockets = loops.epoll() ? lanes.size() : 1;
        for (int i = 0; i < sockets; i++) {
            ChannelFuture future = bind(listener.name(), i, address).await();
            if (!future.isSuccess()) {
                channels.forEach(Channel::close);
                String why = String.valueOf(future.cause().getMessage());
                LOG.warn(
                        "event=listener_bind_failed name={} address={} error=\"{}\"",
                        listener.name(),
                        listener.address(),
                        why);
                return Optional.of(listener.name() + ": " + why);
            }
            channels.add(future.channel());
            // Port 0 is chosen once; the other loops take the same.
            address = (InetSocketAddress) future.channel().localAddress();
        }
        bound.put(listener.name(), new Bound(listener.address(), listener.direction(), channels));
        LOG.info("event=listener_bound name={} address={}", listener.name(), listener.address());
        return Optional.empty();
    }

    private ChannelFuture bind(String listener, int loop, InetSocketAddress address) {
        EventLoop on = loops.all().get(loop);
        Lane lane = lanes.get(loop);
        var bootstrap =
                new ServerBootstrap()
                        .group(on, on)
                        .channelFactory(loops.servers())
                        .option(ChannelOption.SO_BACKLOG, BACKLOG)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, Dialer.WATER_MARK)
                        .childHandler(
                                new ChannelInitializer<>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        channel.pipeline().addLast(new Accepted(lane, listener));
                                    }
                                });
        if (loops.epoll()) {
            bootstrap.option(UnixChannelOption.SO_REUSEPORT, true);
        }
        return bootstrap.bind(address);
    }

    Optional<InetSocketAddress> boundTo(String listener) {
        one.lock();
        try {
            return Optional.ofNullable(bound.get(listener))
                    .map(is -> (InetSocketAddress) is.channels().getFirst().localAddress());
        } finally {
            one.unlock();
        }
    }

    /// Stops listening for these, now and with all configuration to come.
    void drain(Set<TrafficDirection> directions) {
        one.lock();
        try {
            drained = Set.copyOf(directions);
            bound.values().stream()
                    .filter(is -> directions.contains(is.direction()))
                    .forEach(is -> is.channels().forEach(Channel::close));
            bound.values().removeIf(is -> directions.contains(is.direction()));
        } finally {
            one.unlock();
        }
    }

    void close() {
        drain(EnumSet.allOf(TrafficDirection.class));
    }
}
