package io.fairlead.proxy.telemetry.metric;

import io.fairlead.proxy.meter.RequestRecord;
import io.fairlead.proxy.meter.RequestRecord.Reporter;
import io.fairlead.proxy.meter.RequestRecord.RequestProtocol;
import io.fairlead.proxy.meter.ServiceLabels;
import io.fairlead.proxy.meter.WorkloadLabels;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What Istio's labels of a request are made from. A request can be compared with it without making another one.
final class RequestKey {
    private final int hash;
    private final Reporter reporter;
    private final RequestProtocol protocol;
    private final ServiceLabels service;
    private final WorkloadLabels peer;
    private final boolean mutualTls;
    private final @Nullable String ownPrincipal;
    private final int responseCode;
    private final int responseFlags;
    private final int grpcStatus;

    RequestKey(RequestRecord request) {
        this.hash = hashOf(request);
        this.reporter = request.reporter;
        this.protocol = request.requestProtocol;
        this.service = request.service;
        this.peer = request.peer;
        this.mutualTls = request.mutualTls;
        this.ownPrincipal = request.ownPrincipal;
        this.responseCode = request.responseCode;
        this.responseFlags = request.responseFlags;
        this.grpcStatus = request.grpcStatus;
    }

    int hash() {
        return hash;
    }

    static int hashOf(RequestRecord request) {
        int hash = request.service.hashCode() * 31 + request.peer.hashCode();
        hash = hash * 31 + request.responseCode;
        hash = hash * 31 + request.responseFlags;
        hash = hash * 31 + request.grpcStatus;
        hash = hash * 31 + (request.requestProtocol == RequestProtocol.HTTP ? 0 : 1);
        hash = hash * 31 + (request.reporter == Reporter.SOURCE ? 2 : 3);
        return hash ^ (hash >>> 16);
    }

    boolean is(RequestRecord request) {
        return responseCode == request.responseCode
                && responseFlags == request.responseFlags
                && grpcStatus == request.grpcStatus
                && protocol == request.requestProtocol
                && reporter == request.reporter
                && mutualTls == request.mutualTls
                && Objects.equals(ownPrincipal, request.ownPrincipal)
                && service.equals(request.service)
                && peer.equals(request.peer);
    }
}
