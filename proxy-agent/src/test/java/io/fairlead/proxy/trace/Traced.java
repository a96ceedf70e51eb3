package io.fairlead.proxy.trace;

import io.fairlead.proxy.meter.RequestRecord;
import io.fairlead.proxy.meter.RequestTrace;
import io.fairlead.proxy.meter.RequestTracer;
import java.util.Map;
import java.util.TreeMap;

/// Requests that pass a tracer, without a proxy around it.
public final class Traced {

    private Traced() {}

    /// What a host is told.
    public static Map<String, String> begin(
            RequestTracer tracer, RequestRecord request, Map<String, String> headers) {
        request.requestHeaders = headers::get;
        tracer.begin(request, header -> headers.get(header.headerName()), false);
        var told = new TreeMap<String, String>();
        RequestTrace trace = request.trace;
        if (trace != null) {
            for (int i = 0; i < trace.count(); i++) {
                told.put(trace.header(i).headerName(), trace.value(i));
            }
        }
        return told;
    }

    /// A request of someone for a service.
    public static RequestRecord request(String id) {
        var request = new RequestRecord();
        request.method = "GET";
        request.authority = "staff:8080";
        request.path = "/driver/City%20Truck";
        request.protocol = "HTTP/1.1";
        request.requestId = id;
        request.responseCode = 200;
        request.upstreamCluster = "outbound|8080||staff.default.svc.cluster.local";
        request.operation = "staff.default.svc.cluster.local:8080/*";
        request.downstreamRemoteAddress = "10.0.0.7:4711";
        request.startNanos = 1_000_000;
        request.endNanos = 3_500_000;
        return request;
    }
}
