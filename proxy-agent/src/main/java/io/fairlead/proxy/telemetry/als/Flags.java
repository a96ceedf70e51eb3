package io.fairlead.proxy.telemetry.als;

import io.envoyproxy.envoy.data.accesslog.v3.ResponseFlags;
import io.fairlead.proxy.meter.ResponseFlag;

/// Response flags as an entry has them.
final class Flags {
    private Flags() {}

    /// @param set bits of [ResponseFlag]
    static ResponseFlags of(int set) {
        ResponseFlags.Builder flags = ResponseFlags.newBuilder();
        for (ResponseFlag flag : ResponseFlag.values()) {
            if ((set & flag.bit()) != 0) {
                set(flags, flag);
            }
        }
        return flags.build();
    }

    private static void set(ResponseFlags.Builder flags, ResponseFlag flag) {
        switch (flag) {
            case UH -> flags.setNoHealthyUpstream(true);
            case UF -> flags.setUpstreamConnectionFailure(true);
            case UO -> flags.setUpstreamOverflow(true);
            case NR -> flags.setNoRouteFound(true);
            case URX -> flags.setUpstreamRetryLimitExceeded(true);
            case NC -> flags.setNoClusterFound(true);
            case DT -> flags.setDurationTimeout(true);
            case DC -> flags.setDownstreamConnectionTermination(true);
            case LR -> flags.setLocalReset(true);
            case UR -> flags.setUpstreamRemoteReset(true);
            case UC -> flags.setUpstreamConnectionTermination(true);
            case DI -> flags.setDelayInjected(true);
            case FI -> flags.setFaultInjected(true);
            case RL -> flags.setRateLimited(true);
            case UAEX ->
                    flags.setUnauthorizedDetails(
                            ResponseFlags.Unauthorized.newBuilder()
                                    .setReason(ResponseFlags.Unauthorized.Reason.EXTERNAL_SERVICE));
            case UT -> flags.setUpstreamRequestTimeout(true);
            case SI -> flags.setStreamIdleTimeout(true);
            case DPE -> flags.setDownstreamProtocolError(true);
            case UPE -> flags.setUpstreamProtocolError(true);
            case UMSDR -> flags.setUpstreamMaxStreamDurationReached(true);
        }
    }
}
