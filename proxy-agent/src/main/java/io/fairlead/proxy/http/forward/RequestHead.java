package io.fairlead.proxy.http.forward;

import io.fairlead.proxy.http.codec.Head;
import io.fairlead.proxy.http.codec.KnownHeader;
import io.fairlead.proxy.http.route.RequestView;
import io.fairlead.proxy.meter.RequestRecord;
import io.fairlead.proxy.meter.TraceCarrier;
import io.fairlead.proxy.meter.TraceHeader;
import org.jspecify.annotations.Nullable;

/// The head of a request as decisions see it.
final class RequestHead implements RequestView, RequestRecord.HeaderLookup, TraceCarrier {

    private static final Head NONE = new Head();
    private static final String GRPC = "application/grpc";

    private final Strings strings;

    private Head head = NONE;
    private String method = "";
    private String path = "";
    private String authority = "";
    private String scheme = "http";
    private String target = "";
    private @Nullable String query;
    private boolean changed;

    RequestHead(Strings strings) {
        this.strings = strings;
    }

    /// Looks at another request.
    ///
    /// @param own scheme of the connection
    /// @param believed the client says itself in `x-forwarded-proto` how it was asked
    void of(Head next, String own, boolean believed) {
        head = next;
        String said = believed ? known(KnownHeader.X_FORWARDED_PROTO) : null;
        scheme = said != null && isScheme(said) ? said : own;
        method = strings.of(next, next.methodStart(), next.methodEnd());
        int host = next.first(KnownHeader.HOST);
        authority = host < 0 ? "" : strings.of(next, next.valueStart(host), next.valueEnd(host));
        target(strings.of(next, next.targetStart(), next.targetEnd()));
        changed = false;
    }

    private static boolean isScheme(String text) {
        return text.equalsIgnoreCase("http") || text.equalsIgnoreCase("https");
    }

    /// Tells the record what there is to say about the request.
    void describe(RequestRecord record) {
        record.requestHeaders = this;
        record.method = method;
        record.path = target;
        record.authority = authority;
        record.userAgent = known(KnownHeader.USER_AGENT);
        record.forwardedFor = known(KnownHeader.X_FORWARDED_FOR);
        record.requestId = head.value(KnownHeader.X_REQUEST_ID);
        if (isGrpc()) {
            record.requestProtocol = RequestRecord.RequestProtocol.GRPC;
        }
    }

    /// Whether it is a call of gRPC; gRPC-Web is another protocol.
    boolean isGrpc() {
        int type = head.first(KnownHeader.CONTENT_TYPE);
        if (type < 0 || !head.startsWith(type, GRPC)) {
            return false;
        }
        int end = head.valueStart(type) + GRPC.length();
        return end == head.valueEnd(type) || head.bytes()[end] == '+';
    }

    /// There is no request.
    void none() {
        head = NONE;
        method = "";
        authority = "";
        target("");
    }

    /// Whether the target is another one than the client sent.
    boolean changed() {
        return changed;
    }

    /// Takes another target, after normalisation.
    void target(String next) {
        target = next;
        changed = true;
        int mark = next.indexOf('?');
        path = mark < 0 ? next : next.substring(0, mark);
        query = mark < 0 ? null : next.substring(mark + 1);
    }

    Head head() {
        return head;
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public @Nullable String query() {
        return query;
    }

    @Override
    public String authority() {
        return authority;
    }

    @Override
    public String scheme() {
        return scheme;
    }

    @Override
    public String pathAndQuery() {
        return target;
    }

    @Override
    public @Nullable String header(String name) {
        return head.value(name);
    }

    @Override
    public @Nullable String value(String name) {
        return head.value(name);
    }

    @Override
    public @Nullable String traceHeader(TraceHeader header) {
        return switch (header) {
            case B3 -> head.value(KnownHeader.B3);
            case B3_TRACE_ID -> head.value(KnownHeader.X_B3_TRACE_ID);
            case B3_SPAN_ID -> head.value(KnownHeader.X_B3_SPAN_ID);
            case B3_PARENT_SPAN_ID -> head.value(KnownHeader.X_B3_PARENT_SPAN_ID);
            case B3_SAMPLED -> head.value(KnownHeader.X_B3_SAMPLED);
            case B3_FLAGS -> head.value(KnownHeader.X_B3_FLAGS);
            case TRACEPARENT -> head.value(KnownHeader.TRACEPARENT);
            // It may stand in several lines, which are one list.
            case TRACESTATE ->
                    head.has(KnownHeader.TRACESTATE) ? head.value(header.headerName()) : null;
            case CLIENT_TRACE_ID -> head.value(KnownHeader.X_CLIENT_TRACE_ID);
            case FORCE_TRACE -> head.value(KnownHeader.X_ENVOY_FORCE_TRACE);
        };
    }

    /// The value of a header whose text is likely to come again.
    @Nullable String known(KnownHeader header) {
        int i = head.first(header);
        return i < 0 ? null : strings.of(head, head.valueStart(i), head.valueEnd(i));
    }
}
