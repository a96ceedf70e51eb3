package io.fairlead.proxy.http.forward;

import io.fairlead.proxy.http.forward.UpstreamEvents.Trouble;
import io.fairlead.proxy.meter.ResponseDetails;
import io.fairlead.proxy.meter.ResponseFlag;

/// An answer that the proxy gives itself, in Envoy's words.
///
/// @param flags [ResponseFlag] bits
/// @param details for the access log
public record LocalReply(int status, String body, int flags, String details) {

    private static final String RESET =
            "upstream connect error or disconnect/reset before headers. ";

    static final LocalReply NOT_FOUND =
            new LocalReply(404, "", ResponseFlag.NR.bit(), ResponseDetails.ROUTE_NOT_FOUND);
    static final LocalReply NO_HOST =
            new LocalReply(
                    503,
                    "no healthy upstream",
                    ResponseFlag.UH.bit(),
                    ResponseDetails.NO_HEALTHY_UPSTREAM);
    static final LocalReply TIMEOUT =
            new LocalReply(
                    504,
                    "upstream request timeout",
                    ResponseFlag.UT.bit(),
                    ResponseDetails.RESPONSE_TIMEOUT);
    static final LocalReply PER_TRY_TIMEOUT =
            new LocalReply(
                    504,
                    "upstream request timeout",
                    ResponseFlag.UT.bit(),
                    ResponseDetails.PER_TRY_TIMEOUT);
    static final LocalReply UPGRADE_FAILED = new LocalReply(403, "", 0, "upgrade_failed");
    static final LocalReply BAD_PATH = new LocalReply(400, "", 0, "path_normalization_failed");
    static final LocalReply LOW_VERSION =
            new LocalReply(426, "Upgrade Required", ResponseFlag.DPE.bit(), "low_version");

    /// The route names a cluster that there isn't.
    static LocalReply noCluster(int status) {
        return new LocalReply(status, "", ResponseFlag.NC.bit(), ResponseDetails.CLUSTER_NOT_FOUND);
    }

    /// A request that is not HTTP.
    static LocalReply malformed(int status, String details) {
        String body =
                switch (status) {
                    case 431 -> "Request Header Fields Too Large";
                    case 501 -> "Not Implemented";
                    default -> "Bad Request";
                };
        return new LocalReply(status, body, ResponseFlag.DPE.bit(), details);
    }

    /// The last try failed before there was a response.
    ///
    /// @param retried whether there were tries before it
    static LocalReply of(Trouble trouble, boolean retried) {
        String start =
                RESET + (retried ? "retried and the latest reset reason: " : "reset reason: ");
        return switch (trouble) {
            case CONNECT_FAILURE ->
                    new LocalReply(
                            503,
                            start + "remote connection failure",
                            ResponseFlag.UF.bit(),
                            ResponseDetails.CONNECTION_FAILURE);
            case CONNECT_TIMEOUT ->
                    new LocalReply(
                            503,
                            start + "connection timeout",
                            ResponseFlag.UF.bit(),
                            "upstream_reset_before_response_started{connection_timeout}");
            case OVERFLOW ->
                    new LocalReply(
                            503,
                            start + "overflow",
                            ResponseFlag.UO.bit(),
                            ResponseDetails.OVERFLOW);
            case TERMINATED ->
                    new LocalReply(
                            503,
                            start + "connection termination",
                            ResponseFlag.UC.bit(),
                            ResponseDetails.CONNECTION_TERMINATION);
            case RESET, REFUSED ->
                    new LocalReply(
                            503,
                            start + "remote reset",
                            ResponseFlag.UR.bit(),
                            ResponseDetails.REMOTE_RESET);
            case PROTOCOL_ERROR ->
                    new LocalReply(
                            502,
                            start + "protocol error",
                            ResponseFlag.UPE.bit(),
                            ResponseDetails.PROTOCOL_ERROR);
        };
    }

    /// The same with what TLS said, if it was TLS.
    LocalReply because(String transport) {
        if (!transport.startsWith("TLS_error")) {
            return this;
        }
        int brace = details.endsWith("}") ? details.length() - 1 : details.length();
        String more = "|" + transport.replace(' ', '_') + details.substring(brace);
        return new LocalReply(
                status,
                body + ", transport failure reason: " + transport,
                flags,
                details.substring(0, brace) + more);
    }

    /// The same with another flag.
    LocalReply flagged(ResponseFlag flag) {
        return new LocalReply(status, body, flags | flag.bit(), details);
    }
}
