package io.fairlead.proxy.xds;

import com.google.protobuf.ByteString;
import io.fairlead.proxy.model.Cluster;
import io.fairlead.proxy.model.Credential;
import io.fairlead.proxy.model.Endpoints;
import io.fairlead.proxy.model.Listener;
import io.fairlead.proxy.model.Problem;
import io.fairlead.proxy.model.RouteTable;
import io.fairlead.proxy.model.RouteTable.HostSource;
import io.fairlead.proxy.model.VirtualHost;
import io.fairlead.proxy.xds.decode.Decoded;
import io.fairlead.proxy.xds.decode.ResourceDecoder;
import io.fairlead.proxy.xds.subscribe.ResourceType;
import io.fairlead.proxy.xds.view.Received;
import io.fairlead.proxy.xds.warm.Accepted;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Everything that was accepted, with its bytes. What is refused leaves the version before it in place. Belongs to one
/// event loop.
final class ResourceStore {
    private final Shelf<Cluster> clusters =
            new Shelf<>(ResourceType.CLUSTER, ResourceDecoder::cluster, Cluster::name);
    private final Shelf<Endpoints> endpoints =
            new Shelf<>(ResourceType.ENDPOINTS, ResourceDecoder::endpoints, Endpoints::cluster);
    private final Shelf<Listener> listeners =
            new Shelf<>(ResourceType.LISTENER, ResourceDecoder::listener, Listener::name);
    private final Shelf<RouteTable> routes =
            new Shelf<>(ResourceType.ROUTES, ResourceDecoder::routes, RouteTable::name);
    private final Shelf<VirtualHost> hosts =
            new Shelf<>(ResourceType.VIRTUAL_HOST, ResourceDecoder::virtualHost, VirtualHost::name);
    private final Shelf<Credential> secrets =
            new Shelf<>(ResourceType.SECRET, ResourceDecoder::secret, Credential::name);
    private final ApartHosts apart = new ApartHosts();

    /// The protocol is state of the world.
    private boolean whole;

    private final Limits limits;

    ResourceStore(Limits limits) {
        this.limits = limits;
    }

    /// @param cost of the heap, in bytes
    private record Held<T>(T value, Received received, long cost) {}

    private final class Shelf<T> {
        private final ResourceType type;
        private final Function<ByteString, Decoded<T>> decoder;
        private final Function<T, String> naming;
        private final Map<String, Held<T>> held = new LinkedHashMap<>();
        private boolean known;

        /// Of the response that is being read.
        private final Set<String> taken = new HashSet<>();

        private long bytes;

        Shelf(
                ResourceType type,
                Function<ByteString, Decoded<T>> decoder,
                Function<T, String> naming) {
            this.type = type;
            this.decoder = decoder;
            this.naming = naming;
        }

        Set<String> take(AdsResponse response, long epochMillis, Outcome outcome) {
            Set<String> named = new HashSet<>();
            known = true;
            taken.clear();
            for (AdsResponse.Item item : response.items()) {
                named.add(item.name());
                switch (decoder.apply(item.bytes())) {
                    case Decoded.Rejected<T>(var problems) -> problems.forEach(outcome::refused);
                    case Decoded.Accepted<T>(var value, var notes, var weight) -> {
                        if (isRefused(item, value, outcome)) {
                            continue;
                        }
                        String name = naming.apply(value);
                        named.add(name);
                        notes.forEach(outcome::noted);
                        put(
                                name,
                                new Held<>(
                                        value,
                                        new Received(
                                                type,
                                                name,
                                                item.version(),
                                                item.bytes(),
                                                epochMillis),
                                        HeapCost.of(value, item.bytes().size()) + weight),
                                weight,
                                outcome);
                    }
                }
            }
            return named;
        }

        private boolean isRefused(AdsResponse.Item item, T value, Outcome outcome) {
            Problem found =
                    switch (value) {
                        case VirtualHost host -> apart.refusal(item.name(), host, taken);
                        case RouteTable table
                                when whole && table.hosts() instanceof HostSource.Apart ->
                                new Problem(
                                        Problem.Severity.ERROR,
                                        table.name(),
                                        "vhds",
                                        "virtual hosts apart need the delta protocol");
                        default -> null;
                    };
            if (found != null) {
                outcome.refused(found);
            }
            return found != null;
        }

        private void put(String name, Held<T> next, long programs, Outcome outcome) {
            Held<T> before = held.get(name);
            long more = next.cost() - (before == null ? 0 : before.cost());
            if (before == null && held.size() >= limits.resourcesMax()) {
                outcome.refused(
                        tooMuch(
                                name,
                                "this proxy holds %d resources of this kind, and takes at most %d"
                                        .formatted(held.size(), limits.resourcesMax())));
            } else if (more > 0 && allBytes() + more > limits.bytesMax()) {
                outcome.refused(
                        tooMuch(
                                name,
                                ("it takes about %d bytes of memory%s, with which this proxy's configuration"
                                                + " would take %d, and it takes at most %d")
                                        .formatted(
                                                next.cost(),
                                                programs == 0
                                                        ? ""
                                                        : " (%d of them for the programs of its regular expressions)"
                                                                .formatted(programs),
                                                allBytes() + more,
                                                limits.bytesMax())));
            } else {
                held.put(name, next);
                bytes += more;
                if (next.value() instanceof VirtualHost host) {
                    taken.add(name);
                    if (before == null || !before.value().equals(host)) {
                        apart.put(host);
                    }
                }
            }
        }

