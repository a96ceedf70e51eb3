package io.fairlead.telemetry.intake;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.fairlead.telemetry.aggregate.Latency;
import io.fairlead.telemetry.aggregate.TrafficReport;
import io.fairlead.telemetry.aggregate.TrafficReport.Bucket;
import io.fairlead.telemetry.aggregate.TrafficReport.Peer;
import io.fairlead.telemetry.aggregate.TrafficReport.Pod;
import io.fairlead.telemetry.aggregate.TrafficReport.Protocol;
import io.fairlead.telemetry.aggregate.TrafficReport.Row;
import io.fairlead.telemetry.aggregate.TrafficReport.Service;
import io.fairlead.telemetry.aggregate.TrafficReport.Side;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The messages of `fairlead.telemetry.v1.Reports`, as docs/reports.proto has them. What is longer,
/// larger or other than a sidecar writes is refused as a whole.
final class ReportMessages {
    private static final String UNKNOWN = "unknown";
    private static final int FIELDS_MAX = 64;
    private static final int CLASS_MAX = 5;

    private ReportMessages() {}

    /// @throws IOException saying what is wrong with it
    static TrafficReport report(byte[] message) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(message);
        long epoch = 0;
        long sequence = 0;
        Fields pod = Fields.NONE;
        List<Row> rows = new ArrayList<>();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag) {
                case 1 << 3 | WireFormat.WIRETYPE_VARINT -> epoch = in.readUInt64();
                case 2 << 3 | WireFormat.WIRETYPE_VARINT -> sequence = in.readUInt64();
                case 3 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED ->
                        pod = Fields.of(in.readByteArray());
                case 4 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED -> {
                    if (rows.size() == IntakeLimits.ROWS_MAX) {
                        throw new IOException("more than " + IntakeLimits.ROWS_MAX + " rows");
                    }
                    rows.add(row(Fields.of(in.readByteArray())));
                }
                default -> skip(in, tag);
            }
        }
        if (epoch <= 0 || sequence <= 0) {
            throw new IOException("epoch and sequence begin at 1");
        }
        Pod who = new Pod(pod.text(1), pod.text(2), pod.text(3));
        if (who.namespace().isEmpty() || who.name().isEmpty()) {
            throw new IOException("the pod has no namespace or no name");
        }
        return new TrafficReport(epoch, sequence, who, rows);
    }

    private static Row row(Fields fields) throws IOException {
        int responseClass = (int) fields.number(8, CLASS_MAX);
        String workload = fields.text(3);
        return new Row(
                side(fields.number(1, 2)),
                new Peer(fields.text(2), workload.isEmpty() ? UNKNOWN : workload, fields.text(4)),
                new Service(fields.text(5), fields.text(6)),
                protocol(fields.number(7, 3)),
                responseClass,
                fields.number(9, 1) == 1,
                fields.number(10, Long.MAX_VALUE),
                sum(fields.number(11, Long.MAX_VALUE), fields.number(12, Long.MAX_VALUE)),
                buckets(fields.bytes(13)));
    }

    private static Side side(long number) throws IOException {
        return switch ((int) number) {
            case 1 -> Side.SOURCE;
            case 2 -> Side.DESTINATION;
            default -> throw new IOException("a row says no side");
        };
    }

    private static Protocol protocol(long number) throws IOException {
        return switch ((int) number) {
            case 1 -> Protocol.HTTP;
            case 2 -> Protocol.GRPC;
            case 3 -> Protocol.TCP;
            default -> throw new IOException("a row says no protocol");
        };
    }

    private static long sum(long a, long b) {
        return a + b < 0 ? Long.MAX_VALUE : a + b;
    }

    private static List<Bucket> buckets(byte[] pairs) throws IOException {
        List<Bucket> buckets = new ArrayList<>();
        CodedInputStream in = CodedInputStream.newInstance(pairs);
        while (!in.isAtEnd()) {
            long index = in.readUInt64();
            long count = in.readUInt64();
            boolean inOrder = buckets.isEmpty() || index > buckets.get(buckets.size() - 1).index();
            if (index < 0 || index >= Latency.BUCKETS || count < 0 || !inOrder) {
                throw new IOException("no bucket of latencies: " + index + " with " + count);
            }
            buckets.add(new Bucket((int) index, count));
        }
        return buckets;
    }

    /// `Ack`.
    static byte[] ack(long epoch, long sequence) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            out.writeUInt64(1, epoch);
            out.writeUInt64(2, sequence);
            out.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new IllegalStateException("memory can be written", e);
        }
    }

    static void skip(CodedInputStream in, int tag) throws IOException {
        if (!in.skipField(tag)) {
            throw new IOException("a group ends that did not begin");
        }
    }

    /// A small message: its numbers and its texts, by field.
    record Fields(Map<Integer, Long> numbers, Map<Integer, byte[]> texts) {
        static final Fields NONE = new Fields(Map.of(), Map.of());
        private static final byte[] EMPTY = {};

        static Fields of(byte[] message) throws IOException {
            CodedInputStream in = CodedInputStream.newInstance(message);
            Map<Integer, Long> numbers = new HashMap<>();
            Map<Integer, byte[]> texts = new HashMap<>();
            int fields = 0;
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (++fields > FIELDS_MAX) {
                    throw new IOException("more than " + FIELDS_MAX + " fields");
                }
                int field = WireFormat.getTagFieldNumber(tag);
                switch (WireFormat.getTagWireType(tag)) {
                    case WireFormat.WIRETYPE_VARINT -> numbers.put(field, in.readUInt64());
                    case WireFormat.WIRETYPE_LENGTH_DELIMITED ->
                            texts.put(field, in.readByteArray());
                    default -> skip(in, tag);
                }
            }
            return new Fields(numbers, texts);
        }

        long number(int field, long max) throws IOException {
            long number = numbers.getOrDefault(field, 0L);
            if (number < 0 || number > max) {
                throw new IOException("field " + field + " is " + Long.toUnsignedString(number));
            }
            return number;
        }

        byte[] bytes(int field) {
            return texts.getOrDefault(field, EMPTY);
        }

        /// What a terminal or a page shows: no control characters.
        String text(int field) throws IOException {
            String text = new String(bytes(field), java.nio.charset.StandardCharsets.UTF_8);
            if (text.length() > IntakeLimits.TEXT_MAX) {
                throw new IOException("field " + field + " is longer than 256 characters");
            }
            if (text.chars().anyMatch(Character::isISOControl)) {
                throw new IOException("field " + field + " has control characters");
            }
            return text;
        }
    }
}
