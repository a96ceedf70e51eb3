package io.fairlead.proxy.xds;

import com.google.protobuf.ByteString;
import io.fairlead.proxy.model.Cluster;
import io.fairlead.proxy.model.Endpoints;
import io.fairlead.proxy.model.Listener;
import io.fairlead.proxy.model.Problem;
import io.fairlead.proxy.model.RouteTable;
import io.fairlead.proxy.xds.decode.Decoded;
import io.fairlead.proxy.xds.decode.ResourceDecoder;
import io.fairlead.proxy.xds.subscribe.ResourceType;
import io.fairlead.proxy.xds.view.Received;
import io.fairlead.proxy.xds.warm.Accepted;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// Everything that was accepted, with its bytes. What is refused leaves the version before it in place. Belongs to one
/// event loop.
final class ResourceStore {
    private final Shelf<Cluster> clusters = new Shelf<>(ResourceDecoder::cluster, Cluster::name);
    private final Shelf<Endpoints> endpoints =
            new Shelf<>(ResourceDecoder::endpoints, Endpoints::cluster);
    private final Shelf<Listener> listeners =
            new Shelf<>(ResourceDecoder::listener, Listener::name);
    private final Shelf<RouteTable> routes = new Shelf<>(ResourceDecoder::routes, RouteTable::name);

    /// What became of a response.
    ///
    /// @param errors of resources that were refused
    /// @param notes of resources that were accepted
    record Outcome(List<Problem> errors, List<Problem> notes) {
        String text() {
            List<String> lines = errors.stream().map(Problem::toString).toList();
            return String.join("\n", lines);
        }
    }

    private record Held<T>(T value, String version, ByteString bytes, long epochMillis) {}

    private static final class Shelf<T> {
        private final Function<ByteString, Decoded<T>> decoder;
        private final Function<T, String> naming;
        private final Map<String, Held<T>> held = new LinkedHashMap<>();
        private boolean known;

        Shelf(Function<ByteString, Decoded<T>> decoder, Function<T, String> naming) {
            this.decoder = decoder;
            this.naming = naming;
        }

        Set<String> take(AdsResponse response, long epochMillis, Outcome outcome) {
            Set<String> named = new HashSet<>();
            known = true;
            for (AdsResponse.Item item : response.items()) {
                named.add(item.name());
                switch (decoder.apply(item.bytes())) {
                    case Decoded.Rejected<T>(var problems) -> outcome.errors().addAll(problems);
                    case Decoded.Accepted<T>(var value, var notes) -> {
                        String name = naming.apply(value);
                        named.add(name);
                        outcome.notes().addAll(notes);
                        held.put(
                                name, new Held<>(value, item.version(), item.bytes(), epochMillis));
                    }
                }
            }
            return named;
        }

        Map<String, T> values() {
            Map<String, T> values = new HashMap<>();
            held.forEach((name, one) -> values.put(name, one.value()));
            return values;
        }

        Map<String, String> versions() {
            Map<String, String> versions = new HashMap<>();
            held.forEach((name, one) -> versions.put(name, one.version()));
            return versions;
        }

        List<Received> received(ResourceType type) {
            List<Received> all = new ArrayList<>();
            held.forEach((name, one) ->
                    all.add(
                            new Received(
                                    type, name, one.version(), one.bytes(), one.epochMillis())));
            return all;
        }
    }

    /// Takes what is good in a response.
    ///
    /// @param whole the response names everything there is (state of the world, for kinds that aren't asked for by
    ///     name)
    Outcome take(AdsResponse response, boolean whole, long epochMillis) {
        Outcome outcome = new Outcome(new ArrayList<>(), new ArrayList<>());
        Shelf<?> shelf = shelf(response.type());
        Set<String> named = shelf.take(response, epochMillis, outcome);
        if (whole && response.type().isWildcard() && outcome.errors().isEmpty()) {
            shelf.held.keySet().retainAll(named);
        }
        for (String name : response.removed()) {
            shelf.held.remove(name);
            if (response.type() == ResourceType.ENDPOINTS) {
                // The service is known to have no endpoints, which is an answer, not a thing to
                // wait for.
                takeNoEndpoints(name, epochMillis);
            }
        }
        return outcome;
    }

    /// Nothing was said about the endpoints of these services for too long: they have none.
    void giveUpOnEndpoints(Set<String> names, long epochMillis) {
        for (String name : names) {
            if (!endpoints.held.containsKey(name)) {
                takeNoEndpoints(name, epochMillis);
            }
        }
    }

    private void takeNoEndpoints(String name, long epochMillis) {
        endpoints.held.put(
                name, new Held<>(Endpoints.none(name), "", ByteString.EMPTY, epochMillis));
    }

    /// Forgets what isn't wanted any more.
    void keepOnly(ResourceType type, Set<String> names) {
        shelf(type).held.keySet().retainAll(names);
    }

    Accepted accepted() {
        return new Accepted(
                listeners.values(),
                routes.values(),
                clusters.values(),
                endpoints.values(),
                clusters.known,
                listeners.known);
    }

    /// Versions of everything, by kind and name.
    Map<ResourceType, Map<String, String>> versions() {
        Map<ResourceType, Map<String, String>> versions = new EnumMap<>(ResourceType.class);
        for (ResourceType type : ResourceType.values()) {
            versions.put(type, shelf(type).versions());
        }
        return versions;
    }

    /// Everything as it was received.
    List<Received> received() {
        List<Received> all = new ArrayList<>();
        for (ResourceType type : ResourceType.values()) {
            all.addAll(shelf(type).received(type));
        }
        return all;
    }

    private Shelf<?> shelf(ResourceType type) {
        return switch (type) {
            case CLUSTER -> clusters;
            case ENDPOINTS -> endpoints;
            case LISTENER -> listeners;
            case ROUTES -> routes;
        };
    }
}
