package io.fairlead.proxy.model;

import java.util.List;

/// Which cluster a route goes to.
public sealed interface ClusterChoice {
    /// Always this one.
    record Single(String cluster) implements ClusterChoice {}

    /// One of several, by relative weight.
    record Weighted(List<WeightedCluster> clusters) implements ClusterChoice {
        public Weighted {
            clusters = List.copyOf(clusters);
        }
    }

    /// The one that a request header names.
    record FromHeader(String header) implements ClusterChoice {}

    /// A cluster, its weight, and what only its requests get.
    record WeightedCluster(
            String name,
            int weight,
            HeaderMutations requestHeaders,
            HeaderMutations responseHeaders,
            HostRewrite host) {
        /// Without changes of its own.
        public static WeightedCluster of(String name, int weight) {
            return new WeightedCluster(
                    name, weight, HeaderMutations.NONE, HeaderMutations.NONE, HostRewrite.KEEP);
        }
    }
}
