package io.fairlead.proxy.meter;

import java.util.Comparator;

/// Name of a figure in `/stats`, in the three parts that users know from Envoy: `cluster.NAME.upstream_rq_total` is
/// scope `cluster`, instance `NAME`, stat `upstream_rq_total`; `server.state` has no instance.
public record StatName(String scope, String instance, String stat) implements Comparable<StatName> {

    private static final Comparator<StatName> ORDER =
            Comparator.comparing(StatName::scope)
                    .thenComparing(StatName::instance)
                    .thenComparing(StatName::stat);

    /// A figure of which there is one.
    public static StatName of(String scope, String stat) {
        return new StatName(scope, "", stat);
    }

    /// A figure of one cluster.
    public static StatName cluster(String cluster, String stat) {
        return new StatName("cluster", cluster, stat);
    }

    /// A figure of one listener, named by its address as in Envoy: `0.0.0.0_15001`.
    public static StatName listener(String address, String stat) {
        return new StatName("listener", address, stat);
    }

    @Override
    public int compareTo(StatName other) {
        return ORDER.compare(this, other);
    }

    /// As one dotted name.
    @Override
    public String toString() {
        return instance.isEmpty() ? scope + "." + stat : scope + "." + instance + "." + stat;
    }
}
