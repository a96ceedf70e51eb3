package io.fairlead.proxy.listener;

import io.fairlead.proxy.http.forward.HttpChain;
import io.fairlead.proxy.http.forward.HttpWorker;
import io.fairlead.proxy.identity.tls.TlsContexts;
import io.fairlead.proxy.meter.RequestTracer;
import io.fairlead.proxy.meter.RequestWatch;
import io.fairlead.proxy.meter.WorkloadLabels;
import io.fairlead.proxy.model.FilterChain;
import io.fairlead.proxy.model.Handler;
import io.fairlead.proxy.model.Handler.HttpHandler;
import io.fairlead.proxy.model.Handler.TcpHandler;
import io.fairlead.proxy.model.HttpConnection;
import io.fairlead.proxy.model.Listener;
import io.fairlead.proxy.model.ServerTransport;
import io.fairlead.proxy.model.Tracing;
import io.fairlead.proxy.model.TrafficDirection;
import io.fairlead.proxy.tcp.TcpService;
import io.fairlead.proxy.tcp.TcpUpstreams;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// All listeners on one event loop: what its new connections are judged by and handed to. Called on that loop.
final class Lane {

    private final HttpWorker http;
    private final Observers observers;
    private final TcpUpstreams upstreams;
    private final @Nullable Http2Handlers http2;
    private final TlsContexts tls;
    private final Arrivals arrivals;
    private Map<String, Entry> byName = Map.of();
    private Map<InetSocketAddress, Entry> byAddress = Map.of();

    /// A listener with the services of its chains.
    ///
    /// @param same the services by the very objects that connections are given. A chain is all of its routes: to hash
    ///     it for each connection would cost more than to forward the connection.
    record Entry(
            CompiledListener compiled,
            Map<FilterChain, Service> services,
            IdentityHashMap<FilterChain, Service> same) {

        static Entry of(CompiledListener compiled, Map<FilterChain, Service> services) {
            IdentityHashMap<FilterChain, Service> same = new IdentityHashMap<>();
            services.forEach(same::put);
            return new Entry(compiled, services, same);
        }

        Listener listener() {
            return compiled.listener();
        }

        /// What serves a connection for which this chain was found.
        @Nullable Service service(FilterChain found) {
            Service known = same.get(found);
            return known == null ? services.get(found) : known;
        }

        /// Whether it is the very same; comparing all of it would cost more than it saves.
        @SuppressWarnings("ReferenceEquality")
        boolean is(CompiledListener other) {
            return compiled == other;
        }
    }

    /// What the connections of one chain share.
    sealed interface Service {
        record Http(HttpChain chain, OpenChannels channels) implements Service {}

        record Tcp(TcpService service, OpenChannels channels) implements Service {}

        record Refuse(String reason) implements Service {}

        /// One more connection is served.
        default void opened(Channel channel) {
            switch (this) {
                case Http(_, var channels) -> channels.add(channel);
                case Tcp(_, var channels) -> channels.add(channel);
                case Refuse _ -> {}
            }
        }
    }

    Lane(
            HttpWorker http,
            Observers observers,
            @Nullable Http2Handlers http2,
            TlsContexts tls,
            Arrivals arrivals) {
        this.http = http;
        this.arrivals = arrivals;
        this.tls = tls;
        this.observers = observers;
        this.upstreams = new LaneUpstreams(http.worker());
        this.http2 = http2;
    }

    @Nullable Http2Handlers http2() {
        return http2;
    }

    TlsContexts tls() {
        return tls;
    }

    /// The workload at an address, as far as discovery tells.
    WorkloadLabels neighbour(String address) {
        return http.worker().neighbour(address);
    }

    Arrivals arrivals() {
        return arrivals;
    }

