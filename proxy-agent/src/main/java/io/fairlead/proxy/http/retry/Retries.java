package io.fairlead.proxy.http.retry;

import io.fairlead.proxy.http.route.Conditions;
import io.fairlead.proxy.model.CircuitLimits;
import io.fairlead.proxy.model.RetryPolicy;
import io.fairlead.proxy.model.RetryPolicy.On;
import io.fairlead.proxy.model.RouteMatch.HeaderMatch;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Decides about retries; meanings of the conditions are Envoy's.
public final class Retries {
    private static final int NO_GRPC_STATUS = -1;

    private Retries() {}

    /// A response head.
    public interface ResponseView {
        int status();

        /// Null when it is missing; names are lower case.
        @Nullable CharSequence header(String name);
    }

    /// What to do after a try failed without a response.
    ///
    /// @param retriesBefore retries of this request so far
    public static Verdict afterFailure(
            RetryPolicy policy,
            Failure failure,
            int retriesBefore,
            CircuitLimits limits,
            RetryLoad load) {
        return verdict(isRetriable(policy, failure), policy, retriesBefore, limits, load);
    }

    /// What to do with a response whose head has arrived.
    ///
    /// @param retriesBefore retries of this request so far
    public static Verdict afterResponse(
            RetryPolicy policy,
            ResponseView response,
            int retriesBefore,
            CircuitLimits limits,
            RetryLoad load) {
        return verdict(isRetriable(policy, response), policy, retriesBefore, limits, load);
    }

    private static Verdict verdict(
            boolean retriable,
            RetryPolicy policy,
            int retriesBefore,
            CircuitLimits limits,
            RetryLoad load) {
        if (!retriable) {
            return Verdict.DONE;
        }
        if (retriesBefore >= policy.attemptsMax()) {
            return Verdict.NO_TRIES_LEFT;
        }
        return load.isAllowedBy(limits) ? Verdict.RETRY : Verdict.OVERFLOW;
    }

    /// Does the policy call this a failure?
    public static boolean isRetriable(RetryPolicy policy, Failure failure) {
        Set<On> on = policy.on();
        if (on.isEmpty() || failure == Failure.OVERFLOW) {
            return false;
        }
        // A reset would become a 5xx for the client, so these two cover every kind of it.
        if (on.contains(On.FIVE_XX) || on.contains(On.GATEWAY_ERROR) || on.contains(On.RESET)) {
            return true;
        }
        return (on.contains(On.CONNECT_FAILURE) && failure == Failure.CONNECT)
                || (on.contains(On.REFUSED_STREAM) && failure == Failure.REFUSED_STREAM)
                || (on.contains(On.RESET_BEFORE_REQUEST) && failure.isBeforeRequest());
    }

    /// Does the policy call this a failure?
    public static boolean isRetriable(RetryPolicy policy, ResponseView response) {
        Set<On> on = policy.on();
        if (on.isEmpty()) {
            return false;
        }
        if (response.header("x-envoy-ratelimited") != null) {
            return on.contains(On.ENVOY_RATE_LIMITED);
        }
        return byStatus(policy, response.status())
                || (on.contains(On.RETRIABLE_HEADERS) && byHeader(policy, response))
                || byGrpcStatus(on, grpcStatus(response));
    }

    private static boolean byStatus(RetryPolicy policy, int status) {
        Set<On> on = policy.on();
        return (status >= 500 && status < 600 && on.contains(On.FIVE_XX))
                || (status >= 502 && status <= 504 && on.contains(On.GATEWAY_ERROR))
                || (status == 409 && on.contains(On.RETRIABLE_4XX))
                || (on.contains(On.RETRIABLE_STATUS_CODES) && policy.statuses().contains(status));
    }

    private static boolean byHeader(RetryPolicy policy, ResponseView response) {
        for (HeaderMatch wanted : policy.responseHeaders()) {
            CharSequence value =
                    wanted.name().equals(":status")
                            ? Integer.toString(response.status())
                            : response.header(wanted.name());
            if (Conditions.header(wanted, value)) {
                return true;
            }
        }
        return false;
    }

    private static boolean byGrpcStatus(Set<On> on, int status) {
        return switch (status) {
            case 1 -> on.contains(On.GRPC_CANCELLED);
            case 4 -> on.contains(On.GRPC_DEADLINE_EXCEEDED);
            case 8 -> on.contains(On.GRPC_RESOURCE_EXHAUSTED);
            case 13 -> on.contains(On.GRPC_INTERNAL);
            case 14 -> on.contains(On.GRPC_UNAVAILABLE);
            default -> false;
        };
    }

    private static int grpcStatus(ResponseView response) {
        CharSequence status = response.header("grpc-status");
        if (status == null || status.isEmpty() || status.length() > 2) {
            return NO_GRPC_STATUS;
        }
        int value = 0;
        for (int i = 0; i < status.length(); i++) {
            char c = status.charAt(i);
            if (c < '0' || c > '9') {
                return NO_GRPC_STATUS;
            }
            value = value * 10 + c - '0';
        }
        return value;
    }

    /// Nanoseconds until the next try: a random part of a window that doubles from try to try up to its maximum.
    ///
    /// @param retriesBefore zero for the first retry
    /// @param random any number
    public static long delayNanos(RetryPolicy.BackOff backOff, int retriesBefore, long random) {
        long base = backOff.base().toNanos();
        long max = Math.max(base, backOff.max().toNanos());
        long window = base;
        for (int i = 0; i < retriesBefore && window < max; i++) {
            window = window > max / 2 ? max : window * 2;
        }
        return window <= 0 ? 0 : Long.remainderUnsigned(random, window);
    }
}
