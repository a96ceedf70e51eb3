package io.fairlead.telemetry.als;

import io.fairlead.telemetry.aggregate.Latency;
import io.fairlead.telemetry.aggregate.TrafficReport.Bucket;
import io.fairlead.telemetry.aggregate.TrafficReport.Peer;
import io.fairlead.telemetry.aggregate.TrafficReport.Protocol;
import io.fairlead.telemetry.aggregate.TrafficReport.Row;
import io.fairlead.telemetry.aggregate.TrafficReport.Service;
import java.util.List;

/// Calls → rows of the graph, as our own sidecar reports them. Pure.
final class Rows {
    private static final int STATUS_CLASS = 100;
    private static final int OK_CLASS = 2;
    private static final int ERROR_CLASS = 5;

    private Rows() {}

    static Row of(Call call, End peer, Known.Name service) {
        boolean tcp = call.protocol() == Protocol.TCP;
        return new Row(
                call.side(),
                new Peer(known(peer.namespace()), peer.workload(), known(peer.principal())),
                new Service(known(service.namespace()), known(service.name())),
                call.protocol(),
                tcp ? 0 : responseClass(call),
                call.isMutual(),
                1,
                call.received() + call.sent(),
                tcp ? List.of() : List.of(new Bucket(Latency.bucketOf(call.micros()), 1)));
    }

    private static int responseClass(Call call) {
        if (!call.grpcStatus().isEmpty()) {
            return call.grpcStatus().equals("0") ? OK_CLASS : ERROR_CLASS;
        }
        int first = call.responseCode() / STATUS_CLASS;
        return first >= 1 && first <= ERROR_CLASS ? first : 0;
    }

    private static String known(String label) {
        return label.equals(End.ABSENT) ? "" : label;
    }
}
