package io.fairlead.telemetry.intake;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.fairlead.model.mtls.EvidenceDelta;
import io.fairlead.model.mtls.EvidenceDelta.Row;
import io.fairlead.model.mtls.TrafficClass;
import io.fairlead.telemetry.aggregate.TrafficReport;
import io.fairlead.telemetry.intake.ReportMessages.Fields;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a report says of those who came to the pod (fields 5 to 7), as docs/reports.proto has it.
final class EvidenceMessages {
    private static final int PORT_MAX = 65_535;

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
        return Optional.of(
                new EvidenceDelta(
                        pod,
                        report.epoch(),
                        report.sequence(),
                        // Nobody reports of a time to come: a clock that is fast covers nothing.
                        Instant.ofEpochMilli(from).minus(back),
                        Instant.ofEpochMilli(until).minus(back),
                        rows));
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
                fields.number(7, Integer.MAX_VALUE));
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
}
