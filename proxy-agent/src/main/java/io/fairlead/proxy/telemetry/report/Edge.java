package io.fairlead.proxy.telemetry.report;

import io.fairlead.proxy.meter.RequestRecord;
import io.fairlead.proxy.meter.RequestRecord.Reporter;
import io.fairlead.proxy.meter.RequestRecord.RequestProtocol;
import io.fairlead.proxy.meter.ServiceLabels;
import io.fairlead.proxy.meter.WorkloadLabels;

/// Which requests are counted together. This proxy's own end is not in it: the report says it once.
///
/// @param responseClass first digit of the status; 0 where there was none; gRPC: 2 for OK, else 5
/// @param mutualTls whether both ends showed a certificate, as far as this side knows
record Edge(
        Reporter reporter,
        WorkloadLabels peer,
        ServiceLabels service,
        RequestProtocol protocol,
        int responseClass,
        boolean mutualTls) {

    private static final int STATUS_CLASS = 100;
    private static final int CLASS_MAX = 5;
    private static final int OK_CLASS = 2;

    static Edge of(RequestRecord request) {
        return new Edge(
                request.reporter,
                request.peer,
                request.service,
                request.requestProtocol,
                classOf(request),
                isMutual(request));
    }

    /// What is counted when there are too many edges.
    static Edge overflow(RequestRecord request) {
        return new Edge(
                request.reporter,
                WorkloadLabels.UNKNOWN,
                ServiceLabels.UNKNOWN,
                request.requestProtocol,
                classOf(request),
                isMutual(request));
    }

    boolean is(RequestRecord request) {
        return reporter == request.reporter
                && protocol == request.requestProtocol
                && responseClass == classOf(request)
                && mutualTls == isMutual(request)
                && service.equals(request.service)
                && peer.equals(request.peer);
    }

    /// The same number for a request and for its edge, without making the edge.
    static int hashOf(RequestRecord request) {
        int hash = request.service.hashCode() * 31 + request.peer.hashCode();
        hash = hash * 31 + classOf(request);
        hash = hash * 31 + request.requestProtocol.hashCode();
        hash = hash * 31 + request.reporter.hashCode();
        hash = hash * 31 + (isMutual(request) ? 1 : 0);
        return hash ^ (hash >>> 16);
    }

    private static boolean isMutual(RequestRecord request) {
        return request.reporter == Reporter.DESTINATION
                ? request.mutualTls
                : request.ownPrincipal != null;
    }

    private static int classOf(RequestRecord request) {
        if (request.requestProtocol == RequestProtocol.TCP) {
            return 0;
        }
        if (request.grpcStatus != RequestRecord.NO_GRPC_STATUS) {
            return request.grpcStatus == 0 ? OK_CLASS : CLASS_MAX;
        }
        int first = request.responseCode / STATUS_CLASS;
        return first >= 1 && first <= CLASS_MAX ? first : 0;
    }
}
