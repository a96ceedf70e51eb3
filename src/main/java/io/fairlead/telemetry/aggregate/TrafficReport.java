package io.fairlead.telemetry.aggregate;

import java.util.List;

/// What one sidecar saw since its last report.
///
/// @param epoch of the sidecar's run: a restart begins a new one
/// @param sequence grows by one with each report of an epoch, from 1
public record TrafficReport(long epoch, long sequence, Pod pod, List<Row> rows) {

    public TrafficReport {
        rows = List.copyOf(rows);
    }

    /// Who reports.
    public record Pod(String namespace, String workload, String name) {}

    /// Which side of the traffic the sidecar stands on.
    public enum Side {
        SOURCE,
        DESTINATION
    }

    /// What the traffic is.
    public enum Protocol {
        HTTP,
        GRPC,
        TCP
    }

    /// The other end.
    public record Peer(String namespace, String workload, String principal) {}

    /// The Service that was asked for.
    public record Service(String namespace, String name) {}

    /// Requests, or connections, of one kind.
    ///
    /// @param responseClass first digit of the status, 0 where there was none
    /// @param latency number of requests in each bucket of [Latency]
    public record Row(
            Side side,
            Peer peer,
            Service service,
            Protocol protocol,
            int responseClass,
            boolean mutualTls,
            long count,
            long bytes,
            List<Bucket> latency) {
        public Row {
            latency = List.copyOf(latency);
        }
    }

    /// Requests that took about the same time.
    public record Bucket(int index, long count) {}
}
