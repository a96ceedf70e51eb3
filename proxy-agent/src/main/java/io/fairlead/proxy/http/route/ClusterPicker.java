package io.fairlead.proxy.http.route;

import io.fairlead.proxy.model.Action;
import io.fairlead.proxy.model.ClusterChoice;
import io.fairlead.proxy.model.ClusterChoice.WeightedCluster;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Picks the cluster of a route. Made once for each route; picking among fixed clusters makes no objects.
public final class ClusterPicker {
    private final List<Destination> destinations;
    private final int[] weightsUpTo;
    private final @Nullable String header;

    private ClusterPicker(
            List<Destination> destinations, int[] weightsUpTo, @Nullable String header) {
        this.destinations = destinations;
        this.weightsUpTo = weightsUpTo;
        this.header = header;
    }

    static ClusterPicker of(Action action) {
        return switch (action) {
            case Action.Forward forward -> of(forward.clusters());
            case Action.Redirect _, Action.DirectResponse _ ->
                    new ClusterPicker(List.of(), new int[0], null);
        };
    }

    private static ClusterPicker of(ClusterChoice choice) {
        return switch (choice) {
            case ClusterChoice.Single(var name) ->
                    new ClusterPicker(List.of(Destination.plain(name)), new int[0], null);
            case ClusterChoice.FromHeader(var name) ->
                    new ClusterPicker(List.of(), new int[0], name);
            case ClusterChoice.Weighted(var clusters) -> weighted(clusters);
        };
    }

    private static ClusterPicker weighted(List<WeightedCluster> clusters) {
        List<Destination> destinations = new ArrayList<>();
        int[] upTo = new int[clusters.size()];
        int total = 0;
        for (int i = 0; i < upTo.length; i++) {
            WeightedCluster cluster = clusters.get(i);
            total = Math.addExact(total, cluster.weight());
            upTo[i] = total;
            destinations.add(
                    new Destination(
                            i,
                            cluster.name(),
                            cluster.requestHeaders(),
                            cluster.responseHeaders(),
                            cluster.host()));
        }
        return new ClusterPicker(List.copyOf(destinations), upTo, null);
    }

    /// All that it may pick from; empty when a header names the cluster or nothing is forwarded.
    public List<Destination> destinations() {
        return destinations;
    }

    /// The cluster, or null when there is none to go to.
    ///
    /// @param random a fresh random number for each request
    public @Nullable Destination pick(RequestView request, long random) {
        if (weightsUpTo.length > 0) {
            return pickByWeight(random);
        }
        if (header == null) {
            return destinations.isEmpty() ? null : destinations.getFirst();
        }
        CharSequence named = request.field(header);
        return named == null || named.isEmpty() ? null : Destination.plain(named.toString());
    }

    private @Nullable Destination pickByWeight(long random) {
        int total = weightsUpTo[weightsUpTo.length - 1];
        if (total <= 0) {
            return null;
        }
        long point = Long.remainderUnsigned(mix(random), total);
        for (int i = 0; i < weightsUpTo.length; i++) {
            if (point < weightsUpTo[i]) {
                return destinations.get(i);
            }
        }
        return null;
    }

    /// The same number also decides about fractions of a route match; mixing it makes the two independent.
    private static long mix(long random) {
        long z = random + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
