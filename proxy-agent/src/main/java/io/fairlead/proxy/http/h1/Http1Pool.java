package io.fairlead.proxy.http.h1;

import io.fairlead.proxy.http.forward.UpstreamEvents;
import io.fairlead.proxy.http.forward.UpstreamEvents.Trouble;
import io.fairlead.proxy.upstream.ClusterLane;
import io.fairlead.proxy.upstream.ClusterState;
import io.fairlead.proxy.upstream.Dialer;
import io.fairlead.proxy.upstream.HostLane;
import io.fairlead.proxy.upstream.HostPool;
import io.netty.channel.Channel;
import io.netty.channel.ConnectTimeoutException;
import io.netty.util.concurrent.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// Kept HTTP/1.1 connections to one host on one event loop. The one used last is used first, so that the others grow
/// old and are closed.
final class Http1Pool implements HostPool {

    private final Http1Upstream protocol;
    private final HostLane host;
    private final ArrayDeque<Http1Client> idle = new ArrayDeque<>();
    private final ArrayDeque<Place> waiting = new ArrayDeque<>();
    private ClusterState cluster;
    private int connections;
    private int connecting;
    private long places;

    /// Of one who waits for a connection.
    ///
    /// @param number how many came before, and this one
    private record Place(UpstreamEvents events, long number) {}

    Http1Pool(Http1Upstream protocol, ClusterLane cluster, HostLane host) {
        this.protocol = protocol;
        this.cluster = cluster.state();
        this.host = host;
    }

    ClusterState cluster() {
        return cluster;
    }

    HostLane host() {
        return host;
    }

    void open(ClusterLane lane, UpstreamEvents events) {
        cluster = lane.state();
        Http1Client ready = idle.pollLast();
        if (ready != null) {
            ready.take(events);
            return;
        }
        boolean connects = cluster.circuit().connect();
        if ((!connects && connections == 0) || !cluster.circuit().await()) {
            if (connects) {
                cluster.circuit().disconnect();
            }
            events.onNoStream(host, Trouble.OVERFLOW, "");
            return;
        }
        places++;
        waiting.addLast(new Place(events, places));
        if (connects) {
            connect();
        }
    }

    void forget(UpstreamEvents events) {
        if (waiting.removeIf(place -> place.events().equals(events))) {
            cluster.circuit().arrive();
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    private void connect() {
        connections++;
        connecting++;
        long begun = places;
        var client = new Http1Client(protocol.worker(), this);
        protocol.dialer()
                .connect(
                        protocol.loop(),
                        cluster.cluster(),
                        host.state(),
                        Dialer.Speaks.HTTP1,
                        client)
                .addListener((Future<Channel> future) -> connected(client, future, begun));
    }

    /// @param begun the last place of those who waited when it was begun
    private void connected(Http1Client client, Future<Channel> future, long begun) {
        connecting--;
        if (future.isSuccess()) {
            client.connected();
            offer(client);
            return;
        }
        // Whoever waited for it is told that it failed; the others still need theirs. Another
        // connection may have served him: those who came after the attempt began don't fail by it.
        Place first = waiting.peekFirst();
        UpstreamEvents failed = null;
        if (first != null && first.number() <= begun) {
            failed = first.events();
            waiting.removeFirst();
        }
        gone();
        Throwable cause = future.cause();
        Trouble trouble =
                cause instanceof ConnectTimeoutException
                        ? Trouble.CONNECT_TIMEOUT
                        : Trouble.CONNECT_FAILURE;
        if (failed != null) {
            cluster.circuit().arrive();
            failed.onNoStream(host, trouble, Dialer.reason(cause));
        }
        serveWaiting();
    }

    /// A connection is free.
    void offer(Http1Client client) {
        Place next = waiting.pollFirst();
        if (next != null) {
            cluster.circuit().arrive();
            client.take(next.events());
        } else if (host.state().gone()) {
            client.close();
        } else {
            idle.addLast(client);
        }
    }

    /// A free connection was closed.
    void remove(Http1Client client) {
        idle.remove(client);
    }

    /// A connection is closed, whatever it was doing.
    void gone() {
        connections--;
        cluster.circuit().disconnect();
        serveWaiting();
    }

    private void serveWaiting() {
        while (connecting < waiting.size() && cluster.circuit().connect()) {
            connect();
        }
    }

    @Override
    public void drain() {
        List<Http1Client> free = new ArrayList<>(idle);
        idle.clear();
        free.forEach(Http1Client::close);
    }

    @Override
    public void sweep(long nowNanos) {
        long most = cluster.cluster().connectionIdle().toNanos();
        while (most > 0 && !idle.isEmpty()) {
            Http1Client oldest = idle.peekFirst();
            if (nowNanos - oldest.idleSince() < most) {
                return;
            }
            idle.pollFirst();
            oldest.close();
        }
    }

    @Override
    public int connections() {
        return connections;
    }
}
