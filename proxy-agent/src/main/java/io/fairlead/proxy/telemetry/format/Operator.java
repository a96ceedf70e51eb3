package io.fairlead.proxy.telemetry.format;

import io.fairlead.proxy.meter.RequestRecord;
import io.fairlead.proxy.meter.ResponseFlag;
import io.fairlead.proxy.meter.TlsFacts;
import org.jspecify.annotations.Nullable;

/// What a format string can ask for between percent signs, other than a header without a field of its own. The names
/// are the users'; an operator is either a number or a text.
enum Operator {
    START_TIME(true),
    PROTOCOL(false),
    RESPONSE_CODE(true),
    RESPONSE_FLAGS(false),
    RESPONSE_CODE_DETAILS(false),
    CONNECTION_TERMINATION_DETAILS(false),
    UPSTREAM_TRANSPORT_FAILURE_REASON(false),
    BYTES_RECEIVED(true),
    BYTES_SENT(true),
    DURATION(true),
    UPSTREAM_HOST(false),
    UPSTREAM_CLUSTER(false),
    UPSTREAM_CLUSTER_RAW(false),
    UPSTREAM_LOCAL_ADDRESS(false),
    DOWNSTREAM_LOCAL_ADDRESS(false),
    DOWNSTREAM_REMOTE_ADDRESS(false),
    DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT(false),
    REQUESTED_SERVER_NAME(false),
    ROUTE_NAME(false),
    DOWNSTREAM_TLS_VERSION(false),
    DOWNSTREAM_TLS_CIPHER(false),
    DOWNSTREAM_LOCAL_URI_SAN(false),
    DOWNSTREAM_PEER_URI_SAN(false),
    DOWNSTREAM_PEER_DNS_SAN(false),
    DOWNSTREAM_PEER_SUBJECT(false),
    DOWNSTREAM_PEER_FINGERPRINT_256(false),
    GRPC_STATUS_NUMBER(true),
    // Headers with a field of their own.
    REQ_METHOD(false),
    REQ_PATH(false),
    REQ_AUTHORITY(false),
    REQ_USER_AGENT(false),
    REQ_REQUEST_ID(false),
    REQ_FORWARDED_FOR(false),
    RESP_SERVICE_TIME(true);

    private final boolean number;

    Operator(boolean number) {
        this.number = number;
    }

    boolean isNumber() {
        return number;
    }

    /// The header fields are reached by `REQ(…)` and `RESP(…)`, not by name.
    boolean isHeader() {
        return switch (this) {
            case REQ_METHOD,
                    REQ_PATH,
                    REQ_AUTHORITY,
                    REQ_USER_AGENT,
                    REQ_REQUEST_ID,
                    REQ_FORWARDED_FOR,
                    RESP_SERVICE_TIME ->
                    true;
            default -> false;
        };
    }

    /// The number, or -1 for none.
    long number(RequestRecord request) {
        return switch (this) {
            case START_TIME -> request.startEpochMillis;
            case RESPONSE_CODE -> request.responseCode;
            case BYTES_RECEIVED -> request.bytesReceived;
            case BYTES_SENT -> request.bytesSent;
            case DURATION -> request.durationMillis();
            case GRPC_STATUS_NUMBER -> request.grpcStatus;
            case RESP_SERVICE_TIME -> request.upstreamServiceMillis;
            default -> throw new IllegalStateException(this + " is no number");
        };
    }

    /// The text, or null for none.
    @Nullable String text(RequestRecord request) {
        return switch (this) {
            case PROTOCOL -> request.protocol;
            case RESPONSE_FLAGS -> ResponseFlag.text(request.responseFlags);
            case RESPONSE_CODE_DETAILS -> request.responseCodeDetails;
            case CONNECTION_TERMINATION_DETAILS -> request.connectionTerminationDetails;
            case UPSTREAM_TRANSPORT_FAILURE_REASON -> request.upstreamTransportFailure;
            case UPSTREAM_HOST -> request.upstreamHost;
            case UPSTREAM_CLUSTER, UPSTREAM_CLUSTER_RAW -> request.upstreamCluster;
            case UPSTREAM_LOCAL_ADDRESS -> request.upstreamLocalAddress;
            case DOWNSTREAM_LOCAL_ADDRESS -> request.downstreamLocalAddress;
            case DOWNSTREAM_REMOTE_ADDRESS -> request.downstreamRemoteAddress;
            case DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT ->
                    withoutPort(request.downstreamRemoteAddress);
            case REQUESTED_SERVER_NAME -> request.requestedServerName;
            case ROUTE_NAME -> request.routeName;
            case DOWNSTREAM_TLS_VERSION,
                    DOWNSTREAM_TLS_CIPHER,
                    DOWNSTREAM_LOCAL_URI_SAN,
                    DOWNSTREAM_PEER_URI_SAN,
                    DOWNSTREAM_PEER_DNS_SAN,
                    DOWNSTREAM_PEER_SUBJECT,
                    DOWNSTREAM_PEER_FINGERPRINT_256 ->
                    request.tls == null ? null : tls(request.tls);
            case REQ_METHOD -> request.method;
            case REQ_PATH -> request.path;
            case REQ_AUTHORITY -> request.authority;
            case REQ_USER_AGENT -> request.userAgent;
            case REQ_REQUEST_ID -> request.requestId;
            case REQ_FORWARDED_FOR -> request.forwardedFor;
            default -> throw new IllegalStateException(this + " is no text");
        };
    }

    private @Nullable String tls(TlsFacts facts) {
        return switch (this) {
            case DOWNSTREAM_TLS_VERSION -> facts.version();
            case DOWNSTREAM_TLS_CIPHER -> facts.cipher();
            case DOWNSTREAM_LOCAL_URI_SAN -> facts.localUri();
            default -> facts.peer() == null ? null : peer(facts.peer());
        };
    }

    private String peer(TlsFacts.PeerFacts facts) {
        return switch (this) {
            case DOWNSTREAM_PEER_URI_SAN -> String.join(",", facts.uris());
            case DOWNSTREAM_PEER_DNS_SAN -> String.join(",", facts.dnsNames());
            case DOWNSTREAM_PEER_SUBJECT -> facts.subject();
            case DOWNSTREAM_PEER_FINGERPRINT_256 -> facts.sha256();
            default -> throw new IllegalStateException(this + " is no name of a peer");
        };
    }

    private static @Nullable String withoutPort(@Nullable String address) {
        return address == null || address.lastIndexOf(':') < 0
                ? address
                : address.substring(0, address.lastIndexOf(':'));
    }
}
