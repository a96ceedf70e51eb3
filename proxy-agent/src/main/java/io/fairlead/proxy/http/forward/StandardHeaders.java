package io.fairlead.proxy.http.forward;

import io.fairlead.proxy.http.codec.Head;
import io.fairlead.proxy.http.codec.HeadWriter;
import io.fairlead.proxy.http.codec.KnownHeader;
import io.fairlead.proxy.model.HttpConnection.ServerHeader;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The headers that a proxy adds by itself, in Envoy's way.
final class StandardHeaders {

    /// What only a proxy may say: clients are not believed.
    private static final long INTERNAL =
            HeadWriter.set(
                    KnownHeader.X_ENVOY_INTERNAL,
                    KnownHeader.X_ENVOY_RETRY_ON,
                    KnownHeader.X_ENVOY_RETRY_GRPC_ON,
                    KnownHeader.X_ENVOY_MAX_RETRIES,
                    KnownHeader.X_ENVOY_ALT_STAT_NAME,
                    KnownHeader.X_ENVOY_TIMEOUT,
                    KnownHeader.X_ENVOY_PER_TRY_TIMEOUT,
                    KnownHeader.X_ENVOY_ALT_RESPONSE,
                    KnownHeader.X_ENVOY_FORCE_TRACE,
                    KnownHeader.X_ENVOY_IP_TAGS,
                    KnownHeader.X_ENVOY_ORIGINAL_URL,
                    KnownHeader.X_ENVOY_HEDGE,
                    KnownHeader.X_ENVOY_EXPECTED_TIMEOUT);

    private static final String[] SMALL = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};

    private StandardHeaders() {}

    /// A request on its way to a host.
    ///
    /// @param forwardedFor what it says in `x-forwarded-for`, where clients come from anywhere
    static void request(
            Edits edits, RequestHead request, Exchange exchange, @Nullable String forwardedFor) {
        Head head = request.head();
        HttpChain chain = exchange.chain();
        edits.skip(INTERNAL);
        Origin origin = exchange.origin();
        if (origin.isEdge()) {
            edge(edits, request, origin, forwardedFor);
        } else if (!head.has(KnownHeader.X_FORWARDED_PROTO)) {
            edits.put("x-forwarded-proto", request.scheme());
        }
        if (chain.inbound()) {
            edits.skip(KnownHeader.X_ENVOY_DECORATOR_OPERATION);
        }
    }

    /// Clients are told of, and say nothing that only a proxy may say.
    private static void edge(
            Edits edits, RequestHead request, Origin origin, @Nullable String forwardedFor) {
        edits.set("x-envoy-external-address", origin.address());
        edits.replace(KnownHeader.X_FORWARDED_PROTO, "x-forwarded-proto", request.scheme());
        if (forwardedFor != null) {
            edits.replace(KnownHeader.X_FORWARDED_FOR, "x-forwarded-for", forwardedFor);
        }
    }

    /// What depends on the try.
    static void attempt(Edits edits, int attempt, boolean count, Duration timeout) {
        if (timeout.isPositive()) {
            edits.put("x-envoy-expected-rq-timeout-ms", Long.toString(timeout.toMillis()));
        }
        if (count) {
            edits.skip(KnownHeader.X_ENVOY_ATTEMPT_COUNT);
            edits.put("x-envoy-attempt-count", number(attempt));
        }
    }

    /// A response of a host on its way back.
    ///
    /// @param operation the route's decorator, or empty
    static void response(Edits edits, Head head, HttpChain chain, String operation, long millis) {
        edits.skip(KnownHeader.X_ENVOY_SERVICE_TIME);
        edits.put("x-envoy-upstream-service-time", number(millis));
        edits.skip(KnownHeader.X_ENVOY_DECORATOR_OPERATION);
        if (chain.inbound() && !operation.isEmpty()) {
            edits.put("x-envoy-decorator-operation", operation);
        }
        any(edits, head, chain);
    }

    /// Any response, made here or not.
    static void any(Edits edits, Head head, HttpChain chain) {
        if (!head.has(KnownHeader.DATE)) {
            edits.put("date", chain.worker().date());
        }
        ServerHeader server = chain.settings().serverHeader();
        switch (server.mode()) {
            case OVERWRITE -> edits.replace(KnownHeader.SERVER, "server", server.name());
            case APPEND_IF_ABSENT -> {
                if (!edits.has("server")) {
                    edits.put("server", server.name());
                }
            }
            case PASS_THROUGH -> {}
        }
    }

    private static String number(long number) {
        return number >= 0 && number < SMALL.length ? SMALL[(int) number] : Long.toString(number);
    }
}
