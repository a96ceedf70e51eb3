package io.fairlead.telemetry.intake;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.fairlead.model.mtls.Dialed;
import io.fairlead.model.mtls.EvidenceDelta;
import io.fairlead.telemetry.aggregate.TrafficReport;
import io.fairlead.telemetry.aggregate.TrafficReport.Bucket;
import io.fairlead.telemetry.aggregate.TrafficReport.Protocol;
import io.fairlead.telemetry.aggregate.TrafficReport.Row;
import io.fairlead.telemetry.aggregate.TrafficReport.Side;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/// Reports as messages of docs/reports.proto, for another daemon. Bytes of both ways are one number by now: it is
/// written as those received.
public final class ReportWriter {
    private static final int ROWS = 4;

    /// No type of the wire.
    private static final int SKIPPED = -1;

    private interface Fields {
        void write(CodedOutputStream out) throws IOException;
    }

    private ReportWriter() {}

    public static byte[] bytes(TrafficReport report) {
        return message(out -> {
            out.writeUInt64(1, report.epoch());
            out.writeUInt64(2, report.sequence());
            out.writeByteArray(
                    3,
                    message(pod -> {
                        pod.writeString(1, report.pod().namespace());
                        pod.writeString(2, report.pod().workload());
                        pod.writeString(3, report.pod().name());
                    }));
            for (Row row : report.rows()) {
                out.writeByteArray(4, message(one -> row(one, row)));
            }
        });
    }

    /// The same report without its rows, which are told in another way.
    ///
    /// @throws IOException when it is none
    static byte[] withoutTraffic(byte[] report) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(report);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(report.length);
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            int field = WireFormat.getTagFieldNumber(tag);
            switch (field == ROWS ? SKIPPED : WireFormat.getTagWireType(tag)) {
                case WireFormat.WIRETYPE_VARINT -> out.writeUInt64(field, in.readUInt64());
                case WireFormat.WIRETYPE_LENGTH_DELIMITED ->
                        out.writeByteArray(field, in.readByteArray());
                default -> ReportMessages.skip(in, tag);
            }
        }
        out.flush();
        return bytes.toByteArray();
    }

    /// What this daemon made of an Envoy's log, as a sidecar would report it.
    public static byte[] bytes(EvidenceDelta delta) {
        return message(out -> {
            out.writeUInt64(1, delta.epoch());
            out.writeUInt64(2, delta.sequence());
            out.writeByteArray(
                    3,
                    message(pod -> {
                        pod.writeString(1, delta.pod().namespace());
                        pod.writeString(2, delta.pod().workload());
                        pod.writeString(3, delta.pod().name());
                    }));
            out.writeUInt64(5, delta.from().toEpochMilli());
            out.writeUInt64(6, delta.until().toEpochMilli());
            for (EvidenceDelta.Row row : delta.rows()) {
                out.writeByteArray(7, message(one -> arrival(one, row)));
            }
            for (Dialed dialed : delta.dials()) {
                out.writeByteArray(9, message(one -> dial(one, dialed)));
            }
        });
    }

    private static void arrival(CodedOutputStream out, EvidenceDelta.Row row) throws IOException {
        out.writeUInt32(1, row.port());
        out.writeUInt32(2, EvidenceMessages.number(row.kind()));
        out.writeString(3, row.source());
        out.writeString(4, row.detail());
        out.writeUInt64(5, row.connections());
        out.writeUInt64(6, row.requests());
        out.writeUInt64(7, row.refused());
        out.writeByteArray(
                9,
                message(ports -> {
                    for (int port : row.ports()) {
                        ports.writeUInt32NoTag(port);
                    }
                }));
    }

    private static void dial(CodedOutputStream out, Dialed dialed) throws IOException {
        out.writeString(1, end(dialed.tuple().sourceIp(), dialed.tuple().sourcePort()));
        out.writeString(2, end(dialed.tuple().targetIp(), dialed.tuple().targetPort()));
        out.writeUInt64(3, dialed.at().toEpochMilli());
        out.writeString(4, dialed.cluster());
        out.writeString(5, dialed.host());
    }

    private static String end(String ip, int port) {
        return (ip.contains(":") ? "[" + ip + "]" : ip) + ":" + port;
    }

    private static void row(CodedOutputStream out, Row row) throws IOException {
        out.writeUInt32(1, side(row.side()));
        out.writeString(2, row.peer().namespace());
        out.writeString(3, row.peer().workload());
        out.writeString(4, row.peer().principal());
        out.writeString(5, row.service().namespace());
        out.writeString(6, row.service().name());
        out.writeUInt32(7, protocol(row.protocol()));
        out.writeUInt32(8, row.responseClass());
        out.writeBool(9, row.mutualTls());
        out.writeUInt64(10, row.count());
        out.writeUInt64(11, row.bytes());
        out.writeByteArray(
                13,
                message(latency -> {
                    for (Bucket bucket : row.latency()) {
                        latency.writeUInt32NoTag(bucket.index());
                        latency.writeUInt64NoTag(bucket.count());
                    }
                }));
    }

    private static int side(Side side) {
        return switch (side) {
            case SOURCE -> 1;
            case DESTINATION -> 2;
        };
    }

    private static int protocol(Protocol protocol) {
        return switch (protocol) {
            case HTTP -> 1;
            case GRPC -> 2;
            case TCP -> 3;
        };
    }

    private static byte[] message(Fields fields) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            fields.write(out);
            out.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new IllegalStateException("memory can be written", e);
        }
    }
}