    /// Goes on with other listeners. Chains that are the same keep their service; the others' connections are drained.
    void apply(Map<String, CompiledListener> next) {
        Map<String, Entry> names = new HashMap<>();
        Map<InetSocketAddress, Entry> addresses = new HashMap<>();
        next.forEach((name, compiled) -> {
            Entry before = byName.get(name);
            Entry entry = before != null && before.is(compiled) ? before : entry(before, compiled);
            names.put(name, entry);
            addresses.put(compiled.listener().address().toSocketAddress(), entry);
        });
        byName.forEach((name, before) -> {
            Entry now = names.get(name);
            before.services.forEach((_, service) -> {
                if (now == null || !now.services.containsValue(service)) {
                    retire(service);
                }
            });
        });
        byName = names;
        byAddress = addresses;
    }

    private void retire(Service service) {
        EventLoop loop = http.worker().loop();
        switch (service) {
            case Service.Http(var chain, var channels) -> {
                chain.retire();
                channels.drain(loop, OpenChannels.DEADLINE);
            }
            case Service.Tcp(_, var channels) -> channels.drain(loop, OpenChannels.DEADLINE);
            case Service.Refuse _ -> {}
        }
    }

    /// Connections in clear text to a port have to end, as long as its trial goes on.
    void drainClear(int port, long attempt) {
        for (Entry entry : byName.values()) {
            if (entry.listener().direction() == TrafficDirection.INBOUND) {
                entry.services.forEach((chain, service) -> {
                    if (chain.transport() instanceof ServerTransport.Plain) {
                        drainClear(service, port, attempt);
                    }
                });
            }
        }
    }

    private void drainClear(Service service, int port, long attempt) {
        EventLoop loop = http.worker().loop();
        Duration deadline = arrivals.enforcement().drain();
        Predicate<Channel> which =
                channel ->
                        arrivals.enforcement().isOnTrial(port, attempt)
                                && OriginalDestination.of(channel).getPort() == port;
        switch (service) {
            case Service.Http(_, var channels) -> channels.drain(loop, deadline, which);
            case Service.Tcp(_, var channels) -> channels.drain(loop, deadline, which);
            case Service.Refuse _ -> {}
        }
    }

    private Entry entry(@Nullable Entry before, CompiledListener compiled) {
        Map<FilterChain, Service> services = new HashMap<>();
        for (FilterChain chain : CompiledListener.chains(compiled.listener())) {
            Service known = before == null ? null : before.services.get(chain);
            services.put(chain, known == null ? service(compiled, chain) : known);
        }
        return Entry.of(compiled, services);
    }

    private Service service(CompiledListener compiled, FilterChain chain) {
        return switch (chain.handler()) {
            case HttpHandler(HttpConnection settings) ->
                    new Service.Http(
                            new HttpChain(
                                    http,
                                    settings,
                                    compiled.listener().direction(),
                                    watch(compiled, settings),
                                    compiled.inline().get(chain)),
                            new OpenChannels(false));
            case TcpHandler handler ->
                    new Service.Tcp(
                            new TcpService(
                                    handler,
                                    upstreams,
                                    observers.observer(handler.accessLogs(), handler.metrics()),
                                    http.worker().clock(),
                                    http.worker().random()),
                            new OpenChannels(true));
            case Handler.Refuse(String reason) -> new Service.Refuse(reason);
        };
    }

    private RequestWatch watch(CompiledListener compiled, HttpConnection settings) {
        Tracing tracing = settings.tracing();
        return new RequestWatch(
                observers.observer(settings.accessLogs(), settings.metrics()),
                tracing == null
                        ? RequestTracer.NONE
                        : observers.tracer(tracing, compiled.listener().direction()));
    }

    @Nullable Entry byName(String name) {
        return byName.get(name);
    }

    /// The listener of an original destination: its address and port, or its port on any address.
    @Nullable Entry byDestination(InetSocketAddress destination) {
        Entry exact = byAddress.get(destination);
        return exact != null ? exact : byAddress.get(Wildcard.of(destination));
    }
}
