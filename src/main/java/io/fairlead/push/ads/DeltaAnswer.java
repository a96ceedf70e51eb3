package io.fairlead.push.ads;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.fairlead.push.session.Resource;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A delta answer on its way out. Resources are bytes that many streams share: they are copied from where they lie into
/// the transport's buffers, and no message is made of them for each stream.
///
/// @param head everything but the resources
record DeltaAnswer(DeltaDiscoveryResponse head, List<Resource> resources) {
    private static final int BUFFER_BYTES = 8 * 1024;
    private static final int ENTRY = DeltaDiscoveryResponse.RESOURCES_FIELD_NUMBER;
    private static final int NAME =
            io.envoyproxy.envoy.service.discovery.v3.Resource.NAME_FIELD_NUMBER;
    private static final int VERSION =
            io.envoyproxy.envoy.service.discovery.v3.Resource.VERSION_FIELD_NUMBER;
    private static final int BODY =
            io.envoyproxy.envoy.service.discovery.v3.Resource.RESOURCE_FIELD_NUMBER;

    DeltaAnswer {
        resources = List.copyOf(resources);
    }

    /// How gRPC gets its bytes.
    static final class Marshaller implements MethodDescriptor.Marshaller<DeltaAnswer> {
        @Override
        public InputStream stream(DeltaAnswer answer) {
            return new Bytes(answer);
        }

        @Override
        public DeltaAnswer parse(InputStream stream) {
            throw new UnsupportedOperationException("a server reads no answers");
        }
    }

    /// How many bytes [#writeTo] writes.
    int size() {
        int size = head.getSerializedSize();
        for (Resource resource : resources) {
            int entry = entrySize(resource, bodySize(resource.body()));
            size += lengthDelimited(ENTRY, entry);
        }
        return size;
    }

    /// Writes a `DeltaDiscoveryResponse`.
    void writeTo(OutputStream out) throws IOException {
        CodedOutputStream coded = CodedOutputStream.newInstance(out, BUFFER_BYTES);
        head.writeTo(coded);
        for (Resource resource : resources) {
            int body = bodySize(resource.body());
            begin(coded, ENTRY, entrySize(resource, body));
            coded.writeString(NAME, resource.name());
            coded.writeString(VERSION, resource.version());
            begin(coded, BODY, body);
            coded.writeString(Any.TYPE_URL_FIELD_NUMBER, resource.body().getTypeUrl());
            coded.writeBytes(Any.VALUE_FIELD_NUMBER, resource.body().getValue());
        }
        coded.flush();
    }

    private static void begin(CodedOutputStream coded, int field, int size) throws IOException {
        coded.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        coded.writeUInt32NoTag(size);
    }

    private static int entrySize(Resource resource, int bodySize) {
        return CodedOutputStream.computeStringSize(NAME, resource.name())
                + CodedOutputStream.computeStringSize(VERSION, resource.version())
                + lengthDelimited(BODY, bodySize);
    }

    private static int bodySize(Any body) {
        ByteString value = body.getValue();
        return CodedOutputStream.computeStringSize(Any.TYPE_URL_FIELD_NUMBER, body.getTypeUrl())
                + CodedOutputStream.computeBytesSize(Any.VALUE_FIELD_NUMBER, value);
    }

    private static int lengthDelimited(int field, int size) {
        return CodedOutputStream.computeTagSize(field)
                + CodedOutputStream.computeUInt32SizeNoTag(size)
                + size;
    }

    /// Drained by the transport; whoever reads it instead gets a copy.
    private static final class Bytes extends InputStream implements Drainable, KnownLength {
        private final DeltaAnswer answer;
        private final int size;
        private @Nullable InputStream copy;
        private boolean drained;

        Bytes(DeltaAnswer answer) {
            this.answer = answer;
            this.size = answer.size();
        }

        @Override
        public int drainTo(OutputStream target) throws IOException {
            if (copy != null) {
                return Math.toIntExact(copy.transferTo(target));
            }
            if (drained) {
                return 0;
            }
            drained = true;
            answer.writeTo(target);
            return size;
        }

        @Override
        public int available() throws IOException {
            return copy != null ? copy.available() : drained ? 0 : size;
        }

        @Override
        public int read() throws IOException {
            return copied().read();
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            return copied().read(into, offset, length);
        }

        private InputStream copied() {
            InputStream known = copy;
            if (known == null) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream(size);
                if (!drained) {
                    try {
                        answer.writeTo(bytes);
                    } catch (IOException e) {
                        throw new UncheckedIOException("into memory", e);
                    }
                }
                known = new ByteArrayInputStream(bytes.toByteArray());
                copy = known;
            }
            return known;
        }
    }
}
