package io.fairlead.proxy.telemetry.report;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.fairlead.proxy.meter.RequestRecord.Reporter;
import io.fairlead.proxy.meter.WorkloadLabels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/// The messages of `fairlead.telemetry.v1.Reports`, as docs/reports.proto has them.
final class ReportMessages {

    /// Who reports.
    record Self(String namespace, String workload, String pod) {}

    /// The daemon has counted the report with this number.
    record Ack(long epoch, long sequence) {}

    private ReportMessages() {}

    private interface Fields {
        void write(CodedOutputStream out) throws IOException;
    }

    static byte[] report(Self self, long epoch, long sequence, Map<Edge, long[]> rows) {
        return bytes(out -> {
            out.writeUInt64(1, epoch);
            out.writeUInt64(2, sequence);
            out.writeByteArray(
                    3,
                    bytes(pod -> {
                        text(pod, 1, self.namespace());
                        text(pod, 2, self.workload());
                        text(pod, 3, self.pod());
                    }));
            for (Map.Entry<Edge, long[]> row : rows.entrySet()) {
                out.writeByteArray(4, bytes(one -> row(one, row.getKey(), row.getValue())));
            }
        });
    }

    private static void row(CodedOutputStream out, Edge edge, long[] numbers) throws IOException {
        WorkloadLabels peer = edge.peer();
        out.writeEnum(1, edge.reporter() == Reporter.SOURCE ? 1 : 2);
        text(out, 2, peer.namespace());
        text(out, 3, peer.workload());
        text(out, 4, peer.principal());
        text(out, 5, edge.service().namespace());
        text(out, 6, edge.service().name());
        out.writeEnum(
                7,
                switch (edge.protocol()) {
                    case HTTP -> 1;
                    case GRPC -> 2;
                    case TCP -> 3;
                });
        out.writeUInt32(8, edge.responseClass());
        out.writeBool(9, edge.mutualTls());
        out.writeUInt64(10, numbers[Tally.COUNT]);
        out.writeUInt64(11, numbers[Tally.RECEIVED]);
        out.writeUInt64(12, numbers[Tally.SENT]);
        byte[] pairs =
                bytes(packed -> {
                    for (int bucket = 0; bucket < Tally.BUCKETS; bucket++) {
                        if (numbers[Tally.LATENCY + bucket] > 0) {
                            packed.writeUInt64NoTag(bucket);
                            packed.writeUInt64NoTag(numbers[Tally.LATENCY + bucket]);
                        }
                    }
                });
        out.writeByteArray(13, pairs);
    }

    private static void text(CodedOutputStream out, int field, String text) throws IOException {
        if (!text.equals(WorkloadLabels.ABSENT)) {
            out.writeString(field, text.substring(0, Math.min(Limits.TEXT_MAX, text.length())));
        }
    }

    /// @throws IOException when it isn't the message
    static Ack ack(ByteString message) throws IOException {
        CodedInputStream in = message.newCodedInput();
        long epoch = 0;
        long sequence = 0;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == (1 << 3 | WireFormat.WIRETYPE_VARINT)) {
                epoch = in.readUInt64();
            } else if (tag == (2 << 3 | WireFormat.WIRETYPE_VARINT)) {
                sequence = in.readUInt64();
            } else if (!in.skipField(tag)) {
                throw new IOException("a group ends that did not begin");
            }
        }
        return new Ack(epoch, sequence);
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
