package io.fairlead.proxy.http.forward;

import io.fairlead.proxy.http.codec.Head;
import io.fairlead.proxy.http.retry.Failure;
import io.fairlead.proxy.http.retry.Retries;
import io.fairlead.proxy.http.retry.RetryLoad;
import io.fairlead.proxy.http.retry.Verdict;
import io.fairlead.proxy.model.CircuitLimits;
import io.fairlead.proxy.model.RetryPolicy;
import io.fairlead.proxy.upstream.Circuit;
import io.fairlead.proxy.upstream.ClusterLane;
import io.fairlead.proxy.upstream.HostLane;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// What one request remembers between its tries: how many there were, and which hosts they went to.
final class Retrying {

    private final ResponseHead response = new ResponseHead();
    private final List<HostLane> tried = new ArrayList<>();
    private RetryPolicy policy = RetryPolicy.NONE;
    private @Nullable ClusterLane cluster;
    private int retries;
    private boolean counted;

    void begin(RetryPolicy with, ClusterLane to) {
        policy = with;
        cluster = to;
    }

    void reset() {
        policy = RetryPolicy.NONE;
        cluster = null;
        retries = 0;
        counted = false;
        if (!tried.isEmpty()) {
            tried.clear();
        }
    }

    RetryPolicy policy() {
        return policy;
    }

    /// How many tries there are, the current one too.
    int tries() {
        return retries + 1;
    }

    /// A host for the current try, one that was not tried if the policy wants that.
    @Nullable HostLane pick(long hash, @Nullable InetSocketAddress original) {
        ClusterLane to = cluster;
        if (to == null) {
            return null;
        }
        return tried.isEmpty() || policy.otherHosts() == 0
                ? to.pick(hash, retries, original)
                : to.pickOther(hash, retries, tried, policy.otherHosts());
    }

    Verdict afterFailure(Failure failure) {
        ClusterLane to = cluster;
        if (to == null) {
            return Verdict.DONE;
        }
        return Retries.afterFailure(policy, failure, retries, limits(to), load(to));
    }

    Verdict afterResponse(Head head) {
        ClusterLane to = cluster;
        if (to == null) {
            return Verdict.DONE;
        }
        response.of(head);
        return Retries.afterResponse(policy, response, retries, limits(to), load(to));
    }

    private static CircuitLimits limits(ClusterLane of) {
        return of.state().circuit().limits();
    }

    private static RetryLoad load(ClusterLane of) {
        Circuit circuit = of.state().circuit();
        return new RetryLoad(circuit.retries(), circuit.requests());
    }

    /// Goes on to the next try.
    ///
    /// @param failed the host of the one before
    /// @return nanoseconds to wait before it
    long next(@Nullable HostLane failed, RandomGenerator random) {
        ClusterLane to = cluster;
        if (!counted && to != null) {
            counted = true;
            to.state().circuit().retry();
        }
        if (failed != null) {
            tried.add(failed);
        }
        return Retries.delayNanos(policy.backOff(), retries++, random.nextLong());
    }

    /// The request is over.
    void finish() {
        ClusterLane to = cluster;
        if (counted && to != null) {
            to.state().circuit().retryDone();
        }
        counted = false;
    }
}
