package io.fairlead.model.mtls;

import java.time.Instant;
import java.util.List;

/// What one sidecar saw since its last report.
///
/// @param epoch of the sidecar's run: a restart begins a new one
/// @param sequence grows by one with each report of an epoch, from 1
/// @param from begin of the time that it speaks of
/// @param until its end
/// @param dials connections that the pod opened itself
public record EvidenceDelta(
        Pod pod,
        long epoch,
        long sequence,
        Instant from,
        Instant until,
        List<Row> rows,
        List<Dialed> dials) {

    public EvidenceDelta {
        rows = List.copyOf(rows);
        dials = List.copyOf(dials);
    }

    /// Of a pod that opened none.
    public EvidenceDelta(
            Pod pod, long epoch, long sequence, Instant from, Instant until, List<Row> rows) {
        this(pod, epoch, sequence, from, until, rows, List.of());
    }

    /// The same with other rows.
    public EvidenceDelta with(List<Row> others) {
        return new EvidenceDelta(pod, epoch, sequence, from, until, others, dials);
    }

    /// Who reports.
    public record Pod(String namespace, String workload, String name) {}

    /// Connections of one kind from one source.
    ///
    /// @param port of the pod
    /// @param source SPIFFE identity of a caller that proved one, else its address
    /// @param detail what tells it from others: method, path and user agent; server name and ALPN; why it failed
    /// @param connections opened
    /// @param requests on them, also on those opened before
    /// @param refused of the connections, by the mode that stood
    /// @param ports that some of the connections in clear text came from
    public record Row(
            int port,
            TrafficClass kind,
            String source,
            String detail,
            long connections,
            long requests,
            long refused,
            List<Integer> ports) {
        public Row {
            ports = List.copyOf(ports);
        }

        /// Of connections of which it isn't known where they came from.
        public Row(
                int port,
                TrafficClass kind,
                String source,
                String detail,
                long connections,
                long requests,
                long refused) {
            this(port, kind, source, detail, connections, requests, refused, List.of());
        }
    }
}
