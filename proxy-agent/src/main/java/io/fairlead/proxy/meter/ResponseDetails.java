package io.fairlead.proxy.meter;

/// The response code details that operators search access logs for.
public final class ResponseDetails {
    /// The upstream answered.
    public static final String VIA_UPSTREAM = "via_upstream";

    /// The route itself answers.
    public static final String DIRECT_RESPONSE = "direct_response";

    /// No route matched.
    public static final String ROUTE_NOT_FOUND = "route_not_found";

    /// The route names a cluster that does not exist.
    public static final String CLUSTER_NOT_FOUND = "cluster_not_found";

    /// No healthy host in the cluster.
    public static final String NO_HEALTHY_UPSTREAM = "no_healthy_upstream";

    /// The circuit breaker of the cluster is open.
    public static final String OVERFLOW = "upstream_reset_before_response_started{overflow}";

    /// The upstream could not be connected to.
    public static final String CONNECTION_FAILURE =
            "upstream_reset_before_response_started{remote_connection_failure}";

    /// The upstream closed the connection before it answered.
    public static final String CONNECTION_TERMINATION =
            "upstream_reset_before_response_started{connection_termination}";

    /// The upstream reset the stream before it answered.
    public static final String REMOTE_RESET =
            "upstream_reset_before_response_started{remote_reset}";

    /// The upstream reset the stream after the answer had begun.
    public static final String REMOTE_RESET_LATE =
            "upstream_reset_after_response_started{remote_reset}";

    /// The upstream closed the connection after the answer had begun.
    public static final String CONNECTION_TERMINATION_LATE =
            "upstream_reset_after_response_started{connection_termination}";

    /// The upstream's answer was not HTTP.
    public static final String PROTOCOL_ERROR =
            "upstream_reset_before_response_started{protocol_error}";

    /// The route's timeout passed.
    public static final String RESPONSE_TIMEOUT = "response_timeout";

    /// The route's timeout for one try passed, and no more tries were left.
    public static final String PER_TRY_TIMEOUT = "upstream_per_try_timeout";

    /// The downstream went away.
    public static final String DOWNSTREAM_DISCONNECT = "downstream_remote_disconnect";

    /// The downstream reset its stream.
    public static final String DOWNSTREAM_RESET = "http2.remote_reset";

    /// The downstream's request was not HTTP/1.1.
    public static final String HTTP1_CODEC_ERROR = "http1.codec_error";

    /// The downstream's request was not valid HTTP/2.
    public static final String HTTP2_CODEC_ERROR = "http2.violation.of.messaging.rule";

    /// Nothing moved for longer than the stream's idle timeout.
    public static final String STREAM_IDLE_TIMEOUT = "stream_idle_timeout";

    private ResponseDetails() {}
}
