package io.fairlead.translate;

import java.util.Comparator;

/// What is translated as a whole: the resources of a unit are made, kept and dropped together.
///
/// @param part which of a proxy's resources
/// @param host of the service, empty for parts that are not about one service; of a gateway's routes their name
/// @param port of the listener, 0 for parts that are not about one port
record Unit(Part part, String host, int port) implements Comparable<Unit> {

    /// In Istio's order of clusters and listeners.
    enum Part {
        OUTBOUND_CLUSTERS,
        OUTBOUND_ENDPOINTS,
        OUTBOUND_LISTENERS,
        OUTBOUND_HOSTS,
        OUTBOUND_ROUTES,
        OUTBOUND_REST,
        INBOUND,
        GATEWAY_LISTENERS,
        GATEWAY_ROUTES,
        SECRETS
    }

    private static final Comparator<Unit> ORDER =
            Comparator.comparing(Unit::part).thenComparing(Unit::host).thenComparingInt(Unit::port);

    static Unit ofHost(Part part, String host) {
        return new Unit(part, host, 0);
    }

    static Unit ofPort(Part part, int port) {
        return new Unit(part, "", port);
    }

    static Unit whole(Part part) {
        return new Unit(part, "", 0);
    }

    @Override
    public int compareTo(Unit other) {
        return ORDER.compare(this, other);
    }
}
