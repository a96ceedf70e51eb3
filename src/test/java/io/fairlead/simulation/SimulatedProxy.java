package io.fairlead.simulation;

import com.google.protobuf.ByteString;
import io.fairlead.proxy.filterchain.ChainTable;
import io.fairlead.proxy.filterchain.Connection;
import io.fairlead.proxy.http.rewrite.FormatSource;
import io.fairlead.proxy.http.rewrite.HeaderEditor;
import io.fairlead.proxy.http.rewrite.RedirectLocation;
import io.fairlead.proxy.http.rewrite.Rewrites;
import io.fairlead.proxy.http.route.Destination;
import io.fairlead.proxy.http.route.RequestHash;
import io.fairlead.proxy.http.route.RouteEntry;
import io.fairlead.proxy.http.route.Routes;
import io.fairlead.proxy.model.Action;
import io.fairlead.proxy.model.ChainMatch.TransportProtocol;
import io.fairlead.proxy.model.Cluster;
import io.fairlead.proxy.model.Discovery;
import io.fairlead.proxy.model.Endpoints;
import io.fairlead.proxy.model.FilterChain;
import io.fairlead.proxy.model.Handler;
import io.fairlead.proxy.model.HttpConnection.RouteSource;
import io.fairlead.proxy.model.Inspection;
import io.fairlead.proxy.model.Listener;
import io.fairlead.proxy.model.RouteTable;
import io.fairlead.proxy.upstream.balance.HostStates;
import io.fairlead.proxy.upstream.balance.LoadBalancer;
import io.fairlead.proxy.xds.decode.Decoded;
import io.fairlead.proxy.xds.decode.ResourceDecoder;
import io.fairlead.translate.Resource;
import io.fairlead.translate.Translator;
import io.fairlead.translate.input.MeshView;
import io.fairlead.translate.input.ProxyView;
import io.fairlead.translate.input.ResourceType;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A sidecar without sockets: what the daemon sends it goes through the proxy's own decoder, and each call through its
/// own choice of chain, route and host.
final class SimulatedProxy {
    private static final String CLIENT = "10.244.9.9";

    private final Map<String, Listener> listeners;
    private final Map<String, Routes> routes = new HashMap<>();
    private final Map<String, Cluster> clusters;
    private final Map<String, Endpoints> endpoints;
    private final Map<String, LoadBalancer> balancers = new HashMap<>();
    private final SplittableRandom random = new SplittableRandom(7);

    SimulatedProxy(ProxyView proxy, MeshView mesh) {
        this.listeners = decode(proxy, mesh, ResourceType.LISTENER, ResourceDecoder::listener);
        this.clusters = decode(proxy, mesh, ResourceType.CLUSTER, ResourceDecoder::cluster);
        this.endpoints = decode(proxy, mesh, ResourceType.ENDPOINT, ResourceDecoder::endpoints);
        Map<String, RouteTable> tables =
                decode(proxy, mesh, ResourceType.ROUTE, ResourceDecoder::routes);
        tables.forEach((name, table) -> routes.put(name, Routes.compile(table)));
    }

    private static <T> Map<String, T> decode(
            ProxyView proxy,
            MeshView mesh,
            ResourceType type,
            Function<ByteString, Decoded<T>> decoder) {
        Map<String, T> decoded = new HashMap<>();
        for (Resource resource : Translator.resources(proxy, type, List.of(), mesh)) {
            switch (decoder.apply(resource.body().getValue())) {
                case Decoded.Accepted<T>(T value, var _, var _) ->
                        decoded.put(resource.name(), value);
                case Decoded.Rejected<T>(var problems) ->
                        throw new AssertionError(resource.name() + ": " + problems);
            }
        }
        return decoded;
    }

    /// The workload beside this proxy calls.
    Outcome send(Call call) {
        Listener captured = listener("virtualOutbound");
        Listener listener =
                listeners.getOrDefault(
                        call.address() + "_" + call.port(),
                        listeners.getOrDefault("0.0.0.0_" + call.port(), captured));
        return handle(listener, call);
    }

    /// Somebody calls the workload beside this proxy.
    Outcome receive(Call call) {
        return handle(listener("virtualInbound"), call);
    }

    private Listener listener(String name) {
        Listener found = listeners.get(name);
        return Objects.requireNonNull(found, () -> "no listener " + name);
    }

    private Outcome handle(Listener listener, Call call) {
        @Nullable FilterChain chain = ChainTable.compile(listener).find(connection(listener, call));
        if (chain == null) {
            return Outcome.at(listener.name(), "").answered(-1, "closed");
        }
        Outcome way = Outcome.at(listener.name(), chain.name());
        return switch (chain.handler()) {
            case Handler.TcpHandler tcp ->
                    pick(
                            way.through(tcp.destinations().getFirst().cluster()),
                            call,
                            LoadBalancer.NO_HASH,
                            503);
            case Handler.HttpHandler http -> http(way, http, call);
            case Handler.Refuse refuse -> way.answered(-1, refuse.reason());
        };
    }

