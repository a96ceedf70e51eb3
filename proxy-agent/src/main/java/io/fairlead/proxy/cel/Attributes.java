package io.fairlead.proxy.cel;

import io.fairlead.proxy.meter.RequestRecord;
import io.fairlead.proxy.meter.WorkloadLabels;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What can be asked of a request, by Envoy's names. Durations are nanoseconds.
final class Attributes {
    /// Reads one.
    private interface Read extends Function<RequestRecord, @Nullable Object> {}

    private static final Map<String, Read> OF_REQUEST =
            Map.ofEntries(
                    Map.entry("request.method", r -> r.method),
                    Map.entry("request.path", r -> r.path),
                    Map.entry("request.url_path", r -> withoutQuery(r.path)),
                    Map.entry("request.host", r -> r.authority),
                    Map.entry("request.id", r -> r.requestId),
                    Map.entry("request.useragent", r -> r.userAgent),
                    Map.entry("request.protocol", r -> r.protocol),
                    Map.entry("request.size", r -> r.bytesReceived),
                    Map.entry("request.duration", r -> Math.max(0, r.endNanos - r.startNanos)),
                    Map.entry("request.referer", r -> header(r.requestHeaders, "referer")));

    private static final Map<String, Read> OF_RESPONSE =
            Map.ofEntries(
                    Map.entry("response.code", r -> positive(r.responseCode)),
                    Map.entry("response.code_details", r -> r.responseCodeDetails),
                    Map.entry("response.flags", r -> (long) r.responseFlags),
                    Map.entry("response.size", r -> r.bytesSent),
                    Map.entry(
                            "response.grpc_status",
                            r -> r.grpcStatus < 0 ? null : (Object) (long) r.grpcStatus));

    private static final Map<String, Read> OF_CONNECTION =
            Map.ofEntries(
                    Map.entry("connection.mtls", r -> r.mutualTls),
                    Map.entry("connection.requested_server_name", r -> r.requestedServerName),
                    Map.entry(
                            "connection.termination_details", r -> r.connectionTerminationDetails),
                    Map.entry("source.address", r -> r.downstreamRemoteAddress),
                    Map.entry("source.port", r -> port(r.downstreamRemoteAddress)),
                    Map.entry("destination.address", r -> r.downstreamLocalAddress),
                    Map.entry("destination.port", r -> port(r.downstreamLocalAddress)),
                    Map.entry("upstream.address", r -> r.upstreamHost),
                    Map.entry("upstream.port", r -> port(r.upstreamHost)),
                    Map.entry("upstream.local_address", r -> r.upstreamLocalAddress),
                    Map.entry("upstream.transport_failure_reason", r -> r.upstreamTransportFailure),
                    Map.entry("xds.cluster_name", r -> r.upstreamCluster),
                    Map.entry("xds.route_name", r -> r.routeName));

    private static final Map<String, Function<WorkloadLabels, String>> OF_PEER =
            Map.of(
                    "workload", WorkloadLabels::workload,
                    "namespace", WorkloadLabels::namespace,
                    "app", WorkloadLabels::app,
                    "version", WorkloadLabels::version,
                    "name", WorkloadLabels::canonicalService,
                    "revision", WorkloadLabels::canonicalRevision,
                    "cluster", WorkloadLabels::cluster,
                    "identity", WorkloadLabels::principal);

    private Attributes() {}

    /// The attribute of a dotted name.
    static Node named(String name) throws BadExpression {
        Function<RequestRecord, @Nullable Object> read =
                OF_REQUEST.getOrDefault(
                        name, OF_RESPONSE.getOrDefault(name, OF_CONNECTION.get(name)));
        if (read == null) {
            read = ofPeer(name);
        }
        if (read == null) {
            throw new BadExpression("the attribute " + name + " isn't known");
        }
        return new Node.Attribute(name, read);
    }

    private static @Nullable Function<RequestRecord, @Nullable Object> ofPeer(String name) {
        boolean down = name.startsWith("downstream_peer.");
        if (!down && !name.startsWith("upstream_peer.")) {
            return null;
        }
        Function<WorkloadLabels, String> label = OF_PEER.get(name.substring(name.indexOf('.') + 1));
        return label == null
                ? null
                : r -> {
                    // A caller knows whom it calls, a server by whom it is called.
                    boolean known = down == (r.reporter == RequestRecord.Reporter.DESTINATION);
                    String value = known ? label.apply(r.peer) : WorkloadLabels.ABSENT;
                    return value.equals(WorkloadLabels.ABSENT) ? null : value;
                };
    }

    /// `request.headers["…"]` and `response.headers["…"]`.
    static Node header(String map, String header) throws BadExpression {
        String name = header.toLowerCase(Locale.ROOT);
        return switch (map) {
            case "request.headers" -> new Node.Attribute(map, r -> requestHeader(r, name));
            case "response.headers" ->
                    new Node.Attribute(map, r -> header(r.responseHeaders, name));
            default -> throw new BadExpression(map + " can't be indexed");
        };
    }

    private static @Nullable Object requestHeader(RequestRecord r, String name) {
        return switch (name) {
            case ":method" -> r.method;
            case ":path" -> r.path;
            case ":authority", "host" -> r.authority;
            case "user-agent" -> r.userAgent;
            case "x-request-id" -> r.requestId;
            case "x-forwarded-for" -> r.forwardedFor;
            default -> header(r.requestHeaders, name);
        };
    }

    private static @Nullable Object header(RequestRecord.HeaderLookup headers, String name) {
        CharSequence value = headers.value(name);
        return value == null ? null : value.toString();
    }

    private static @Nullable Object positive(long value) {
        return value > 0 ? (Object) value : null;
    }

    private static @Nullable Object withoutQuery(@Nullable String path) {
        int query = path == null ? -1 : path.indexOf('?');
        return path == null || query < 0 ? path : path.substring(0, query);
    }

    private static @Nullable Object port(@Nullable String address) {
        return address == null
                ? null
                : Values.whole(address.substring(address.lastIndexOf(':') + 1));
    }
}
