package io.fairlead.proxy.telemetry.report;

import com.google.protobuf.CodedOutputStream;
import io.fairlead.proxy.clock.Clock;
import io.fairlead.proxy.enforce.Enforcement;
import io.fairlead.proxy.meter.Callers;
import io.fairlead.proxy.meter.Came;
import io.fairlead.proxy.meter.Came.Numbers;
import io.fairlead.proxy.meter.Dials;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a report says of those who came to this pod: the time that it speaks of, and who came how. Lives on the
/// reporting loop.
final class ArrivalReports {
    private static final int FOREIGN_TLS = 3;
    private static final int PLAIN_TCP = 5;

    private final Callers callers;
    private final Dials dials;
    private final Enforcement enforcement;
    private final Clock clock;
    private final int rowsMax;
    private long untilMillis;
    private List<Part> underWay = List.of();

    /// @param delta what the daemon has once it acknowledges
    /// @param ports that connections in clear text came from
    private record Part(Callers.Row row, Numbers delta, List<Integer> ports) {}

    ArrivalReports(ReportClient.Inbound inbound, Clock clock, int rowsMax) {
        this.callers = inbound.callers();
        this.dials = inbound.dials();
        this.enforcement = inbound.enforcement();
        this.clock = clock;
        this.rowsMax = rowsMax;
        this.untilMillis = clock.epochMillis();
    }

    /// Fields 5 to 8 of the next report; that nobody came is news too.
    ///
    /// @param quietToo false gives nothing when nobody came
    Optional<byte[]> next(boolean quietToo) {
        List<Part> parts = new ArrayList<>();
        boolean came = false;
        for (Callers.Row row : callers.look()) {
            Numbers delta = row.came().unreported();
            boolean news = !delta.equals(Numbers.NONE);
            if (parts.size() < rowsMax && (news || isOpenInClear(row))) {
                parts.add(new Part(row, delta, row.came().takePorts()));
                came |= news;
            }
        }
        List<Dials.Dial> dialed = dials.take();
        if (!came && dialed.isEmpty() && !quietToo) {
            return Optional.empty();
        }
        long from = untilMillis;
        // A clock that was set back doesn't make a report end before it begins.
        long until = Math.max(from, clock.epochMillis());
        untilMillis = until;
        underWay = parts;
        return Optional.of(
                bytes(out -> {
                    out.writeUInt64(5, from);
                    out.writeUInt64(6, until);
                    for (Part part : parts) {
                        out.writeByteArray(7, bytes(row -> write(row, part)));
                    }
                    Enforcement.Held held = enforcement.held();
                    if (held.version() > 0) {
                        out.writeByteArray(8, bytes(of -> write(of, held)));
                    }
                    for (Dials.Dial dial : dialed) {
                        out.writeByteArray(9, bytes(one -> write(one, dial)));
                    }
                }));
    }

    /// As long as such a connection lives there is clear text, whether or not a new one is opened.
    private static boolean isOpenInClear(Callers.Row row) {
        int kind = row.way().kind();
        return kind >= FOREIGN_TLS && kind <= PLAIN_TCP && row.came().live() > 0;
    }

    private static void write(CodedOutputStream out, Part part) throws IOException {
        Callers.Row row = part.row;
        Came came = row.came();
        out.writeUInt32(1, row.port());
        out.writeUInt32(2, row.way().kind());
        out.writeString(3, cut(row.way().source()));
        out.writeString(4, came.detail());
        out.writeUInt64(5, part.delta.connections());
        out.writeUInt64(6, part.delta.requests());
        out.writeUInt64(7, part.delta.refused());
        out.writeUInt32(8, came.live());
        if (!part.ports.isEmpty()) {
            out.writeByteArray(9, bytes(packed -> write(packed, part.ports)));
        }
    }

    private static void write(CodedOutputStream out, List<Integer> ports) throws IOException {
        for (int port : ports) {
            out.writeUInt32NoTag(port);
        }
    }

    private static void write(CodedOutputStream out, Dials.Dial dial) throws IOException {
        out.writeString(1, cut(dial.from()));
        out.writeString(2, cut(dial.to()));
        out.writeUInt64(3, dial.epochMillis());
        out.writeString(4, cut(dial.cluster()));
        out.writeString(5, cut(dial.host()));
    }

    private static String cut(String text) {
        return text.substring(0, Math.min(Limits.TEXT_MAX, text.length()));
    }

    private static void write(CodedOutputStream out, Enforcement.Held held) throws IOException {
        out.writeUInt64(1, held.version());
        for (Map.Entry<Integer, Enforcement.Port> port : held.ports().entrySet()) {
            out.writeByteArray(2, bytes(one -> write(one, port.getKey(), port.getValue())));
        }
    }

    private static void write(CodedOutputStream out, int number, Enforcement.Port port)
            throws IOException {
        out.writeUInt32(1, number);
        out.writeUInt32(
                2,
                switch (port.mode()) {
                    case POLICY -> 0;
                    case AUDIT -> 1;
                    case TRIAL -> 2;
                });
        out.writeUInt64(3, port.attempt());
        out.writeString(4, port.trip().caller());
        out.writeUInt64(5, port.trip().atMillis());
        out.writeUInt64(6, port.trip().micros());
        out.writeUInt64(7, port.legacy());
    }

    /// The daemon has what was under way.
    void acknowledged() {
        underWay.forEach(part -> part.row.came().acknowledged(part.delta));
        underWay = List.of();
    }

    private interface Fields {
        void write(CodedOutputStream out) throws IOException;
    }

    private static byte[] bytes(Fields fields) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            fields.write(out);
            out.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("memory can be written to", e);
        }
    }
}
