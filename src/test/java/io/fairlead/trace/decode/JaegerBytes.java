package io.fairlead.trace.decode;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Writes messages of `jaeger.api_v2`, by the field numbers of its published contract.
public final class JaegerBytes {

    private JaegerBytes() {}

    /// Writes the fields of a message.
    @FunctionalInterface
    public interface Fields {
        void write(CodedOutputStream out) throws IOException;
    }

    /// A span to be written; ids above 0 are present.
    ///
    /// @param kind empty for none
    /// @param length in microseconds; what takes more than a second has failed
    public record Report(
            long trace,
            long id,
            long parent,
            String operation,
            String kind,
            long start,
            long length) {}

    public static byte[] message(Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            fields.write(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    public static byte[] request(String service, String ip, Report... reports) {
        return message(out ->
                out.writeByteArray(
                        1,
                        message(batch -> {
                            for (Report report : reports) {
                                batch.writeByteArray(1, span(report));
                            }
                            batch.writeByteArray(
                                    2,
                                    message(process -> {
                                        process.writeByteArray(
                                                1, service.getBytes(StandardCharsets.UTF_8));
                                        process.writeByteArray(2, text("ip", ip));
                                    }));
                        })));
    }

    private static byte[] span(Report report) {
        return message(out -> {
            out.writeByteArray(1, trace(report.trace()));
            out.writeByteArray(2, id(report.id()));
            out.writeString(3, report.operation());
            if (report.parent() != 0) {
                out.writeByteArray(
                        4,
                        message(reference -> {
                            reference.writeByteArray(1, trace(report.trace()));
                            reference.writeByteArray(2, id(report.parent()));
                        }));
            }
            out.writeUInt32(5, 1);
            out.writeByteArray(6, time(report.start()));
            out.writeByteArray(7, time(report.length()));
            if (!report.kind().isEmpty()) {
                out.writeByteArray(8, text("span.kind", report.kind()));
            }
            out.writeByteArray(8, text("http.status_code", "200"));
            out.writeByteArray(
                    8,
                    message(flag -> {
                        flag.writeString(1, "error");
                        flag.writeEnum(2, 1);
                        flag.writeBool(4, report.length() > 1_000_000);
                    }));
            out.writeByteArray(
                    8,
                    message(whole -> {
                        whole.writeString(1, "bytes");
                        whole.writeEnum(2, 2);
                        whole.writeInt64(5, 4_711);
                    }));
            out.writeByteArray(
                    8,
                    message(real -> {
                        real.writeString(1, "share");
                        real.writeEnum(2, 3);
                        real.writeDouble(6, 0.25);
                    }));
            out.writeByteArray(
                    9,
                    message(log -> {
                        log.writeByteArray(1, time(report.start() + 1));
                        log.writeByteArray(2, text("event", "sent"));
                    }));
        });
    }

    private static byte[] text(String key, String value) {
        return message(out -> {
            out.writeString(1, key);
            out.writeString(3, value);
        });
    }

    private static byte[] time(long micros) {
        return message(out -> {
            out.writeInt64(1, micros / 1_000_000);
            out.writeInt32(2, (int) (micros % 1_000_000) * 1_000);
        });
    }

    private static byte[] trace(long low) {
        return ByteBuffer.allocate(16).putLong(0).putLong(low).array();
    }

    private static byte[] id(long id) {
        return ByteBuffer.allocate(8).putLong(id).array();
    }
}
