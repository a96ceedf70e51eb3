package io.fairlead.proxy.telemetry.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Which report comes next: what was counted and has not been acknowledged. There is one report under way at most; it
/// stays the same, byte for byte, until it is acknowledged, and what happens meanwhile goes into the next.
final class Reports {

    private final ReportMessages.Self self;
    private final long epoch;
    private final int rowsMax;
    private long sequence = 1;
    private @Nullable Sent underWay;

    /// @param parts what each counter has to take as acknowledged
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    private record Sent(List<Part> parts, byte[] message) {}

    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    private record Part(Counted counted, long[] delta) {}

    /// @param epoch of this run of the proxy
    Reports(ReportMessages.Self self, long epoch, int rowsMax) {
        this.self = self;
        this.epoch = epoch;
        this.rowsMax = rowsMax;
    }

    /// The report to send, or to send again.
    Optional<byte[]> next(List<EdgeMeter> meters) {
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
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        Sent made = new Sent(parts, ReportMessages.report(self, epoch, sequence, rows));
        underWay = made;
        return Optional.of(made.message);
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
