package io.fairlead.proxy.model;

import java.time.Duration;

/// When a host is left out for a while because of its answers. Zero failures = that rule is off.
///
/// @param splitLocalErrors errors made here (no connection) are counted apart
public record OutlierDetection(
        int consecutive5xx,
        int consecutiveGatewayFailures,
        int consecutiveLocalFailures,
        boolean splitLocalErrors,
        Duration interval,
        Duration baseEjection,
        Duration maxEjection,
        int maxEjectionPercent) {
    /// Never.
    public static final OutlierDetection OFF =
            new OutlierDetection(
                    0,
                    0,
                    0,
                    false,
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(300),
                    10);

    /// Is any rule on?
    public boolean isOn() {
        return consecutive5xx > 0
                || consecutiveGatewayFailures > 0
                || (splitLocalErrors && consecutiveLocalFailures > 0);
    }
}
