package io.fairlead.proxy.model;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is done with a request.
public sealed interface Action {
    /// Sends it on.
    ///
    /// @param clusterNotFoundStatus when the cluster doesn't exist
    record Forward(
            ClusterChoice clusters,
            PathRewrite path,
            HostRewrite host,
            ForwardTimeouts timeouts,
            RetryPolicy retry,
            List<HashPolicy> hash,
            List<Mirror> mirrors,
            int clusterNotFoundStatus)
            implements Action {
        public Forward {
            hash = List.copyOf(hash);
            mirrors = List.copyOf(mirrors);
        }

        /// To one cluster, unchanged, without time limit or retry.
        public static Forward to(String cluster) {
            return of(new ClusterChoice.Single(cluster));
        }

        /// Unchanged, without time limit or retry.
        public static Forward of(ClusterChoice clusters) {
            return new Forward(
                    clusters,
                    new PathRewrite.Keep(),
                    HostRewrite.KEEP,
                    ForwardTimeouts.NONE,
                    RetryPolicy.NONE,
                    List.of(),
                    List.of(),
                    503);
        }

        /// A copy with another retry policy.
        public Forward withRetry(RetryPolicy policy) {
            return new Forward(
                    clusters, path, host, timeouts, policy, hash, mirrors, clusterNotFoundStatus);
        }

        /// A copy with these times.
        public Forward withTimeouts(ForwardTimeouts times) {
            return new Forward(
                    clusters, path, host, times, retry, hash, mirrors, clusterNotFoundStatus);
        }

        /// A copy with these hash policies.
        public Forward withHash(List<HashPolicy> policies) {
            return new Forward(
                    clusters,
                    path,
                    host,
                    timeouts,
                    retry,
                    policies,
                    mirrors,
                    clusterNotFoundStatus);
        }
    }

    /// Answers with another location. Null or empty parts stay as they are in the request.
    ///
    /// @param port zero = as in the request, or the default of a new scheme
    record Redirect(
            int status,
            @Nullable String scheme,
            @Nullable String host,
            int port,
            PathRewrite path,
            boolean stripQuery)
            implements Action {}

    /// Answers without asking anyone.
    record DirectResponse(int status, String body) implements Action {}

    /// Times; zero = never.
    ///
    /// @param request from the end of the request to the end of the response, retries included
    /// @param idle no byte in either direction; [#INHERIT] = what the listener says
    /// @param maxStream from the beginning of the request
    record ForwardTimeouts(Duration request, Duration idle, Duration maxStream) {
        /// The listener's stream idle timeout counts.
        public static final Duration INHERIT = Duration.ofNanos(-1);

        public static final ForwardTimeouts NONE =
                new ForwardTimeouts(Duration.ZERO, Duration.ZERO, Duration.ZERO);
    }

    /// A copy of the request for which nobody waits.
    record Mirror(String cluster, int fractionPerMillion) {}
}
