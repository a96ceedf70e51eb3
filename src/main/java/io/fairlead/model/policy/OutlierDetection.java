package io.fairlead.model.policy;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// When a failing endpoint is left alone for a while. Null means "not written".
///
/// @param consecutiveErrors deprecated: counts 502, 503 and 504 only, as gateway errors do
public record OutlierDetection(
        @Nullable Integer consecutiveErrors,
        @Nullable Integer consecutive5xxErrors,
        @Nullable Integer consecutiveGatewayErrors,
        @Nullable Integer consecutiveLocalOriginFailures,
        boolean splitExternalLocalOriginErrors,
        @Nullable Duration interval,
        @Nullable Duration baseEjectionTime,
        @Nullable Integer maxEjectionPercent,
        @Nullable Integer minHealthPercent,
        List<Integer> httpErrorCodes) {
    public OutlierDetection {
        httpErrorCodes = List.copyOf(httpErrorCodes);
    }
}
