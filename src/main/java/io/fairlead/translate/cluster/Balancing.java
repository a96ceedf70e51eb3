package io.fairlead.translate.cluster;

import com.google.protobuf.UInt64Value;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.RuntimeDouble;
import io.envoyproxy.envoy.type.v3.Percent;
import io.fairlead.model.policy.LoadBalancer;
import io.fairlead.translate.input.Protos;
import org.jspecify.annotations.Nullable;

/// How a cluster chooses an endpoint. Nothing written means least request, as in Istio.
final class Balancing {
    private static final double ISTIO_WARMUP_PERCENT = 10;

    private Balancing() {}

    static void apply(@Nullable LoadBalancer balancer, Cluster.Builder cluster) {
        LoadBalancer.Choice choice =
                balancer == null ? new LoadBalancer.Choice.Default() : balancer.choice();
        // Istio switches panic off: with a few pods a service is better refused than sent to a pod
        // known to fail.
        cluster.getCommonLbConfigBuilder().setHealthyPanicThreshold(Percent.getDefaultInstance());
        switch (choice) {
            case LoadBalancer.Choice.Default _ ->
                    cluster.setLbPolicy(Cluster.LbPolicy.LEAST_REQUEST);
            case LoadBalancer.Choice.Simple(LoadBalancer.Algorithm algorithm) ->
                    cluster.setLbPolicy(policy(algorithm));
            case LoadBalancer.Choice.Hash(var _, LoadBalancer.HashTable table) ->
                    table(table, cluster);
        }
        if (balancer != null && balancer.warmup() != null) {
            warmup(balancer.warmup(), cluster);
        }
    }

    private static Cluster.LbPolicy policy(LoadBalancer.Algorithm algorithm) {
        return switch (algorithm) {
            case RANDOM -> Cluster.LbPolicy.RANDOM;
            case ROUND_ROBIN -> Cluster.LbPolicy.ROUND_ROBIN;
            case UNSPECIFIED, LEAST_REQUEST -> Cluster.LbPolicy.LEAST_REQUEST;
            case PASSTHROUGH -> Cluster.LbPolicy.CLUSTER_PROVIDED;
        };
    }

    private static void table(LoadBalancer.HashTable table, Cluster.Builder cluster) {
        switch (table) {
            case LoadBalancer.HashTable.Unspecified(long minimumSize) -> ring(minimumSize, cluster);
            case LoadBalancer.HashTable.Ring(@Nullable Long minimumSize) -> {
                if (minimumSize == null) {
                    cluster.setLbPolicy(Cluster.LbPolicy.RING_HASH)
                            .setRingHashLbConfig(Cluster.RingHashLbConfig.getDefaultInstance());
                } else {
                    ring(minimumSize, cluster);
                }
            }
            case LoadBalancer.HashTable.Maglev(@Nullable Long tableSize) -> {
                Cluster.MaglevLbConfig.Builder config = Cluster.MaglevLbConfig.newBuilder();
                if (tableSize != null) {
                    config.setTableSize(UInt64Value.of(tableSize));
                }
                cluster.setLbPolicy(Cluster.LbPolicy.MAGLEV).setMaglevLbConfig(config);
            }
        }
    }

    private static void ring(long minimumSize, Cluster.Builder cluster) {
        cluster.setLbPolicy(Cluster.LbPolicy.RING_HASH)
                .setRingHashLbConfig(
                        Cluster.RingHashLbConfig.newBuilder()
                                .setMinimumRingSize(UInt64Value.of(minimumSize)));
    }

    /// Slow start exists for round robin and least request only.
    private static void warmup(LoadBalancer.Warmup warmup, Cluster.Builder cluster) {
        Double minimum = warmup.minimumPercent();
        Cluster.SlowStartConfig.Builder slow =
                Cluster.SlowStartConfig.newBuilder()
                        .setSlowStartWindow(Protos.duration(warmup.duration()))
                        .setMinWeightPercent(
                                Percent.newBuilder()
                                        .setValue(
                                                minimum == null ? ISTIO_WARMUP_PERCENT : minimum));
        Double aggression = warmup.aggression();
        if (aggression != null) {
            slow.setAggression(
                    RuntimeDouble.newBuilder()
                            .setDefaultValue(aggression)
                            .setRuntimeKey(cluster.getName() + ".aggression"));
        }
        if (cluster.getLbPolicy() == Cluster.LbPolicy.LEAST_REQUEST) {
            cluster.setLeastRequestLbConfig(
                    Cluster.LeastRequestLbConfig.newBuilder().setSlowStartConfig(slow));
        } else if (cluster.getLbPolicy() == Cluster.LbPolicy.ROUND_ROBIN) {
            cluster.setRoundRobinLbConfig(
                    Cluster.RoundRobinLbConfig.newBuilder().setSlowStartConfig(slow));
        }
    }
}