    private static Connection connection(Listener listener, Call call) {
        Inspection inspection = listener.inspection();
        List<String> seen = inspection.http().matches(call.port()) ? call.speaks() : List.of();
        return new Connection(
                InetAddress.ofLiteral(call.address()),
                call.port(),
                "",
                TransportProtocol.RAW_BUFFER,
                seen,
                InetAddress.ofLiteral(CLIENT),
                40_000);
    }

    private Outcome http(Outcome way, Handler.HttpHandler handler, Call call) {
        @Nullable Routes table =
                switch (handler.settings().routes()) {
                    case RouteSource.Inline(RouteTable inline) -> Routes.compile(inline);
                    case RouteSource.Named(String name) -> routes.get(name);
                };
        long chance = random.nextLong();
        @Nullable RouteEntry entry = table == null ? null : table.match(call, chance);
        if (table == null || entry == null) {
            return way.answered(404, "");
        }
        Outcome routed = way.on(entry.route().name());
        return switch (entry.route().action()) {
            case Action.DirectResponse direct -> routed.answered(direct.status(), direct.body());
            case Action.Redirect redirect ->
                    routed.answered(
                            redirect.status(),
                            RedirectLocation.of(redirect, entry.route().match(), call));
            case Action.Forward forward -> forward(routed, table, entry, forward, call, chance);
        };
    }

    private Outcome forward(
            Outcome routed,
            Routes table,
            RouteEntry entry,
            Action.Forward forward,
            Call call,
            long chance) {
        Destination to =
                Objects.requireNonNull(
                        entry.clusters().pick(call, chance),
                        () -> "no destination in " + entry.route());
        Head head = new Head(call);
        Rewrites.compile(table).of(entry, to).toUpstream(call, head, head, "");
        Outcome sent = routed.through(to.cluster()).sent(head.authority, head.target, head.headers);
        return pick(
                sent,
                call,
                RequestHash.of(forward.hash(), call, CLIENT),
                forward.clusterNotFoundStatus());
    }

    private Outcome pick(Outcome way, Call call, long hash, int missing) {
        Cluster cluster = clusters.get(way.cluster());
        if (cluster == null) {
            return way.answered(missing, "");
        }
        return switch (cluster.discovery()) {
            case Discovery.OriginalDst _ -> way.to(call.address() + ":" + call.port());
            case Discovery.Eds(String service) ->
                    balanced(way, cluster, endpoints.get(service), hash);
            case Discovery.Static(Endpoints hosts) -> balanced(way, cluster, hosts, hash);
            case Discovery.LookedUp _ -> throw new AssertionError("no DNS here: " + cluster.name());
        };
    }

    private Outcome balanced(Outcome way, Cluster cluster, @Nullable Endpoints hosts, long hash) {
        Endpoints known = hosts == null ? Endpoints.none(cluster.name()) : hosts;
        LoadBalancer balancer =
                balancers.computeIfAbsent(
                        cluster.name(), _ -> LoadBalancer.of(cluster, known, random));
        int host = balancer.pick(HostStates.IDLE, hash, 0);
        return host == LoadBalancer.NO_HOST
                ? way.answered(503, "")
                : way.to(balancer.hosts().get(host).address().toString());
    }

    /// The head of a request on its way upstream.
    private static final class Head implements HeaderEditor, FormatSource {
        private String authority;
        private String target;
        private final Map<String, String> headers;

        Head(Call call) {
            this.authority = call.host();
            this.target = call.target();
            this.headers = new TreeMap<>(call.headers());
        }

        @Override
        public @Nullable CharSequence request(String name) {
            return headers.get(name);
        }

        @Override
        public @Nullable CharSequence response(String name) {
            return null;
        }

        @Override
        public @Nullable CharSequence other(String operator, String argument) {
            return null;
        }

        @Override
        public boolean has(String name) {
            return headers.containsKey(name);
        }

        @Override
        public void add(String name, CharSequence value) {
            headers.merge(name, value.toString(), (old, more) -> old + "," + more);
        }

        @Override
        public void set(String name, CharSequence value) {
            headers.put(name, value.toString());
        }

        @Override
        public void remove(String name) {
            headers.remove(name);
        }

        @Override
        public void path(CharSequence pathAndQuery) {
            target = pathAndQuery.toString();
        }

        @Override
        public void authority(CharSequence newAuthority) {
            authority = newAuthority.toString();
        }
    }
}
