package io.fairlead.model.telemetry;

/// Istio's standard metrics, by their names in a Telemetry. Constants are in the order of their names on the wire.
public enum Metric {
    REQUEST_COUNT("requests_total"),
    REQUEST_DURATION("request_duration_milliseconds"),
    REQUEST_SIZE("request_bytes"),
    RESPONSE_SIZE("response_bytes"),
    TCP_OPENED_CONNECTIONS("tcp_connections_opened_total"),
    TCP_CLOSED_CONNECTIONS("tcp_connections_closed_total"),
    TCP_SENT_BYTES("tcp_sent_bytes_total"),
    TCP_RECEIVED_BYTES("tcp_received_bytes_total"),
    GRPC_REQUEST_MESSAGES("request_messages_total"),
    GRPC_RESPONSE_MESSAGES("response_messages_total");

    private final String id;

    Metric(String id) {
        this.id = id;
    }

    /// The name of the series, without its prefix `istio_`.
    public String id() {
        return id;
    }
}
