package io.fairlead.proxy.telemetry.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Which report comes next: what was counted and has not been acknowledged. There is one report under way at most; it
/// stays the same, byte for byte, until it is acknowledged, and what happens meanwhile goes into the next.
final class Reports {
    private static final byte[] NOTHING = {};

    private final ReportMessages.Self self;
    private final long epoch;
    private final int rowsMax;
    private final @Nullable ArrivalReports arrivals;
    private long sequence = 1;
    private @Nullable Sent underWay;

    /// @param parts what each counter has to take as acknowledged
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    private record Sent(List<Part> parts, byte[] message) {}

    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    private record Part(Counted counted, long[] delta) {}

    /// Of traffic only.
    Reports(ReportMessages.Self self, long epoch, int rowsMax) {
        this(self, epoch, rowsMax, null);
    }

    /// @param epoch of this run of the proxy
    /// @param arrivals who came to this pod; null leaves them out
    Reports(ReportMessages.Self self, long epoch, int rowsMax, @Nullable ArrivalReports arrivals) {
        this.arrivals = arrivals;
        this.self = self;
        this.epoch = epoch;
        this.rowsMax = rowsMax;
    }

    /// The report to send, or to send again; empty when there is nothing to say.
    Optional<byte[]> next(List<EdgeMeter> meters) {
        return next(meters, false);
    }

    /// The same; where arrivals are reported, that nothing happened is a report too.
    Optional<byte[]> regular(List<EdgeMeter> meters) {
        return next(meters, true);
    }

    private Optional<byte[]> next(List<EdgeMeter> meters, boolean quietToo) {
        Sent same = underWay;
        if (same != null) {
            return Optional.of(same.message);
        }
        Map<Edge, long[]> rows = new LinkedHashMap<>();
        List<Part> parts = new ArrayList<>();
        for (EdgeMeter meter : meters) {
            for (Counted counted : meter.counted()) {
                long[] delta = counted.unreported();
                if (delta != null && (rows.size() < rowsMax || rows.containsKey(counted.edge))) {
                    parts.add(new Part(counted, delta));
                    add(rows.computeIfAbsent(counted.edge, _ -> new long[Tally.SIZE]), delta);
                }
            }
        }
        byte[] came =
                arrivals == null
                        ? NOTHING
                        : arrivals.next(quietToo || !rows.isEmpty()).orElse(NOTHING);
        if (rows.isEmpty() && came.length == 0) {
            return Optional.empty();
        }
        byte[] traffic = ReportMessages.report(self, epoch, sequence, rows);
        Sent made = new Sent(parts, joined(traffic, came));
        underWay = made;
        return Optional.of(made.message);
    }

    /// Fields may stand in any order, so that two parts of a message are one message.
    private static byte[] joined(byte[] first, byte[] second) {
        byte[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    boolean isUnderWay() {
        return underWay != null;
    }

    /// The daemon has counted a report. True when it is the one that is under way.
    boolean acknowledged(ReportMessages.Ack ack) {
        Sent sent = underWay;
        if (sent == null || ack.epoch() != epoch || ack.sequence() != sequence) {
            return false;
        }
        sent.parts.forEach(part -> part.counted.acknowledged(part.delta));
        if (arrivals != null) {
            arrivals.acknowledged();
        }
        sequence++;
        underWay = null;
        return true;
    }

    private static void add(long[] sum, long[] delta) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += delta[i];
        }
    }
}
