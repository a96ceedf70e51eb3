package io.fairlead.proxy.trace.span;

import io.fairlead.proxy.meter.RequestRecord;
import io.fairlead.proxy.meter.RequestRecord.RequestProtocol;
import io.fairlead.proxy.meter.ResponseFlag;
import io.fairlead.proxy.model.Tracing;
import io.fairlead.proxy.trace.span.FinishedSpan.Tag;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Names and tags of spans, as Envoy writes them.
public final class SpanWriter {

    private static final String OPERATION = "x-envoy-decorator-operation";

    private final boolean server;
    private final int pathCharsMax;
    private final List<Tag> fixed = new ArrayList<>();

    /// Names of which a written tag says all there is to say.
    private final Set<String> taken = new HashSet<>();

    private final List<Tracing.CustomTag> fromHeaders = new ArrayList<>();

    /// This proxy, on every span.
    public record Self(String nodeId, List<Tag> tags) {
        public Self {
            tags = List.copyOf(tags);
        }
    }

    /// @param server beside the service
    /// @param environment reads a variable; null where it isn't set
    public SpanWriter(
            Tracing tracing,
            boolean server,
            Self self,
            UnaryOperator<@Nullable String> environment) {
        this.server = server;
        this.pathCharsMax = tracing.pathCharsMax();
        fixed.add(new Tag("component", "proxy"));
        fixed.add(new Tag("node_id", self.nodeId()));
        fixed.addAll(self.tags());
        for (Tracing.CustomTag tag : tracing.tags()) {
            if (tag.name().isEmpty()) {
                continue;
            }
            switch (tag.source()) {
                case Tracing.Source.Literal(String value) -> fix(tag.name(), value);
                case Tracing.Source.Environment(String name, String otherwise) -> {
                    String value = environment.apply(name);
                    fix(tag.name(), value == null ? otherwise : value);
                }
                case Tracing.Source.Header _ -> fromHeaders.add(tag);
            }
        }
    }

    /// A written tag takes the place of one of our own; an empty one only removes it.
    private void fix(String name, String value) {
        fixed.removeIf(own -> own.name().equals(name));
        taken.add(name);
        if (!value.isEmpty()) {
            fixed.add(new Tag(name, value));
        }
    }

    /// Where a span stands.
    ///
    /// @param startMicros since 1970
    public record Place(long traceHigh, long traceLow, long span, long parent, long startMicros) {}

    /// The span of a request that is over.
    public FinishedSpan span(Place place, RequestRecord request) {
        return new FinishedSpan(
                place.traceHigh(),
                place.traceLow(),
                place.span(),
                place.parent(),
                server,
                name(request),
                place.startMicros(),
                Math.max(0, request.endNanos - request.startNanos),
                tags(request),
                failure(request));
    }

    private String name(RequestRecord request) {
        RequestRecord.HeaderLookup said = server ? request.requestHeaders : request.responseHeaders;
        CharSequence override = said.value(OPERATION);
        if (override != null && !override.isEmpty()) {
            return override.toString();
        }
        String operation = request.operation;
        if (operation != null && !operation.isEmpty()) {
            return operation;
        }
        return server ? "ingress" : "egress " + orDash(request.authority);
    }

    private List<Tag> tags(RequestRecord request) {
        List<Tag> tags = new ArrayList<>(fixed.size() + 20);
        tags.addAll(fixed);
        add(tags, "guid:x-request-id", request.requestId);
        add(tags, "http.url", url(request));
        add(tags, "http.method", request.method);
        CharSequence caller = request.requestHeaders.value("x-envoy-downstream-service-cluster");
        add(tags, "downstream_cluster", caller == null ? "-" : caller.toString());
        add(tags, "user_agent", orDash(request.userAgent));
        add(tags, "http.protocol", request.protocol);
        add(tags, "peer.address", address(request.downstreamRemoteAddress));
        add(tags, "request_size", Long.toString(request.bytesReceived));
        if (request.upstreamCluster != null) {
            add(tags, "upstream_cluster", request.upstreamCluster);
            add(tags, "upstream_cluster.name", request.upstreamCluster);
        }
        add(tags, "http.status_code", Integer.toString(request.responseCode));
        add(tags, "response_size", Long.toString(request.bytesSent));
        add(tags, "response_flags", ResponseFlag.text(request.responseFlags));
        if (request.requestProtocol == RequestProtocol.GRPC) {
            grpc(tags, request);
        }
        for (Tracing.CustomTag tag : fromHeaders) {
            if (tag.source() instanceof Tracing.Source.Header(String name, String otherwise)) {
                CharSequence value = request.requestHeaders.value(name);
                String text = value == null ? otherwise : value.toString();
                if (!text.isEmpty()) {
                    tags.removeIf(own -> own.name().equals(tag.name()));
                    tags.add(new Tag(tag.name(), text));
                }
            }
        }
        return tags;
    }

    private void grpc(List<Tag> tags, RequestRecord request) {
        add(tags, "grpc.path", request.path);
        add(tags, "grpc.authority", request.authority);
        CharSequence type = request.requestHeaders.value("content-type");
        add(tags, "grpc.content_type", type == null ? null : type.toString());
        CharSequence timeout = request.requestHeaders.value("grpc-timeout");
        add(tags, "grpc.timeout", timeout == null ? null : timeout.toString());
        if (request.grpcStatus != RequestRecord.NO_GRPC_STATUS) {
            add(tags, "grpc.status_code", Integer.toString(request.grpcStatus));
        }
    }

    private void add(List<Tag> tags, String name, @Nullable String value) {
        if (value != null && (taken.isEmpty() || !taken.contains(name))) {
            tags.add(new Tag(name, value));
        }
    }

    private String url(RequestRecord request) {
        String path = request.path == null ? "" : request.path;
        CharSequence proto = request.requestHeaders.value("x-forwarded-proto");
        String cut = path.length() > pathCharsMax ? path.substring(0, pathCharsMax) : path;
        return (proto == null ? "http" : proto) + "://" + orDash(request.authority) + cut;
    }

    private static String orDash(@Nullable String text) {
        return text == null || text.isEmpty() ? "-" : text;
    }

    private static @Nullable String address(@Nullable String withPort) {
        int colon = withPort == null ? -1 : withPort.lastIndexOf(':');
        return withPort == null || colon < 0 ? withPort : withPort.substring(0, colon);
    }

    /// Envoy calls a span failed when the server failed, or when there was no response; of gRPC's codes those that are
    /// the server's fault.
    private static String failure(RequestRecord request) {
        if (request.responseCode == 0 || request.responseCode >= 500) {
            String details = request.responseCodeDetails;
            return "status " + request.responseCode + (details == null ? "" : ", " + details);
        }
        return switch (request.grpcStatus) {
            case 2, 4, 12, 13, 14, 15 -> "gRPC status " + request.grpcStatus;
            default -> "";
        };
    }
}
