package io.fairlead.proxy.xds.decode;

import com.google.protobuf.Any;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.RingHashLbConfig;
import io.envoyproxy.envoy.config.cluster.v3.LoadBalancingPolicy;
import io.envoyproxy.envoy.extensions.load_balancing_policies.least_request.v3.LeastRequest;
import io.envoyproxy.envoy.extensions.load_balancing_policies.maglev.v3.Maglev;
import io.envoyproxy.envoy.extensions.load_balancing_policies.ring_hash.v3.RingHash;
import io.fairlead.proxy.model.Balancer;
import java.util.Optional;

/// How a cluster picks hosts: its `lb_policy`, or the first known one of its `load_balancing_policy`.
final class BalancerDecoder {
    private static final String POLICIES = "envoy.extensions.load_balancing_policies.";
    private static final long MAGLEV_SIZE = 65_537;
    private static final long RING_MAX = 8 * 1024 * 1024;

    private BalancerDecoder() {}

    static Balancer balancer(Cluster wire, Notes notes) {
        if (wire.hasLoadBalancingPolicy()) {
            return policy(wire.getLoadBalancingPolicy(), notes.at("load_balancing_policy"));
        }
        return switch (wire.getLbPolicy()) {
            case ROUND_ROBIN, UNRECOGNIZED, LOAD_BALANCING_POLICY_CONFIG ->
                    new Balancer.RoundRobin();
            case LEAST_REQUEST ->
                    new Balancer.LeastRequest(
                            wire.getLeastRequestLbConfig().hasChoiceCount()
                                    ? Values.u32(wire.getLeastRequestLbConfig().getChoiceCount())
                                    : 2);
            case RANDOM -> new Balancer.Random();
            case RING_HASH -> ring(wire.getRingHashLbConfig(), notes.at("ring_hash_lb_config"));
            case MAGLEV -> {
                notes.at("lb_policy")
                        .noEffect("maglev is served by a ring: same hash, same host, other table");
                yield new Balancer.Maglev(
                        wire.getMaglevLbConfig().hasTableSize()
                                ? wire.getMaglevLbConfig().getTableSize().getValue()
                                : MAGLEV_SIZE);
            }
            case CLUSTER_PROVIDED -> new Balancer.ByCluster();
        };
    }

    private static Balancer ring(RingHashLbConfig wire, Notes notes) {
        Balancer.Hash hash =
                wire.getHashFunction() == RingHashLbConfig.HashFunction.MURMUR_HASH_2
                        ? Balancer.Hash.MURMUR_HASH_2
                        : Balancer.Hash.XX_HASH;
        return ring(
                wire.hasMinimumRingSize()
                        ? wire.getMinimumRingSize().getValue()
                        : Balancer.RingHash.DEFAULT.sizeMin(),
                wire.hasMaximumRingSize() ? wire.getMaximumRingSize().getValue() : RING_MAX,
                hash,
                notes);
    }

    private static Balancer ring(long min, long max, Balancer.Hash hash, Notes notes) {
        if (min < 0 || max < 1 || min > max || max > RING_MAX) {
            notes.error(
                    "a ring of "
                            + min
                            + " to "
                            + max
                            + " points, but at most "
                            + RING_MAX
                            + " are possible");
        }
        if (hash == Balancer.Hash.MURMUR_HASH_2) {
            notes.noEffect("MURMUR_HASH_2 isn't there: XX_HASH is used");
        }
        return new Balancer.RingHash(Math.max(1, min), max, hash);
    }

    private static Balancer policy(LoadBalancingPolicy wire, Notes notes) {
        for (LoadBalancingPolicy.Policy policy : wire.getPoliciesList()) {
            Any any = policy.getTypedExtensionConfig().getTypedConfig();
            Optional<Balancer> known = known(any, notes);
            if (known.isPresent()) {
                return known.get();
            }
        }
        notes.noEffect(
                "no known policy among " + wire.getPoliciesCount() + ": round robin is used");
        return new Balancer.RoundRobin();
    }

    private static Optional<Balancer> known(Any any, Notes notes) {
        String type = any.getTypeUrl().substring(any.getTypeUrl().lastIndexOf('/') + 1);
        return switch (type) {
            case POLICIES + "round_robin.v3.RoundRobin" -> Optional.of(new Balancer.RoundRobin());
            case POLICIES + "random.v3.Random" -> Optional.of(new Balancer.Random());
            case POLICIES + "cluster_provided.v3.ClusterProvided" ->
                    Optional.of(new Balancer.ByCluster());
            case POLICIES + "least_request.v3.LeastRequest" ->
                    notes.parse(any, LeastRequest.parser())
                            .map(p ->
                                    new Balancer.LeastRequest(
                                            p.hasChoiceCount()
                                                    ? Values.u32(p.getChoiceCount())
                                                    : 2));
            case POLICIES + "maglev.v3.Maglev" ->
                    notes.parse(any, Maglev.parser())
                            .map(p ->
                                    new Balancer.Maglev(
                                            p.hasTableSize()
                                                    ? p.getTableSize().getValue()
                                                    : MAGLEV_SIZE));
            case POLICIES + "ring_hash.v3.RingHash" ->
                    notes.parse(any, RingHash.parser())
                            .map(p ->
                                    ring(
                                            p.hasMinimumRingSize()
                                                    ? p.getMinimumRingSize().getValue()
                                                    : Balancer.RingHash.DEFAULT.sizeMin(),
                                            p.hasMaximumRingSize()
                                                    ? p.getMaximumRingSize().getValue()
                                                    : RING_MAX,
                                            p.getHashFunction()
                                                            == RingHash.HashFunction.MURMUR_HASH_2
                                                    ? Balancer.Hash.MURMUR_HASH_2
                                                    : Balancer.Hash.XX_HASH,
                                            notes));
            default -> Optional.empty();
        };
    }
}
