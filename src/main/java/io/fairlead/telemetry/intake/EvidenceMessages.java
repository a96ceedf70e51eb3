package io.fairlead.telemetry.intake;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.fairlead.model.mtls.Dialed;
import io.fairlead.model.mtls.EvidenceDelta;
import io.fairlead.model.mtls.EvidenceDelta.Row;
import io.fairlead.model.mtls.FourTuple;
import io.fairlead.model.mtls.TrafficClass;
import io.fairlead.telemetry.aggregate.TrafficReport;
import io.fairlead.telemetry.intake.ReportMessages.Fields;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a report says of those who came to the pod, and of whom it called (fields 5 to 7, and 9), as docs/reports.proto
/// has it.
final class EvidenceMessages {
    private static final int PORT_MAX = 65_535;
    private static final int PORTS_MAX = 64;
    private static final int DIALS_MAX = 1_000;

    private EvidenceMessages() {}

    /// Empty when the sidecar says nothing of it.
    ///
    /// @param message whose other fields were read already
    /// @throws IOException saying what is wrong with it
    static Optional<EvidenceDelta> of(byte[] message, TrafficReport report, Instant now)
            throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(message);
        long from = 0;
        long until = 0;
        List<Row> rows = new ArrayList<>();
        List<Fields> dials = new ArrayList<>();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag) {
                case 5 << 3 | WireFormat.WIRETYPE_VARINT -> from = in.readUInt64();
                case 6 << 3 | WireFormat.WIRETYPE_VARINT -> until = in.readUInt64();
                case 7 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED -> {
                    if (rows.size() == IntakeLimits.ROWS_MAX) {
                        throw new IOException("more than " + IntakeLimits.ROWS_MAX + " arrivals");
                    }
                    rows.add(row(Fields.of(in.readByteArray())));
                }
                case 9 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED -> {
                    if (dials.size() == DIALS_MAX) {
                        throw new IOException("more than " + DIALS_MAX + " dials");
                    }
                    dials.add(Fields.of(in.readByteArray()));
                }
                default -> ReportMessages.skip(in, tag);
            }
        }
        if (from == 0 && until == 0 && rows.isEmpty()) {
            return Optional.empty();
        }
        if (from <= 0 || until < from || until > Instant.MAX.getEpochSecond()) {
            throw new IOException("a report speaks of no time: " + from + " to " + until);
        }
        EvidenceDelta.Pod pod =
                new EvidenceDelta.Pod(
                        report.pod().namespace(), report.pod().workload(), report.pod().name());
        Duration ahead = Duration.between(now, Instant.ofEpochMilli(until));
        Duration back = ahead.isNegative() ? Duration.ZERO : ahead;
        List<Dialed> dialed = new ArrayList<>();
        for (Fields dial : dials) {
            dialed.add(dialed(dial, back));
        }
        return Optional.of(
                new EvidenceDelta(
                        pod,
                        report.epoch(),
                        report.sequence(),
                        // Nobody reports of a time to come: a clock that is fast covers nothing.
                        Instant.ofEpochMilli(from).minus(back),
                        Instant.ofEpochMilli(until).minus(back),
                        rows,
                        dialed));
    }

    private static Dialed dialed(Fields fields, Duration back) throws IOException {
        HostPort from = HostPort.of(fields.text(1));
        HostPort to = HostPort.of(fields.text(2));
        long at = fields.number(3, Instant.MAX.getEpochSecond());
        return new Dialed(
                new FourTuple(from.ip(), from.port(), to.ip(), to.port()),
                Instant.ofEpochMilli(at).minus(back),
                fields.text(4),
                fields.text(5));
    }

    /// `address:port`; an IPv6 address stands in brackets.
    private record HostPort(String ip, int port) {
        static HostPort of(String text) throws IOException {
            int colon = text.lastIndexOf(':');
            String port = text.substring(colon + 1);
            if (colon <= 0 || !port.matches("\\d{1,5}") || Integer.parseInt(port) > PORT_MAX) {
                throw new IOException("a dial has no address and port: " + text);
            }
            String ip = text.substring(0, colon);
            boolean bracketed = ip.startsWith("[") && ip.endsWith("]");
            return new HostPort(
                    bracketed ? ip.substring(1, ip.length() - 1) : ip, Integer.parseInt(port));
        }
    }

    private static Row row(Fields fields) throws IOException {
        TrafficClass kind = kind((int) fields.number(2, Byte.MAX_VALUE));
        String source = fields.text(3);
        if (source.isEmpty()) {
            throw new IOException("an arrival has no source");
        }
        return new Row(
                (int) fields.number(1, PORT_MAX),
                kind,
                source,
                fields.text(4),
                fields.number(5, Integer.MAX_VALUE),
                fields.number(6, Integer.MAX_VALUE),
                fields.number(7, Integer.MAX_VALUE),
                ports(fields.bytes(9)));
    }

    private static List<Integer> ports(byte[] packed) throws IOException {
        List<Integer> ports = new ArrayList<>();
        CodedInputStream in = CodedInputStream.newInstance(packed);
        while (!in.isAtEnd()) {
            int port = in.readUInt32();
            if (port < 0 || port > PORT_MAX || ports.size() == PORTS_MAX) {
                throw new IOException("an arrival came from no port: " + port);
            }
            ports.add(port);
        }
        return ports;
    }

    private static TrafficClass kind(int number) throws IOException {
        return switch (number) {
            case 1 -> TrafficClass.MESH_MTLS;
            case 2 -> TrafficClass.MESH_MTLS_BAD;
            case 3 -> TrafficClass.FOREIGN_TLS;
            case 4 -> TrafficClass.PLAIN_HTTP;
            case 5 -> TrafficClass.PLAIN_TCP;
            case 6 -> TrafficClass.SILENT;
            case 7 -> TrafficClass.PROBE;
            case 8 -> TrafficClass.SELF;
            case 9 -> TrafficClass.UNOBSERVABLE;
            default -> throw new IOException("an arrival is of no known kind: " + number);
        };
    }

    /// How the contract numbers it.
    static int number(TrafficClass kind) {
        return switch (kind) {
            case MESH_MTLS -> 1;
            case MESH_MTLS_BAD -> 2;
            case FOREIGN_TLS -> 3;
            case PLAIN_HTTP -> 4;
            case PLAIN_TCP -> 5;
            case SILENT -> 6;
            case PROBE -> 7;
            case SELF -> 8;
            case UNOBSERVABLE -> 9;
        };
    }
}
