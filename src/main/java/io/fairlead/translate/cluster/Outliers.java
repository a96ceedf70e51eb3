package io.fairlead.translate.cluster;

import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.OutlierDetection;
import io.envoyproxy.envoy.type.v3.Percent;
import io.fairlead.translate.input.Protos;
import org.jspecify.annotations.Nullable;

/// Ejection of failing endpoints. By success rate it is off, as in Istio.
final class Outliers {
    private static final int ALWAYS = 100;
    private static final int NEVER = 0;

    private Outliers() {}

    static void apply(
            io.fairlead.model.policy.@Nullable OutlierDetection written, Cluster.Builder cluster) {
        if (written == null) {
            return;
        }
        OutlierDetection.Builder detection =
                OutlierDetection.newBuilder().setEnforcingSuccessRate(Protos.uint32(NEVER));
        counts(written, detection);
        if (written.interval() != null) {
            detection.setInterval(Protos.duration(written.interval()));
        }
        if (written.baseEjectionTime() != null) {
            detection.setBaseEjectionTime(Protos.duration(written.baseEjectionTime()));
        }
        if (written.maxEjectionPercent() != null && written.maxEjectionPercent() > 0) {
            detection.setMaxEjectionPercent(Protos.uint32(written.maxEjectionPercent()));
        }
        if (written.splitExternalLocalOriginErrors()) {
            localOrigin(written, detection);
        }
        cluster.setOutlierDetection(detection);
        if (written.minHealthPercent() != null) {
            cluster.getCommonLbConfigBuilder()
                    .setHealthyPanicThreshold(
                            Percent.newBuilder().setValue(written.minHealthPercent()));
        }
    }

    private static void counts(
            io.fairlead.model.policy.OutlierDetection written, OutlierDetection.Builder detection) {
        Integer errors5xx = written.consecutive5xxErrors();
        Integer gatewayErrors = written.consecutiveGatewayErrors();
        if (errors5xx == null && gatewayErrors == null && written.consecutiveErrors() != null) {
            // The deprecated field keeps its meaning of Istio 1.5: 502, 503 and 504 in a row, and
            // nothing else.
            gatewayErrors = written.consecutiveErrors();
            errors5xx = 0;
        }
        if (errors5xx != null) {
            detection
                    .setConsecutive5Xx(Protos.uint32(errors5xx))
                    .setEnforcingConsecutive5Xx(Protos.uint32(errors5xx > 0 ? ALWAYS : NEVER));
        }
        if (gatewayErrors != null) {
            detection
                    .setConsecutiveGatewayFailure(Protos.uint32(gatewayErrors))
                    .setEnforcingConsecutiveGatewayFailure(
                            Protos.uint32(gatewayErrors > 0 ? ALWAYS : NEVER));
        }
    }

    private static void localOrigin(
            io.fairlead.model.policy.OutlierDetection written, OutlierDetection.Builder detection) {
        detection
                .setSplitExternalLocalOriginErrors(true)
                .setEnforcingLocalOriginSuccessRate(Protos.uint32(NEVER));
        Integer failures = written.consecutiveLocalOriginFailures();
        if (failures != null && failures > 0) {
            detection
                    .setConsecutiveLocalOriginFailure(Protos.uint32(failures))
                    .setEnforcingConsecutiveLocalOriginFailure(Protos.uint32(ALWAYS));
        }
    }
}
