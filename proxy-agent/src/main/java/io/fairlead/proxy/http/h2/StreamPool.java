package io.fairlead.proxy.http.h2;

import io.fairlead.proxy.http.forward.HttpWorker;
import io.fairlead.proxy.http.forward.UpstreamEvents;
import io.fairlead.proxy.http.forward.UpstreamEvents.Trouble;
import io.fairlead.proxy.meter.WorkloadLabels;
import io.fairlead.proxy.model.Cluster;
import io.fairlead.proxy.upstream.Circuit;
import io.fairlead.proxy.upstream.ClusterLane;
import io.fairlead.proxy.upstream.Dialer;
import io.fairlead.proxy.upstream.HostLane;
import io.fairlead.proxy.upstream.HostPool;
import io.netty.channel.Channel;
import io.netty.channel.ConnectTimeoutException;
import io.netty.util.concurrent.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The connections to one host on one event loop. One connection is used as long as it has room for one more stream;
/// the next one is opened when it hasn't.
@SuppressWarnings("FutureReturnValueIgnored") // Closing needs no answer.
final class StreamPool implements HostPool {

    private final HttpWorker worker;
    private final ClusterLane cluster;
    private final HostLane host;
    private final List<ClientConnection> connections = new ArrayList<>();
    private final ArrayDeque<UpstreamEvents> waiting = new ArrayDeque<>();
    private boolean connecting;

    StreamPool(HttpWorker worker, ClusterLane cluster, HostLane host) {
        this.worker = worker;
        this.cluster = cluster;
        this.host = host;
    }

    void open(UpstreamEvents events) {
        ClientConnection free = free();
        if (free != null) {
            events.onStream(free.stream(events));
            return;
        }
        if (!circuit().await()) {
            events.onNoStream(host, Trouble.OVERFLOW, "");
            return;
        }
        waiting.addLast(events);
        connect();
    }

    void forget(UpstreamEvents events) {
        if (waiting.remove(events)) {
            circuit().arrive();
        }
    }

    /// Who the host is, as far as discovery tells.
    WorkloadLabels labels() {
        return host.state().labels();
    }

    private Circuit circuit() {
        return cluster.state().circuit();
    }

    private @Nullable ClientConnection free() {
        for (ClientConnection connection : connections) {
            if (connection.hasRoom()) {
                return connection;
            }
        }
        return null;
    }

    private void connect() {
        if (connecting) {
            return;
        }
        if (!circuit().connect()) {
            // The streams of the connections there are will end; without any, nobody would ever be
            // served.
            if (connections.isEmpty()) {
                failAll(Trouble.OVERFLOW, "");
            }
            return;
        }
        connecting = true;
        Cluster settings = cluster.state().cluster();
        ClientConnection connection = ClientConnection.of(worker, this, settings);
        worker.worker()
                .dialer()
                .connect(
                        worker.worker().loop(),
                        settings,
                        host.state(),
                        Dialer.Speaks.HTTP2,
                        connection)
                .addListener((Future<Channel> future) -> connected(connection, future));
    }

    private void connected(ClientConnection connection, Future<Channel> future) {
        connecting = false;
        if (!future.isSuccess()) {
            circuit().disconnect();
            Throwable cause = future.cause();
            failAll(
                    cause instanceof ConnectTimeoutException
                            ? Trouble.CONNECT_TIMEOUT
                            : Trouble.CONNECT_FAILURE,
                    Dialer.reason(cause));
            return;
        }
        connections.add(connection);
        future.getNow().closeFuture().addListener(_ -> gone(connection));
        serve();
    }

    private void failAll(Trouble trouble, String detail) {
        // Whoever fails may ask again at once; that is for the next connection.
        int failed = waiting.size();
        for (int i = 0; i < failed; i++) {
            UpstreamEvents events = waiting.poll();
            if (events != null) {
                circuit().arrive();
                events.onNoStream(host, trouble, detail);
            }
        }
    }

    /// Gives streams to those who wait, as far as there is room.
    void serve() {
        while (!waiting.isEmpty()) {
            ClientConnection free = free();
            if (free == null) {
                connect();
                return;
            }
            UpstreamEvents events = waiting.removeFirst();
            circuit().arrive();
            events.onStream(free.stream(events));
        }
    }

    private void gone(ClientConnection connection) {
        connections.remove(connection);
        circuit().disconnect();
        serve();
    }

    @Override
    public void drain() {
        List.copyOf(connections).forEach(ClientConnection::drain);
    }

    @Override
    public void sweep(long nowNanos) {
        long idle = cluster.state().cluster().connectionIdle().toNanos();
        if (idle > 0) {
            List.copyOf(connections).forEach(connection -> connection.sweep(nowNanos, idle));
        }
    }

    @Override
    public int connections() {
        return connections.size() + (connecting ? 1 : 0);
    }
}
