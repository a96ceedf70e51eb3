package io.fairlead.proxy.model;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/// When a failed request is tried again.
///
/// @param attemptsMax tries after the first one
/// @param statuses for [On#RETRIABLE_STATUS_CODES]
/// @param perTryTimeout zero = none
/// @param otherHosts how often another host is looked for when the pick was already tried; zero = any host will do
public record RetryPolicy(
        Set<On> on,
        int attemptsMax,
        List<Integer> statuses,
        List<RouteMatch.HeaderMatch> responseHeaders,
        Duration perTryTimeout,
        BackOff backOff,
        int otherHosts) {

    /// Never.
    public static final RetryPolicy NONE =
            new RetryPolicy(Set.of(), 0, List.of(), List.of(), Duration.ZERO, BackOff.DEFAULT, 0);

    public RetryPolicy {
        on = Set.copyOf(on);
        statuses = List.copyOf(statuses);
        responseHeaders = List.copyOf(responseHeaders);
    }

    /// How long to wait before the next try: a random part of a window that doubles.
    public record BackOff(Duration base, Duration max) {
        /// Envoy's: 25 ms, at most 250 ms.
        public static final BackOff DEFAULT =
                new BackOff(Duration.ofMillis(25), Duration.ofMillis(250));
    }

    /// What counts as failed, by the names of Envoy's `retry_on`.
    public enum On {
        FIVE_XX("5xx"),
        GATEWAY_ERROR("gateway-error"),
        RESET("reset"),
        RESET_BEFORE_REQUEST("reset-before-request"),
        CONNECT_FAILURE("connect-failure"),
        ENVOY_RATE_LIMITED("envoy-ratelimited"),
        RETRIABLE_4XX("retriable-4xx"),
        REFUSED_STREAM("refused-stream"),
        RETRIABLE_STATUS_CODES("retriable-status-codes"),
        RETRIABLE_HEADERS("retriable-headers"),
        HTTP3_POST_CONNECT_FAILURE("http3-post-connect-failure"),
        GRPC_CANCELLED("cancelled"),
        GRPC_DEADLINE_EXCEEDED("deadline-exceeded"),
        GRPC_INTERNAL("internal"),
        GRPC_RESOURCE_EXHAUSTED("resource-exhausted"),
        GRPC_UNAVAILABLE("unavailable");

        private final String wireName;

        On(String wireName) {
            this.wireName = wireName;
        }

        /// Envoy's name of it.
        public String wireName() {
            return wireName;
        }
    }
}
