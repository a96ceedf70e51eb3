package io.fairlead.proxy.model;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Settings of an HTTP connection manager.
///
/// @param upgrades protocols that a client may upgrade to, lower case (`websocket`)
/// @param acceptHttp10 answer HTTP/1.0 requests instead of refusing them with 426
/// @param filters names of the HTTP filters in order, for people; what can't be done yet stands in the problems
/// @param tracing null = requests are not traced, and their headers go on as they are
/// @param metrics how what is counted differs from Istio's standard metrics
public record HttpConnection(
        String statPrefix,
        RouteSource routes,
        Codec codec,
        ClientAddress clientAddress,
        ClientCertificate clientCertificate,
        RequestId requestId,
        ServerHeader serverHeader,
        PathNormalization path,
        HttpLimits limits,
        HttpTimeouts timeouts,
        Set<String> upgrades,
        boolean acceptHttp10,
        List<AccessLog> accessLogs,
        List<String> filters,
        @Nullable Tracing tracing,
        MetricChanges metrics) {

    public HttpConnection {
        upgrades = Set.copyOf(upgrades);
        accessLogs = List.copyOf(accessLogs);
        filters = List.copyOf(filters);
    }

    /// Envoy's defaults for these routes.
    public static HttpConnection of(String statPrefix, RouteSource routes) {
        return new HttpConnection(
                statPrefix,
                routes,
                Codec.AUTO,
                ClientAddress.DEFAULT,
                ClientCertificate.SANITIZE,
                RequestId.DEFAULT,
                ServerHeader.ENVOY,
                PathNormalization.NONE,
                HttpLimits.DEFAULT,
                HttpTimeouts.DEFAULT,
                Set.of(),
                false,
                List.of(),
                List.of(),
                null,
                MetricChanges.STANDARD);
    }

    /// Which HTTP version is spoken.
    public enum Codec {
        AUTO,
        HTTP1,
        HTTP2
    }

    /// Where the routes come from.
    public sealed interface RouteSource {
        /// They stand in the listener.
        record Inline(RouteTable table) implements RouteSource {}

        /// RDS by name.
        record Named(String name) implements RouteSource {}
    }

    /// Who the client is.
    ///
    /// @param useRemoteAddress the peer is the client (edge proxy): append it to x-forwarded-for
    /// @param trustedHops proxies in front whose x-forwarded-for entries are believed
    public record ClientAddress(boolean useRemoteAddress, int trustedHops, boolean skipAppend) {
        public static final ClientAddress DEFAULT = new ClientAddress(false, 0, false);
    }

    /// `x-forwarded-client-cert`: what the application learns of the client's certificate.
    public record ClientCertificate(Forward forward, Details details) {
        /// Nothing, and what clients say about themselves is taken away.
        public static final ClientCertificate SANITIZE =
                new ClientCertificate(Forward.SANITIZE, Details.NONE);

        /// What becomes of the header.
        public enum Forward {
            /// It is taken away.
            SANITIZE,
            /// Over mutual TLS it is passed on as it is, else taken away.
            FORWARD_ONLY,
            /// Over mutual TLS an element is added, else it is taken away.
            APPEND_FORWARD,
            /// Over mutual TLS it becomes one element, else it is taken away.
            SANITIZE_SET,
            /// It is passed on as it is.
            ALWAYS_FORWARD_ONLY
        }

        /// What an element says beside `By` and `Hash`.
        public record Details(
                boolean subject, boolean cert, boolean chain, boolean dns, boolean uri) {
            public static final Details NONE = new Details(false, false, false, false, false);
        }
    }

    /// A copy whose requests are traced.
    public HttpConnection withTracing(@Nullable Tracing next) {
        return new HttpConnection(
                statPrefix,
                routes,
                codec,
                clientAddress,
                clientCertificate,
                requestId,
                serverHeader,
                path,
                limits,
                timeouts,
                upgrades,
                acceptHttp10,
                accessLogs,
                filters,
                next,
                metrics);
    }

    /// x-request-id.
    ///
    /// @param generate when the request has none
    /// @param preserveExternal keep the one that an external client sent
    /// @param alwaysSetInResponse repeat it in the response
    public record RequestId(
            boolean generate, boolean preserveExternal, boolean alwaysSetInResponse) {
        public static final RequestId DEFAULT = new RequestId(true, false, false);
    }

    /// The response header `server`.
    public record ServerHeader(String name, Mode mode) {
        public static final ServerHeader ENVOY = new ServerHeader("envoy", Mode.OVERWRITE);

        /// What happens to a `server` header that upstream sent.
        public enum Mode {
            OVERWRITE,
            APPEND_IF_ABSENT,
            PASS_THROUGH
        }
    }

    /// What is done to the path before routes are matched.
    public record PathNormalization(
            boolean normalize, boolean mergeSlashes, EscapedSlashes escapedSlashes) {
        public static final PathNormalization NONE =
                new PathNormalization(false, false, EscapedSlashes.KEEP);

        /// What is done about `%2F` and `%5C`.
        public enum EscapedSlashes {
            KEEP,
            REJECT,
            UNESCAPE_AND_REDIRECT,
            UNESCAPE_AND_FORWARD
        }
    }

    /// Sizes.
    public record HttpLimits(
            int headBytesMax,
            int headersMax,
            int concurrentStreamsMax,
            int requestsPerConnectionMax) {
        /// Envoy's: 60 KiB, 100 headers; no limit on streams or requests.
        public static final HttpLimits DEFAULT =
                new HttpLimits(60 * 1024, 100, Integer.MAX_VALUE, 0);
    }

    /// Times; zero = never.
    ///
    /// @param streamIdle no byte in either direction of one request
    /// @param connectionIdle no request
    /// @param request the whole request has to arrive within it
    /// @param requestHeaders the head has to arrive within it
    /// @param drain how long a connection that is being closed still takes requests
    public record HttpTimeouts(
            Duration streamIdle,
            Duration connectionIdle,
            Duration request,
            Duration requestHeaders,
            Duration drain) {
        /// Envoy's.
        public static final HttpTimeouts DEFAULT =
                new HttpTimeouts(
                        Duration.ofMinutes(5),
                        Duration.ofHours(1),
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ofSeconds(5));
    }
}
