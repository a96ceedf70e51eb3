package io.fairlead.proxy.telemetry.metric;

import io.fairlead.proxy.meter.RequestRecord;
import io.fairlead.proxy.meter.RequestRecord.Reporter;
import io.fairlead.proxy.meter.RequestRecord.RequestProtocol;
import io.fairlead.proxy.meter.ServiceLabels;
import io.fairlead.proxy.meter.WorkloadLabels;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The numbers of all requests with the same labels, as one loop saw them.
final class Series {

    /// One histogram in cells: its buckets, then the sum.
    static final int HISTOGRAM_CELLS = Buckets.COUNT + 1;

    // HTTP: the number of requests, then three histograms.
    static final int REQUESTS = 0;
    static final int DURATION = 1;
    static final int REQUEST_BYTES = DURATION + HISTOGRAM_CELLS;
    static final int RESPONSE_BYTES = REQUEST_BYTES + HISTOGRAM_CELLS;
    static final int HTTP_CELLS = RESPONSE_BYTES + HISTOGRAM_CELLS;

    // TCP.
    static final int OPENED = 0;
    static final int CLOSED = 1;
    static final int SENT = 2;
    static final int RECEIVED = 3;
    static final int TCP_CELLS = 4;

    final int hash;
    final Reporter reporter;
    final RequestProtocol protocol;
    final ServiceLabels service;
    final WorkloadLabels peer;
    final boolean mutualTls;
    final @Nullable String ownPrincipal;
    final int responseCode;
    final int responseFlags;
    final int grpcStatus;

    /// As Prometheus writes them, without braces.
    final String labels;

    final Cells cells;

    Series(RequestRecord request, String labels) {
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
        this.labels = labels;
        this.cells = new Cells(isTcp() ? TCP_CELLS : HTTP_CELLS);
    }

    boolean isTcp() {
        return protocol == RequestProtocol.TCP;
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

    boolean is(RequestRecord request, int requestHash) {
        return hash == requestHash
                && responseCode == request.responseCode
                && responseFlags == request.responseFlags
                && grpcStatus == request.grpcStatus
                && protocol == request.requestProtocol
                && reporter == request.reporter
                && mutualTls == request.mutualTls
                && Objects.equals(ownPrincipal, request.ownPrincipal)
                && service.equals(request.service)
                && peer.equals(request.peer);
    }

    /// Adds one value to a histogram.
    void observe(int histogram, double value, long sum) {
        cells.add(histogram + Buckets.of(value), 1);
        cells.add(histogram + Buckets.COUNT, sum);
    }
}
