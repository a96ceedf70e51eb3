package io.fairlead.proxy.listener;

import io.fairlead.proxy.clock.Clock;
import io.fairlead.proxy.http.forward.HttpWorker;
import io.fairlead.proxy.http.forward.PeerBook;
import io.fairlead.proxy.http.forward.RouteBook;
import io.fairlead.proxy.http.forward.UpstreamProtocol;
import io.fairlead.proxy.http.h1.Http1Upstream;
import io.fairlead.proxy.identity.tls.TlsContexts;
import io.fairlead.proxy.model.ClientTransport;
import io.fairlead.proxy.model.Cluster;
import io.fairlead.proxy.model.Listener;
import io.fairlead.proxy.model.ProxySnapshot;
import io.fairlead.proxy.model.ServerTransport;
import io.fairlead.proxy.model.TrafficDirection;
import io.fairlead.proxy.upstream.Clusters;
import io.fairlead.proxy.upstream.Dialer;
import io.fairlead.proxy.upstream.Worker;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;

/// The whole data plane: event loops, listeners, clusters, routes. [#apply] moves it to the next snapshot: first
/// every loop takes clusters and routes together, then sockets are bound and released. Call it from one thread, never
/// from a loop.
public final class Dataplane implements AutoCloseable {

    private static final long SWEEP_MILLIS = 1000;

    private final Loops loops;
    private final TlsContexts tls;
    private final List<Lane> lanes = new ArrayList<>();
    private final List<HttpWorker> workers = new ArrayList<>();
    private final Sockets sockets;
    private Clusters clusters = Clusters.NONE;
    private RouteBook routes = RouteBook.EMPTY;
    private Map<String, CompiledListener> listeners = Map.of();

    /// What it is made of.
    ///
    /// @param observers telemetry of each event loop
    /// @param http2 handlers of HTTP/2 connections; null = HTTP/1.1 only
    /// @param http2Upstream speaks HTTP/2 to hosts; null = HTTP/1.1 only
    /// @param tls contexts of TLS, with the secrets of this workload
    /// @param peers what each loop says of this workload and hears of others; null = nothing
    /// @param arrivals counts how connections came in
    public record Parts(
            Clock clock,
            IntFunction<Observers> observers,
            @Nullable Http2Handlers http2,
            @Nullable Function<HttpWorker, UpstreamProtocol> http2Upstream,
            TlsContexts tls,
            @Nullable Supplier<PeerBook> peers,
            Arrivals arrivals) {

        /// Nobody reads how connections came in.
        public Parts(
                Clock clock,
                IntFunction<Observers> observers,
                @Nullable Http2Handlers http2,
                @Nullable Function<HttpWorker, UpstreamProtocol> http2Upstream,
                TlsContexts tls,
                @Nullable Supplier<PeerBook> peers) {
            this(clock, observers, http2, http2Upstream, tls, peers, Arrivals.unread());
        }

        /// Without secrets: only plaintext.
        public Parts(
                Clock clock,
                IntFunction<Observers> observers,
                @Nullable Http2Handlers http2,
                @Nullable Function<HttpWorker, UpstreamProtocol> http2Upstream) {
            this(clock, observers, http2, http2Upstream, TlsContexts.none(clock), null);
        }

        /// HTTP/1.1 and opaque bytes only.
        public static Parts plain(Clock clock, IntFunction<Observers> observers) {
            return new Parts(clock, observers, null, null);
        }
    }

    /// Makes it; nothing is bound before the first [#apply].
    public Dataplane(Loops loops, Parts parts) {
        this.loops = loops;
        this.tls = parts.tls();
        var dialer = new Dialer(loops.clients(), loops.epoll(), parts.tls());
        for (EventLoop loop : loops.all()) {
            int index = lanes.size();
            RandomGenerator random = RandomGeneratorFactory.of("Xoroshiro128PlusPlus").create();
            var worker = new Worker(index, loop, parts.clock(), random, dialer);
            var http = new HttpWorker(worker);
            var two = parts.http2Upstream();
            http.protocols(new Http1Upstream(http), two == null ? null : two.apply(http));
            Supplier<PeerBook> peers = parts.peers();
            if (peers != null) {
                http.introduce(peers.get());
            }
            workers.add(http);
            Observers observers = parts.observers().apply(index);
            lanes.add(new Lane(http, observers, parts.http2(), parts.tls(), parts.arrivals()));
        }
        this.sockets = new Sockets(loops, lanes);
        parts.arrivals().enforcement().listen(this::drainClear);
    }

    private void drainClear(int port, long attempt) {
        for (int i = 0; i < lanes.size(); i++) {
            Lane lane = lanes.get(i);
            loops.all().get(i).execute(() -> lane.drainClear(port, attempt));
        }
    }

    /// Begins to tidy up pools every second.
    public void start() {
        for (HttpWorker http : workers) {
            var _ =
                    http.worker()
                            .loop()
                            .scheduleAtFixedRate(
                                    http.worker()::sweep,
                                    SWEEP_MILLIS,
                                    SWEEP_MILLIS,
                                    TimeUnit.MILLISECONDS);
        }
    }

    /// Moves to this snapshot and returns when every loop has taken it.
    ///
    /// @return what could not be bound, each with its reason
    public List<String> apply(ProxySnapshot snapshot) throws InterruptedException {
        clusters = clusters.next(snapshot);
        routes = routes.next(snapshot);
        Map<String, CompiledListener> next = new HashMap<>();
        for (Listener listener : snapshot.listeners().values()) {
            next.put(
                    listener.name(), CompiledListener.of(listeners.get(listener.name()), listener));
        }
        listeners = Map.copyOf(next);
        everywhere(i -> {
            workers.get(i).worker().apply(clusters);
            workers.get(i).apply(routes);
            lanes.get(i).apply(listeners);
        });
        retainContexts(snapshot);
        return sockets.apply(listeners);
    }

    private void retainContexts(ProxySnapshot snapshot) {
        Set<ServerTransport> accepting = new HashSet<>();
        for (Listener listener : snapshot.listeners().values()) {
            CompiledListener.chains(listener).forEach(chain -> accepting.add(chain.transport()));
        }
        Set<ClientTransport> connecting = new HashSet<>();
        for (Cluster cluster : snapshot.clusters().values()) {
            connecting.add(cluster.transport().otherwise());
            cluster.transport().matches().forEach(match -> connecting.add(match.transport()));
        }
        tls.retain(accepting, connecting);
    }

    private void everywhere(IntConsumer work) throws InterruptedException {
        var done = new CountDownLatch(workers.size());
        for (int i = 0; i < workers.size(); i++) {
            int index = i;
            workers.get(i)
                    .worker()
                    .loop()
                    .execute(() -> {
                        try {
                            work.accept(index);
                        } finally {
                            done.countDown();
                        }
                    });
        }
        done.await();
    }

    /// Where a listener is bound, if it is.
    public Optional<InetSocketAddress> boundTo(String listener) {
        return sockets.boundTo(listener);
    }

    /// What every loop has, for views.
    public List<HttpWorker> workers() {
        return List.copyOf(workers);
    }

    /// Stops listening for calls from outside; connections go on, and so do calls of the own application.
    ///
    /// @param outward whether there is an application that calls: a gateway's listeners for others count as outbound
    public void drain(boolean outward) {
        sockets.drain(
                outward
                        ? EnumSet.complementOf(EnumSet.of(TrafficDirection.OUTBOUND))
                        : EnumSet.allOf(TrafficDirection.class));
    }

    @Override
    public void close() {
        sockets.close();
        loops.close();
    }
}
