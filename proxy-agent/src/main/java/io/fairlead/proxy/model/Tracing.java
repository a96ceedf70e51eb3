package io.fairlead.proxy.model;

import java.util.List;

/// How the requests of an HTTP connection manager are traced.
///
/// @param pathCharsMax of the path in tag `http.url`
/// @param propagate hosts are told of the trace; else what the client said of one goes on as it is
public record Tracing(
        Tracer provider,
        Sampling sampling,
        List<CustomTag> tags,
        int pathCharsMax,
        boolean propagate) {

    /// Envoy's.
    public static final int PATH_CHARS_MAX = 256;

    public Tracing {
        tags = List.copyOf(tags);
    }

    /// Where spans go to, and the headers that tell of a trace.
    public sealed interface Tracer {
        /// Nowhere: only the request id says whether a request is traced.
        record None() implements Tracer {}

        /// A Jaeger collector, over Jaeger's own gRPC; B3 headers.
        ///
        /// @param cluster whose hosts are collectors
        record Jaeger(String cluster) implements Tracer {}

        /// A Zipkin collector, over HTTP; B3 headers.
        ///
        /// @param longTraceIds ids of new traces have 128 bits, else 64
        record Zipkin(String cluster, String path, boolean longTraceIds) implements Tracer {}

        /// An OpenTelemetry collector; W3C headers.
        ///
        /// @param service name of this proxy there; empty = the node's cluster
        /// @param path over HTTP; empty = over gRPC
        record OpenTelemetry(String cluster, String service, String path) implements Tracer {}
    }

    /// Which requests are traced. Shares are of 10,000.
    ///
    /// @param client of requests whose client asks for it
    /// @param random of requests that nobody decided about
    /// @param overall of all that would be traced
    /// @param packReason the request id says what was decided
    /// @param byRequestId the request id decides, so that all proxies decide the same
    public record Sampling(
            int client, int random, int overall, boolean packReason, boolean byRequestId) {
        public static final int ALL = 10_000;

        /// Envoy's.
        public static final Sampling DEFAULT = new Sampling(ALL, ALL, ALL, true, true);
    }

    /// One more tag of each span.
    public record CustomTag(String name, Source source) {}

    /// Where the value of a tag comes from. When it is empty the tag is left out.
    public sealed interface Source {
        /// A fixed text.
        record Literal(String value) implements Source {}

        /// An environment variable of this proxy.
        record Environment(String name, String otherwise) implements Source {}

        /// A header of the request, in lower case.
        record Header(String name, String otherwise) implements Source {}
    }
}
