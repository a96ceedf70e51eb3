package io.fairlead.proxy.meter;

import org.jspecify.annotations.Nullable;

/// What there is to say about one request, or about one opaque connection (then the head is missing and
/// [#requestProtocol] is [RequestProtocol#TCP]).
///
/// A mutable form that its connection fills while the request runs and reuses for the next one: a fresh object with
/// thirty fields for each request would be the largest allocation of the hot path. It belongs to one event loop.
/// Absent text is null; the access log prints `-` for it, metrics print `unknown`.
public final class RequestRecord {

    /// Which side of the request this proxy stands on; label `reporter`.
    public enum Reporter {
        /// Outbound: beside the caller.
        SOURCE,
        /// Inbound: beside the service.
        DESTINATION
    }

    /// Label `request_protocol`.
    public enum RequestProtocol {
        /// HTTP of any version.
        HTTP,
        /// HTTP whose content type begins with `application/grpc`.
        GRPC,
        /// Opaque bytes.
        TCP
    }

    /// Reads a header that has no field of its own here; names are lower case.
    @FunctionalInterface
    public interface HeaderLookup {
        /// No headers.
        HeaderLookup NONE = _ -> null;

        /// The value, or null.
        @Nullable CharSequence value(String name);
    }

    /// No gRPC status was seen.
    public static final int NO_GRPC_STATUS = -1;

    // The connection: set once, kept by reset().

    /// Source or destination.
    public Reporter reporter = Reporter.SOURCE;

    /// `address:port` that the downstream connected to (the original destination).
    public @Nullable String downstreamLocalAddress;

    /// `address:port` of the downstream; of an HTTP request, of whom `x-forwarded-for` names where that is believed.
    public @Nullable String downstreamRemoteAddress;

    /// `address:port` of the downstream's connection.
    public @Nullable String downstreamDirectAddress;

    /// SNI of the downstream's ClientHello.
    public @Nullable String requestedServerName;

    /// Whether the downstream came over mutual TLS.
    public boolean mutualTls;

    /// How the downstream is protected; null = plaintext.
    public @Nullable TlsFacts tls;

    /// The other end, as far as it is known.
    public WorkloadLabels peer = WorkloadLabels.UNKNOWN;

    /// Who this proxy is to the other end, by its certificate.
    public @Nullable String ownPrincipal;

    // The request.

    /// Wall clock at the first byte, milliseconds since 1970.
    public long startEpochMillis;

    /// Monotonic clock at the first byte and at the end.
    public long startNanos;

    public long endNanos;

    /// HTTP, gRPC or TCP.
    public RequestProtocol requestProtocol = RequestProtocol.HTTP;

    /// `HTTP/1.1`, `HTTP/2`, …
    public @Nullable String protocol;

    public @Nullable String method;

    /// The path as the downstream sent it (before any rewrite), with its query.
    public @Nullable String path;

    public @Nullable String authority;

    public @Nullable String userAgent;

    public @Nullable String requestId;

    /// Whether the host is told another request id than the client sent.
    public boolean requestIdChanged;

    /// The place in a trace; null = what the client said of a trace goes on as it is.
    public @Nullable RequestTrace trace;

    public @Nullable String forwardedFor;

    /// Request headers that have no field; valid only while the observer is being called.
    public HeaderLookup requestHeaders = HeaderLookup.NONE;

    /// Body bytes from the downstream.
    public long bytesReceived;

    // The decision.

    public @Nullable String routeName;

    /// What the route does, for the name of a span; may be empty.
    public @Nullable String operation;

    /// Name of the cluster.
    public @Nullable String upstreamCluster;

    /// The Service that the cluster stands for.
    public ServiceLabels service = ServiceLabels.UNKNOWN;

    /// `address:port` of the host.
    public @Nullable String upstreamHost;

    /// Our `address:port` towards the host.
    public @Nullable String upstreamLocalAddress;

    /// Whether that connection is in clear text.
    public boolean upstreamClear;

    /// What went wrong below HTTP.
    public @Nullable String upstreamTransportFailure;

    // The response.

    /// Status, 0 when there was none.
    public int responseCode;

    /// [ResponseFlag] bits.
    public int responseFlags;

    /// See [ResponseDetails].
    public @Nullable String responseCodeDetails;

    /// Why the connection was ended, where that was our decision.
    public @Nullable String connectionTerminationDetails;

    /// Milliseconds between the request's last byte and the response's first, as in `x-envoy-upstream-service-time`;
    /// -1 when the response did not come from an upstream.
    public long upstreamServiceMillis = -1;

    /// gRPC status of the response's trailers (or headers), or [#NO_GRPC_STATUS].
    public int grpcStatus = NO_GRPC_STATUS;

    /// Response headers that have no field; valid only while the observer is being called.
    public HeaderLookup responseHeaders = HeaderLookup.NONE;

    /// Body bytes to the downstream.
    public long bytesSent;

    /// Messages of a gRPC call: what the client sent, and what it was sent.
    public long requestMessages;

    public long responseMessages;

    /// Takes over how the connection is protected, and who the other side is by its certificate.
    public void secured(@Nullable TlsFacts facts) {
        tls = facts;
        TlsFacts.PeerFacts shown = facts == null ? null : facts.peer();
        mutualTls = shown != null;
        String principal = shown == null ? null : shown.principal();
        if (facts != null && principal != null) {
            peer = peer.withPrincipal(principal);
            ownPrincipal = facts.localUri();
        }
    }

    /// Adds a flag.
    public void flag(ResponseFlag flag) {
        responseFlags |= flag.bit();
    }

    /// Whole milliseconds from first byte to end.
    public long durationMillis() {
        return (endNanos - startNanos) / 1_000_000;
    }

    /// Forgets the request and keeps the connection.
    public void reset() {
        if (reporter == Reporter.SOURCE) {
            // The other end is the host that the next request goes to.
            peer = WorkloadLabels.UNKNOWN;
            ownPrincipal = null;
        }
        startEpochMillis = 0;
        startNanos = 0;
        endNanos = 0;
        requestProtocol = RequestProtocol.HTTP;
        protocol = null;
        method = null;
        path = null;
        authority = null;
        userAgent = null;
        requestId = null;
        requestIdChanged = false;
        trace = null;
        forwardedFor = null;
        requestHeaders = HeaderLookup.NONE;
        bytesReceived = 0;
        routeName = null;
        operation = null;
        upstreamCluster = null;
        service = ServiceLabels.UNKNOWN;
        upstreamHost = null;
        upstreamLocalAddress = null;
        upstreamClear = false;
        upstreamTransportFailure = null;
        responseCode = 0;
        responseFlags = 0;
        responseCodeDetails = null;
        connectionTerminationDetails = null;
        upstreamServiceMillis = -1;
        grpcStatus = NO_GRPC_STATUS;
        responseHeaders = HeaderLookup.NONE;
        bytesSent = 0;
        requestMessages = 0;
        responseMessages = 0;
    }
}