        private Problem tooMuch(String name, String what) {
            return new Problem(
                    Problem.Severity.ERROR,
                    type.name().toLowerCase(Locale.ROOT) + " " + name,
                    "",
                    what
                            + "; narrow with a Sidecar resource what this workload needs (egress"
                            + " hosts), or give its proxy more memory (-Xmx)");
        }

        void remove(String name) {
            Held<T> gone = held.remove(name);
            bytes -= gone == null ? 0 : gone.cost();
        }

        void retain(Predicate<String> wanted) {
            held.keySet().removeIf(name -> !wanted.test(name));
            bytes = held.values().stream().mapToLong(Held::cost).sum();
        }

        Map<String, T> values() {
            Map<String, T> values = new HashMap<>();
            held.forEach((name, one) -> values.put(name, one.value()));
            return values;
        }

        Map<String, String> versions() {
            Map<String, String> versions = new HashMap<>();
            held.forEach((name, one) -> versions.put(name, one.received().version()));
            return versions;
        }

        Stream<Received> received() {
            return held.values().stream().map(Held::received);
        }
    }

    /// Takes what is good in a response.
    ///
    /// @param whole the response names everything there is (state of the world, for kinds that aren't asked for by
    ///     name)
    Outcome take(AdsResponse response, boolean whole, long epochMillis) {
        Outcome outcome = new Outcome(limits.problemsMax());
        this.whole = whole;
        Shelf<?> shelf = shelf(response.type());
        Set<String> named = shelf.take(response, epochMillis, outcome);
        if (whole && response.type().isWildcard() && outcome.isGood()) {
            shelf.retain(named::contains);
        }
        // A secret that is gone, or that may not be read any more, stays in use as long as a
        // cluster names it.
        List<String> gone = response.type() == ResourceType.SECRET ? List.of() : response.removed();
        for (String name : gone) {
            shelf.remove(name);
            if (response.type() == ResourceType.VIRTUAL_HOST) {
                apart.remove(name);
            }
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
        Received nothing =
                new Received(ResourceType.ENDPOINTS, name, "", ByteString.EMPTY, epochMillis);
        endpoints.held.put(name, new Held<>(Endpoints.none(name), nothing, 0));
    }

    /// True when some table has hosts that come apart.
    boolean hasTablesWithHostsApart() {
        return routes.held.values().stream()
                .anyMatch(table -> table.value().hosts() instanceof HostSource.Apart);
    }

    /// Tables whose hosts have not come, and how long they may take.
    Map<String, Long> awaitedHosts() {
        Map<String, Long> awaited = new HashMap<>();
        for (RouteTable table : routes.values().values()) {
            if (apart.whole(table) == null
                    && table.hosts() instanceof HostSource.Apart(long waitMillis)
                    && waitMillis > 0) {
                awaited.put(table.name(), waitMillis);
            }
        }
        return awaited;
    }

    /// The hosts of a table have been waited for long enough.
    void giveUpOnHosts(String table) {
        apart.waitedEnough(table);
    }

    /// No table has hosts that come apart.
    void forgetHosts() {
        hosts.retain(_ -> false);
        apart.clear();
    }

    /// Forgets what isn't wanted any more.
    void keepOnly(ResourceType type, Predicate<String> wanted) {
        shelf(type).retain(wanted);
    }

    private long allBytes() {
        return clusters.bytes
                + endpoints.bytes
                + listeners.bytes
                + routes.bytes
                + hosts.bytes
                + secrets.bytes;
    }

    Accepted accepted() {
        Map<String, RouteTable> tables = new HashMap<>();
        Set<String> hostless = new HashSet<>();
        for (RouteTable table : routes.values().values()) {
            RouteTable whole = apart.whole(table);
            if (whole == null) {
                hostless.add(table.name());
            } else {
                tables.put(table.name(), whole);
            }
        }
        return new Accepted(
                listeners.values(),
                tables,
                hostless,
                clusters.values(),
                endpoints.values(),
                secrets.held.keySet(),
                clusters.known,
                listeners.known);
    }

    /// What the control plane has handed out.
    Collection<Credential> credentials() {
        return secrets.values().values();
    }

    /// Versions of everything, by kind and name.
    Map<ResourceType, Map<String, String>> versions() {
        Map<ResourceType, Map<String, String>> versions = new EnumMap<>(ResourceType.class);
        for (ResourceType type : ResourceType.values()) {
            versions.put(type, shelf(type).versions());
        }
        return versions;
    }

    /// Everything as it was received, but secrets.
    List<Received> received() {
        return Stream.of(ResourceType.values())
                .filter(type -> type != ResourceType.SECRET)
                .flatMap(type -> shelf(type).received())
                .toList();
    }

    private Shelf<?> shelf(ResourceType type) {
        return switch (type) {
            case CLUSTER -> clusters;
            case ENDPOINTS -> endpoints;
            case LISTENER -> listeners;
            case ROUTES -> routes;
            case VIRTUAL_HOST -> hosts;
            case SECRET -> secrets;
        };
    }
}
