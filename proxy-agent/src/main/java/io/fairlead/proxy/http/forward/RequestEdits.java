package io.fairlead.proxy.http.forward;

import io.fairlead.proxy.http.codec.Head;
import io.fairlead.proxy.http.codec.HeadWriter;
import io.fairlead.proxy.http.codec.KnownHeader;
import io.fairlead.proxy.http.rewrite.Rewrite;
import io.fairlead.proxy.http.route.RouteEntry;
import io.fairlead.proxy.meter.RequestRecord;
import io.fairlead.proxy.meter.RequestTrace;
import io.fairlead.proxy.meter.TraceHeader;
import io.fairlead.proxy.model.Action;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What changes in a request on its way to a host.
final class RequestEdits {

    private static final long B3_SINGLE = HeadWriter.set(KnownHeader.B3);

    private static final long W3C = HeadWriter.set(KnownHeader.TRACEPARENT, KnownHeader.TRACESTATE);

    private static final long B3_MULTI =
            HeadWriter.set(
                    KnownHeader.X_B3_TRACE_ID,
                    KnownHeader.X_B3_SPAN_ID,
                    KnownHeader.X_B3_PARENT_SPAN_ID,
                    KnownHeader.X_B3_SAMPLED,
                    KnownHeader.X_B3_FLAGS);

    private RequestEdits() {}

    /// Fills `edits` for one try.
    ///
    /// @param attempt from one
    /// @param hostname name of the picked host, or empty
    static void fill(Edits edits, Exchange exchange, int attempt, String hostname) {
        RequestHead request = exchange.request();
        edits.of(request.head());
        if (request.changed()) {
            edits.path(request.pathAndQuery());
        }
        StandardHeaders.request(edits, request, exchange, exchange.record().forwardedFor);
        ClientCertificates.edit(
                edits,
                request.head(),
                exchange.chain().settings().clientCertificate().forward(),
                exchange.client().certificate());
        PeerBook peers = exchange.worker().peers();
        if (peers != null) {
            peers.asks(edits, exchange.record());
        }
        if (exchange.wantsUpgrade()) {
            edits.put("connection", "upgrade");
            edits.put("upgrade", String.valueOf(request.head().value(KnownHeader.UPGRADE)));
        }
        identify(edits, exchange);
        RouteEntry entry = exchange.entry();
        Rewrite rewrite = exchange.rewrite();
        if (entry == null || rewrite == null) {
            throw new IllegalStateException("no route was taken");
        }
        String operation = entry.route().decorator();
        if (!exchange.chain().inbound() && !operation.isEmpty()) {
            edits.skip(KnownHeader.X_ENVOY_DECORATOR_OPERATION);
            edits.put("x-envoy-decorator-operation", operation);
        }
        if (entry.route().action() instanceof Action.Forward forward) {
            boolean count = entry.host().includeAttemptCount();
            StandardHeaders.attempt(
                    edits,
                    attempt,
                    count,
                    timeout(entry, forward, attempt > 1 ? elapsed(exchange) : Duration.ZERO));
        }
        if (!rewrite.isIdentity()) {
            rewrite.toUpstream(request, edits, exchange.formats(), hostname);
        }
    }

    private static void identify(Edits edits, Exchange exchange) {
        RequestRecord record = exchange.record();
        String id = record.requestId;
        if (id != null && record.requestIdChanged) {
            edits.skip(KnownHeader.X_REQUEST_ID);
            edits.put("x-request-id", id);
        }
        RequestTrace trace = record.trace;
        if (trace != null) {
            for (int i = 0; i < trace.count(); i++) {
                edits.skip(replaced(trace.header(i)));
                edits.put(trace.header(i).headerName(), trace.value(i));
            }
        }
    }

    /// What came that a header takes the place of: all that says the same in the same form.
    private static long replaced(TraceHeader header) {
        return switch (header) {
            case B3 -> B3_SINGLE;
            case B3_TRACE_ID, B3_SPAN_ID, B3_PARENT_SPAN_ID, B3_SAMPLED, B3_FLAGS -> B3_MULTI;
            case TRACEPARENT, TRACESTATE -> W3C;
            case CLIENT_TRACE_ID, FORCE_TRACE -> 0;
        };
    }

    /// How long a host has for one try, zero where there is no limit.
    private static Duration timeout(RouteEntry entry, Action.Forward forward, Duration elapsed) {
        Duration one = entry.retry().perTryTimeout();
        if (!forward.timeouts().request().isPositive()) {
            return one;
        }
        Duration left = forward.timeouts().request().minus(elapsed);
        return one.isPositive() && one.compareTo(left) < 0 ? one : left;
    }

    private static Duration elapsed(Exchange exchange) {
        long now = exchange.chain().worker().worker().clock().nanos();
        return Duration.ofNanos(now - exchange.record().startNanos);
    }

    /// A request has come in.
    static void asked(Exchange exchange) {
        PeerBook peers = exchange.worker().peers();
        if (peers != null) {
            peers.asked(exchange.request().head(), exchange.record());
        }
    }

    /// Fills `edits` for a response, beside what every response gets.
    ///
    /// @param head of the host's response; null when it is made here
    static void response(Edits edits, Exchange exchange, @Nullable Head head) {
        PeerBook peers = exchange.worker().peers();
        if (peers != null) {
            peers.answers(edits, head, exchange.request().head(), exchange.record());
        }
        Rewrite rewrite = exchange.rewrite();
        if (rewrite != null && !rewrite.response().isEmpty()) {
            rewrite.response().apply(edits, exchange.formats());
        }
    }
}
