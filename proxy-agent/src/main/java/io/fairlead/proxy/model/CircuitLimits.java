package io.fairlead.proxy.model;

/// How much may be under way to one cluster at once.
///
/// @param retryBudgetPercent of the active requests may be retries; -1 = no budget, [#retriesMax] counts
/// @param retryBudgetMin retries that the budget always allows
public record CircuitLimits(
        int connectionsMax,
        int pendingRequestsMax,
        int requestsMax,
        int retriesMax,
        double retryBudgetPercent,
        int retryBudgetMin) {
    /// Envoy's.
    public static final CircuitLimits DEFAULT = new CircuitLimits(1024, 1024, 1024, 3, -1, 3);

    /// Nothing is limited.
    public static final CircuitLimits UNLIMITED =
            new CircuitLimits(
                    Integer.MAX_VALUE,
                    Integer.MAX_VALUE,
                    Integer.MAX_VALUE,
                    Integer.MAX_VALUE,
                    -1,
                    3);
}
