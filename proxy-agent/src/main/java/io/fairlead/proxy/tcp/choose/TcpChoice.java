package io.fairlead.proxy.tcp.choose;

import io.fairlead.proxy.model.Handler.TcpDestination;
import java.util.List;
import java.util.Optional;

/// Chooses one of several destinations by relative weight.
public final class TcpChoice {

    private TcpChoice() {}

    /// The destination for a point of the unit interval; none when there is no destination. Destinations whose weights
    /// are all zero count alike, because a single one is written without a weight.
    ///
    /// @param point at least 0, below 1
    public static Optional<TcpDestination> choose(List<TcpDestination> destinations, double point) {
        if (destinations.isEmpty()) {
            return Optional.empty();
        }
        long total = 0;
        for (TcpDestination destination : destinations) {
            total += destination.weight();
        }
        if (total == 0) {
            return Optional.of(destinations.get((int) (point * destinations.size())));
        }
        long at = (long) (point * total);
        for (TcpDestination destination : destinations) {
            at -= destination.weight();
            if (at < 0) {
                return Optional.of(destination);
            }
        }
        throw new IllegalArgumentException("not a point of the unit interval: " + point);
    }
}
