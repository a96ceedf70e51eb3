package io.fairlead.proxy.http.retry;

import io.fairlead.proxy.model.CircuitLimits;

/// What is under way to a cluster, for the limit of retries.
///
/// @param retries tries that are retries
/// @param requests requests that are active or wait for a connection
public record RetryLoad(int retries, int requests) {
    /// May one more retry start?
    public static boolean allows(CircuitLimits limits, int retries, int requests) {
        if (limits.retryBudgetPercent() < 0) {
            return retries < limits.retriesMax();
        }
        long budget = (long) (requests * limits.retryBudgetPercent() / 100.0);
        return retries < Math.max(budget, limits.retryBudgetMin());
    }

    /// May one more retry start?
    public boolean isAllowedBy(CircuitLimits limits) {
        return allows(limits, retries, requests);
    }
}
