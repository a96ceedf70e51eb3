package io.fairlead.proxy.telemetry.metric;

import io.fairlead.proxy.meter.RequestRecord.RequestProtocol;

/// Istio's metrics, and where a series keeps the numbers of each.
enum Family {
    REQUESTS("requests_total", false, 0),
    REQUEST_MESSAGES("request_messages_total", false, 1),
    RESPONSE_MESSAGES("response_messages_total", false, 2),
    DURATION("request_duration_milliseconds", true, 3),
    REQUEST_BYTES("request_bytes", true, 3 + (Buckets.COUNT + 1)),
    RESPONSE_BYTES("response_bytes", true, 3 + 2 * (Buckets.COUNT + 1)),
    OPENED("tcp_connections_opened_total", false, 0),
    CLOSED("tcp_connections_closed_total", false, 1),
    SENT("tcp_sent_bytes_total", false, 2),
    RECEIVED("tcp_received_bytes_total", false, 3);

    /// One histogram in cells: its buckets, then the sum.
    static final int HISTOGRAM_CELLS = Buckets.COUNT + 1;

    static final int HTTP_CELLS = 3 + 3 * HISTOGRAM_CELLS;
    static final int TCP_CELLS = 4;

    private final String id;
    private final boolean histogram;
    private final int cell;

    Family(String id, boolean histogram, int cell) {
        this.id = id;
        this.histogram = histogram;
        this.cell = cell;
    }

    /// The name without its prefix `istio_`.
    String id() {
        return id;
    }

    boolean isHistogram() {
        return histogram;
    }

    /// The first of its cells.
    int cell() {
        return cell;
    }

    /// This one as a member of a set.
    @SuppressWarnings("EnumOrdinal") // The bit lives only in this process.
    int bit() {
        return 1 << ordinal();
    }

    private boolean isTcp() {
        return switch (this) {
            case OPENED, CLOSED, SENT, RECEIVED -> true;
            case REQUESTS,
                    DURATION,
                    REQUEST_BYTES,
                    RESPONSE_BYTES,
                    REQUEST_MESSAGES,
                    RESPONSE_MESSAGES ->
                    false;
        };
    }

    private boolean isGrpc() {
        return this == REQUEST_MESSAGES || this == RESPONSE_MESSAGES;
    }

    /// The metrics of a protocol, as a set of bits.
    static int of(RequestProtocol protocol) {
        int bits = 0;
        for (Family family : values()) {
            boolean ofTcp = protocol == RequestProtocol.TCP;
            boolean counted = family.isTcp() == ofTcp;
            if (counted && (!family.isGrpc() || protocol == RequestProtocol.GRPC)) {
                bits |= family.bit();
            }
        }
        return bits;
    }
}
