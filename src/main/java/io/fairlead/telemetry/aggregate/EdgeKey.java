package io.fairlead.telemetry.aggregate;

import io.fairlead.telemetry.aggregate.TrafficReport.Pod;
import io.fairlead.telemetry.aggregate.TrafficReport.Protocol;
import io.fairlead.telemetry.aggregate.TrafficReport.Row;
import io.fairlead.telemetry.view.EdgeView.End;

/// What makes an edge: both sidecars of a call say the same.
record EdgeKey(End source, String service, End destination, Protocol protocol) {

    /// The reporter's own end is the pod that it proved to be in; only the other end is taken from the row.
    static EdgeKey of(Pod pod, Row row) {
        End own = new End(pod.namespace(), pod.workload());
        End other = new End(row.peer().namespace(), row.peer().workload());
        String service =
                row.service().name().isEmpty() || row.service().namespace().isEmpty()
                        ? row.service().name()
                        : row.service().name() + "." + row.service().namespace();
        return switch (row.side()) {
            case SOURCE -> new EdgeKey(own, service, other, row.protocol());
            case DESTINATION -> new EdgeKey(other, service, own, row.protocol());
        };
    }
}
