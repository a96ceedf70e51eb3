package io.fairlead.proxy.upstream;

import io.fairlead.proxy.model.CircuitLimits;
import java.util.concurrent.atomic.AtomicInteger;

/// Counts what is under way to one cluster on all event loops, as far as something is limited: a cluster without limits
/// costs no atomic operation.
public final class Circuit {

    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger pending = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger retries = new AtomicInteger();
    private volatile CircuitLimits limits;

    Circuit(CircuitLimits limits) {
        this.limits = limits;
    }

    /// Other limits for what is counted already.
    void limit(CircuitLimits next) {
        limits = next;
    }

    public CircuitLimits limits() {
        return limits;
    }

    /// One more connection, unless that is one too many.
    public boolean connect() {
        return take(connections, limits.connectionsMax());
    }

    public void disconnect() {
        give(connections);
    }

    /// One more request that waits for a connection.
    public boolean await() {
        return take(pending, limits.pendingRequestsMax());
    }

    public void arrive() {
        give(pending);
    }

    /// One more request.
    public boolean request() {
        return take(requests, limits.requestsMax());
    }

    public void requestDone() {
        give(requests);
    }

    /// One more retry; whether it is allowed was decided before.
    public void retry() {
        retries.incrementAndGet();
    }

    public void retryDone() {
        retries.decrementAndGet();
    }

    public int retries() {
        return retries.get();
    }

    public int requests() {
        return requests.get();
    }

    private static boolean take(AtomicInteger counter, int most) {
        if (most == Integer.MAX_VALUE) {
            return true;
        }
        if (counter.incrementAndGet() <= most) {
            return true;
        }
        counter.decrementAndGet();
        return false;
    }

    /// What was counted while there was no limit is not there to be given back.
    private static void give(AtomicInteger counter) {
        if (counter.get() > 0) {
            counter.decrementAndGet();
        }
    }
}
