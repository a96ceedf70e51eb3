package io.fairlead.perf.crowd;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.fairlead.perf.mesh.MeshSize;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What resources name, read once for all streams that get the same one. Names become small numbers.
final class Contents {
    private static final byte[] MARK = MeshSize.MARK.getBytes(StandardCharsets.US_ASCII);

    private final Map<Key, Content> known = new HashMap<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> names = new ArrayList<>();

    private record Key(Kind kind, String name, String identity) {}

    /// What one version of a resource names.
    ///
    /// @param number of its own name
    /// @param refers numbers of the endpoints, or routes, that it names
    /// @param hostsApart the virtual hosts of this route come as resources of their own
    /// @param change that it is the mark of; negative for none
    record Content(int number, List<Integer> refers, boolean hostsApart, int change) {
        Content {
            refers = List.copyOf(refers);
        }
    }

    /// The number of a name.
    int number(String name) {
        return numbers.computeIfAbsent(
                name,
                added -> {
                    names.add(added);
                    return names.size() - 1;
                });
    }

    String name(int number) {
        return names.get(number);
    }

    Content of(Kind kind, Reading.Item item) throws InvalidProtocolBufferException {
        Key key = new Key(kind, item.name(), item.identity());
        Content found = known.get(key);
        if (found == null) {
            found = read(kind, item);
            known.put(key, found);
        }
        return found;
    }

    private Content read(Kind kind, Reading.Item item) throws InvalidProtocolBufferException {
        byte[] body = item.body();
        List<Integer> refers = new ArrayList<>();
        boolean hostsApart = false;
        switch (kind) {
            case CLUSTER -> {
                Cluster cluster = Cluster.parseFrom(body);
                if (cluster.getType() == Cluster.DiscoveryType.EDS) {
                    String service = cluster.getEdsClusterConfig().getServiceName();
                    refers.add(number(service.isEmpty() ? cluster.getName() : service));
                }
            }
            case LISTENER ->
                    routes(Listener.parseFrom(body)).forEach(name -> refers.add(number(name)));
            case ROUTE -> hostsApart = RouteConfiguration.parseFrom(body).hasVhds();
            case ENDPOINTS, VIRTUAL_HOST -> {}
        }
        return new Content(number(item.name()), refers, hostsApart, change(body));
    }

    private static List<String> routes(Listener listener) throws InvalidProtocolBufferException {
        List<FilterChain> chains = new ArrayList<>(listener.getFilterChainsList());
        chains.add(listener.getDefaultFilterChain());
        List<String> found = new ArrayList<>();
        for (FilterChain chain : chains) {
            for (Filter filter : chain.getFiltersList()) {
                if (filter.getTypedConfig().is(HttpConnectionManager.class)) {
                    ByteString bytes = filter.getTypedConfig().getValue();
                    HttpConnectionManager manager = HttpConnectionManager.parseFrom(bytes);
                    if (manager.hasRds()) {
                        found.add(manager.getRds().getRouteConfigName());
                    }
                }
            }
        }
        return found;
    }

    /// Looks for the address that marks a change: a text, so the byte before it says how long it is.
    static int change(byte[] body) {
        for (int i = 1; i + MARK.length < body.length; i++) {
            if (startsWithMark(body, i)) {
                String address = new String(body, i, body[i - 1], StandardCharsets.US_ASCII);
                String[] parts = address.split("\\.", -1);
                return MeshSize.change(Integer.parseInt(parts[2]), Integer.parseInt(parts[3]));
            }
        }
        return -1;
    }

    private static boolean startsWithMark(byte[] body, int from) {
        for (int i = 0; i < MARK.length; i++) {
            if (body[from + i] != MARK[i]) {
                return false;
            }
        }
        return true;
    }
}
