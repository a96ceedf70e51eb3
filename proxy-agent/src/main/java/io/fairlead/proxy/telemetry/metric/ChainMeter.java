package io.fairlead.proxy.telemetry.metric;

import io.fairlead.proxy.meter.RequestRecord;
import java.util.function.BiConsumer;

/// Counts what happens on the filter chains of one event loop that have the same settings.
public final class ChainMeter {
    private final Which which;

    /// Where a request is counted.
    @FunctionalInterface
    interface Which {
        /// Hands each series of this request to somebody. Most requests have one; where metrics have labels of their
        /// own, there are several, each with other metrics.
        <T> void each(RequestRecord request, T with, BiConsumer<Series, T> to);
    }

    ChainMeter(Which which) {
        this.which = which;
    }

    /// An HTTP request is over.
    public void request(RequestRecord request) {
        which.each(request, request, ChainMeter::add);
    }

    private static void add(Series series, RequestRecord request) {
        long micros = Math.max(0, request.endNanos - request.startNanos) / 1000;
        series.add(Family.REQUESTS, 1);
        series.add(Family.REQUEST_MESSAGES, request.requestMessages);
        series.add(Family.RESPONSE_MESSAGES, request.responseMessages);
        series.observe(Family.DURATION, micros / 1000.0, micros);
        series.observe(Family.REQUEST_BYTES, (double) request.bytesReceived, request.bytesReceived);
        series.observe(Family.RESPONSE_BYTES, (double) request.bytesSent, request.bytesSent);
    }

    /// A TCP connection is open.
    public void opened(RequestRecord connection) {
        which.each(connection, Family.OPENED, (series, family) -> series.add(family, 1));
    }

    /// Bytes of a TCP connection since the last call.
    public void moved(RequestRecord connection, long received, long sent) {
        which.each(connection, received, (series, bytes) -> series.add(Family.RECEIVED, bytes));
        which.each(connection, sent, (series, bytes) -> series.add(Family.SENT, bytes));
    }

    /// A TCP connection is closed.
    public void closed(RequestRecord connection) {
        which.each(connection, Family.CLOSED, (series, family) -> series.add(family, 1));
    }
}
