package io.fairlead.model.policy;

import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// How an endpoint is chosen. Null means "not written".
public record LoadBalancer(
        Choice choice, @Nullable LocalitySetting locality, @Nullable Warmup warmup) {

    /// The algorithm.
    public sealed interface Choice {
        /// Nothing was written: the mesh's default, least request.
        record Default() implements Choice {}

        /// One of the named algorithms.
        record Simple(Algorithm algorithm) implements Choice {}

        /// The same key goes to the same endpoint.
        record Hash(HashKey key, HashTable table) implements Choice {}
    }

    /// Named algorithms. LEAST_CONN is the old name of LEAST_REQUEST and becomes it.
    public enum Algorithm {
        UNSPECIFIED,
        RANDOM,
        PASSTHROUGH,
        ROUND_ROBIN,
        LEAST_REQUEST
    }

    /// What is hashed.
    public sealed interface HashKey {
        /// A request header.
        record Header(String name) implements HashKey {}

        /// A cookie.
        ///
        /// @param ttl null: never generated; zero: a session cookie
        /// @param attributes `name=value` pairs in the order of writing, for example `SameSite`
        record Cookie(String name, String path, @Nullable Duration ttl, List<Attribute> attributes)
                implements HashKey {
            public Cookie {
                attributes = List.copyOf(attributes);
            }
        }

        /// One attribute of a generated cookie.
        record Attribute(String name, String value) {}

        /// The client's address.
        record SourceIp() implements HashKey {}

        /// A query parameter.
        record QueryParameter(String name) implements HashKey {}
    }

    /// How keys are spread.
    public sealed interface HashTable {
        /// A ring whose kind was not written.
        ///
        /// @param minimumSize the older field `minimumRingSize`, or 1024
        record Unspecified(long minimumSize) implements HashTable {}

        /// `ringHash`; null when its size was not written.
        record Ring(@Nullable Long minimumSize) implements HashTable {}

        /// `maglev`; null when its size was not written.
        record Maglev(@Nullable Long tableSize) implements HashTable {}
    }

    /// Locality settings of this host.
    public record LocalitySetting(
            @Nullable Boolean enabled,
            List<Distribute> distribute,
            List<Failover> failover,
            List<String> failoverPriority) {
        public LocalitySetting {
            distribute = List.copyOf(distribute);
            failover = List.copyOf(failover);
            failoverPriority = List.copyOf(failoverPriority);
        }
    }

    /// Shares of localities for clients in one.
    public record Distribute(String from, SortedMap<String, Integer> to) {}

    /// Where clients of a region go when it fails.
    public record Failover(String from, String to) {}

    /// Slow start of new endpoints.
    public record Warmup(
            Duration duration, @Nullable Double minimumPercent, @Nullable Double aggression) {}
}
