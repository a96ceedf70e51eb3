package io.fairlead.telemetry.view;

/// Who called whom, and how it went.
///
/// @param source who called; empty namespace and `unknown` workload where nobody knows
/// @param service that was asked for; empty where it was none
/// @param destination who answered
/// @param protocol `http`, `grpc` or `tcp`
/// @param lastSeenSeconds ago
public record EdgeView(
        End source,
        String service,
        End destination,
        String protocol,
        long lastSeenSeconds,
        Figures tenSeconds,
        Figures minute,
        Figures tenMinutes) {

    /// One end.
    public record End(String namespace, String workload) {}

    /// What an edge did over a window.
    ///
    /// @param count requests; connections for TCP
    /// @param perSecond of them
    /// @param errors answers of class 5 and requests without an answer; none for TCP
    /// @param p50Millis latency, in steps of a quarter of an octave; 0 where nothing was measured
    /// @param mtlsShare 0 to 1; as the destination's sidecar says, where it said anything
    /// @param bytesPerSecond both ways
    public record Figures(
            long count,
            double perSecond,
            long errors,
            double errorShare,
            double p50Millis,
            double p90Millis,
            double p99Millis,
            double mtlsShare,
            double bytesPerSecond) {}
}
