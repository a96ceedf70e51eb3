package io.fairlead.simulation;

import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.fairlead.push.session.Answer;
import io.fairlead.push.session.Ask;
import io.fairlead.push.session.Resource;
import io.fairlead.push.session.TypeUrl;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What a sidecar does on an xDS stream, and nothing else: it asks, takes or refuses whole answers, and asks for what the
/// taken ones refer to. Survives its streams.
final class PureClient {
    static final List<TypeUrl> TYPES =
            List.of(
                    TypeUrl.CLUSTER,
                    TypeUrl.ENDPOINT,
                    TypeUrl.LISTENER,
                    TypeUrl.ROUTE,
                    TypeUrl.VIRTUAL_HOST);

    private final boolean delta;
    private final Map<TypeUrl, Map<String, Resource>> held = new HashMap<>();
    private final Map<TypeUrl, Set<String>> wanted = new HashMap<>();
    private final Map<TypeUrl, String> nonces = new HashMap<>();
    private final Set<String> seen = new HashSet<>();
    private Predicate<Resource> dislikes;
    private Consumer<Ask> out = _ -> {};

    PureClient(boolean delta, Predicate<Resource> dislikes) {
        this.delta = delta;
        this.dislikes = dislikes;
        TYPES.forEach(type -> held.put(type, new TreeMap<>()));
        wanted.put(TypeUrl.ENDPOINT, new TreeSet<>());
        wanted.put(TypeUrl.ROUTE, new TreeSet<>());
    }

    void likesEverything() {
        dislikes = _ -> false;
    }

    Map<String, Resource> held(TypeUrl type) {
        return held.getOrDefault(type, Map.of());
    }

    Set<String> wanted(TypeUrl type) {
        return wanted.getOrDefault(type, Set.of());
    }

    /// A new stream: says what it has, and asks for all that it asked for before.
    void connect(Consumer<Ask> requests) {
        out = requests;
        nonces.clear();
        seen.clear();
        for (TypeUrl type : TYPES) {
            if (type.equals(TypeUrl.CLUSTER) || !held(type).isEmpty() || !wanted(type).isEmpty()) {
                ask(type);
            }
        }
    }

    /// The first request of a type on a stream.
    private void ask(TypeUrl type) {
        if (delta) {
            Map<String, String> has = new HashMap<>();
            held(type).forEach((name, resource) -> has.put(name, resource.version()));
            out.accept(new Ask.Delta(type, "", null, List.copyOf(wanted(type)), List.of(), has));
        } else {
            out.accept(new Ask.Sotw(type, "", null, wanted(type)));
        }
        nonces.put(type, "");
    }

    void takes(Answer answer) {
        TypeUrl type = answer.type();
        if (!seen.add(answer.nonce())) {
            confirm(type, answer.nonce(), null);
            return;
        }
        nonces.put(type, answer.nonce());
        boolean refused = answer.resources().stream().anyMatch(dislikes);
        if (!refused) {
            apply(answer);
        }
        confirm(type, answer.nonce(), refused ? new Ask.Refusal(13, "disliked") : null);
        if (type.equals(TypeUrl.CLUSTER)) {
            refer(TypeUrl.ENDPOINT, endpointNames());
            if (!nonces.containsKey(TypeUrl.LISTENER)) {
                ask(TypeUrl.LISTENER);
            }
        }
        if (type.equals(TypeUrl.LISTENER)) {
            refer(TypeUrl.ROUTE, routeNames());
        }
        if (type.equals(TypeUrl.ROUTE)
                && !nonces.containsKey(TypeUrl.VIRTUAL_HOST)
                && held(TypeUrl.ROUTE).values().stream()
                        .anyMatch(route -> parse(route, RouteConfiguration.class).hasVhds())) {
            ask(TypeUrl.VIRTUAL_HOST);
        }
    }

    private void confirm(TypeUrl type, String nonce, Ask.@Nullable Refusal refusal) {
        out.accept(
                delta
                        ? new Ask.Delta(type, nonce, refusal, List.of(), List.of(), Map.of())
                        : new Ask.Sotw(type, nonce, refusal, wanted(type)));
    }

    private void apply(Answer answer) {
        Map<String, Resource> of = held.computeIfAbsent(answer.type(), _ -> new TreeMap<>());
        if (!delta && !answer.type().isReferenced()) {
            of.clear();
        }
        answer.resources().forEach(resource -> of.put(resource.name(), resource));
        answer.removed().forEach(of::remove);
        if (answer.type().isReferenced()) {
            of.keySet().retainAll(wanted(answer.type()));
        }
    }

    /// Asks for what is referred to from now on, and no more for what is not.
    private void refer(TypeUrl type, Set<String> names) {
        Set<String> before = wanted(type);
        if (names.equals(before)) {
            return;
        }
        List<String> more = new ArrayList<>(names);
        more.removeAll(before);
        List<String> less = new ArrayList<>(before);
        less.removeAll(names);
        wanted.put(type, names);
        held(type).keySet().retainAll(names);
        String nonce = nonces.get(type);
        if (nonce == null) {
            ask(type);
        } else if (delta) {
            out.accept(new Ask.Delta(type, "", null, more, less, Map.of()));
        } else {
            out.accept(new Ask.Sotw(type, nonce, null, names));
        }
    }

    private Set<String> endpointNames() {
        Set<String> names = new TreeSet<>();
        for (Resource resource : held(TypeUrl.CLUSTER).values()) {
            Cluster cluster = parse(resource, Cluster.class);
            if (cluster.getType() == Cluster.DiscoveryType.EDS) {
                String service = cluster.getEdsClusterConfig().getServiceName();
                names.add(service.isEmpty() ? cluster.getName() : service);
            }
        }
        return names;
    }

    private Set<String> routeNames() {
        Set<String> names = new TreeSet<>();
        for (Resource resource : held(TypeUrl.LISTENER).values()) {
            Listener listener = parse(resource, Listener.class);
            List<FilterChain> chains = new ArrayList<>(listener.getFilterChainsList());
            chains.add(listener.getDefaultFilterChain());
            for (FilterChain chain : chains) {
                chain.getFiltersList().forEach(filter -> routeName(filter, names));
            }
        }
        return names;
    }

    private static void routeName(Filter filter, Set<String> names) {
        try {
            if (filter.getTypedConfig().is(HttpConnectionManager.class)) {
                HttpConnectionManager manager =
                        filter.getTypedConfig().unpack(HttpConnectionManager.class);
                if (manager.hasRds()) {
                    names.add(manager.getRds().getRouteConfigName());
                }
            }
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private static <M extends com.google.protobuf.Message> M parse(
            Resource resource, Class<M> type) {
        try {
            return resource.body().unpack(type);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(resource.name(), e);
        }
    }
}
