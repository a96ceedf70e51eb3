package io.fairlead.telemetry.intake;

import com.google.protobuf.CodedOutputStream;
import io.fairlead.telemetry.aggregate.TrafficReport;
import io.fairlead.telemetry.aggregate.TrafficReport.Bucket;
import io.fairlead.telemetry.aggregate.TrafficReport.Protocol;
import io.fairlead.telemetry.aggregate.TrafficReport.Row;
import io.fairlead.telemetry.aggregate.TrafficReport.Side;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/// A report as a message of docs/reports.proto, for another daemon. Bytes of both ways are one number by now: it is
/// written as those received.
public final class ReportWriter {

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
