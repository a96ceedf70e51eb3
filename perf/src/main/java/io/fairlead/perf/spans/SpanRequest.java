package io.fairlead.perf.spans;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// A request to Jaeger's collector as a sidecar's exporter makes it: spans of requests with Istio's tags.
final class SpanRequest {
    private static final int MICROS = 1_000_000;

    private static final Map<String, String> TAGS =
            Map.of(
                    "span.kind", "server",
                    "http.method", "GET",
                    "http.url", "http://service-25.default.svc.cluster.local/vehicles/City",
                    "http.status_code", "200",
                    "component", "proxy",
                    "guid:x-request-id", "7f3c1d52-0a41-9a2f-b6a1-6c5d8f0e4b11",
                    "upstream_cluster", "outbound|8080||service-25.default.svc.cluster.local",
                    "istio.canonical_service", "service-25",
                    "istio.mesh_id", "cluster.local",
                    "peer.address", "10.244.0.17");

    private SpanRequest() {}

    private interface Fields {
        void write(CodedOutputStream out) throws IOException;
    }

    /// @param first number of the first trace; each span has a trace of its own
    static byte[] of(long first, int spans, long nowMicros) {
        return message(out ->
                out.writeByteArray(
                        1,
                        message(batch -> {
                            for (int i = 0; i < spans; i++) {
                                long trace = first + i;
                                batch.writeByteArray(
                                        1, message(one -> span(one, trace, nowMicros)));
                            }
                            batch.writeByteArray(
                                    2,
                                    message(process ->
                                            process.writeString(1, "service-25.default")));
                        })));
    }

    private static void span(CodedOutputStream out, long trace, long nowMicros) throws IOException {
        out.writeByteArray(1, ByteBuffer.allocate(16).putLong(1).putLong(trace).array());
        out.writeByteArray(2, ByteBuffer.allocate(8).putLong(trace).array());
        out.writeString(3, "service-25.default.svc.cluster.local:8080/*");
        out.writeUInt32(5, 1);
        out.writeByteArray(6, time(nowMicros));
        out.writeByteArray(7, time(1_234));
        for (Map.Entry<String, String> tag : TAGS.entrySet()) {
            out.writeByteArray(
                    8,
                    message(text -> {
                        text.writeByteArray(1, tag.getKey().getBytes(StandardCharsets.UTF_8));
                        text.writeByteArray(3, tag.getValue().getBytes(StandardCharsets.UTF_8));
                    }));
        }
    }

    private static byte[] time(long micros) {
        return message(out -> {
            out.writeInt64(1, micros / MICROS);
            out.writeInt32(2, (int) (micros % MICROS) * 1_000);
        });
    }

    private static byte[] message(Fields fields) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            fields.write(out);
            out.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
