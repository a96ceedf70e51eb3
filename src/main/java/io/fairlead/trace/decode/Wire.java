package io.fairlead.trace.decode;

import com.google.protobuf.CodedInputStream;
import io.fairlead.trace.decode.Cuts.What;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// Protobuf's wire format with bounds: what is too long is passed over without being copied.
///
/// A tag is a field's number times 8 plus the way in which its value is written; a value written in another way than
/// expected is passed over like an unknown field.
final class Wire {

    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int BYTES = 2;

    private static final int NANOS_PER_MICRO = 1_000;
    private static final long MICROS_PER_SECOND = 1_000_000;

    private final CodedInputStream in;
    private final Bounds bounds;

    Wire(byte[] request, Bounds bounds) {
        this.in = CodedInputStream.newInstance(request);
        this.bounds = bounds;
    }

    /// Reads one field of a message.
    @FunctionalInterface
    interface Field {
        /// False for a field that nobody knows.
        boolean read(int tag) throws IOException;
    }

    static int tag(int field, int type) {
        return field << 3 | type;
    }

    /// The whole request.
    void fields(Field field) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (!field.read(tag)) {
                in.skipField(tag);
            }
        }
    }

    /// A message inside of a message.
    boolean message(Field field) throws IOException {
        int before = in.pushLimit(in.readRawVarint32());
        fields(field);
        in.checkLastTagWas(0);
        if (in.getBytesUntilLimit() > 0) {
            throw new IOException("a message ends before its length");
        }
        in.popLimit(before);
        return true;
    }

    String name() throws IOException {
        return bounds.names().same(text(bounds.limits().nameBytesMax(), What.NAME));
    }

    String value() throws IOException {
        return text(bounds.limits().valueBytesMax(), What.VALUE);
    }

    private String text(int max, What what) throws IOException {
        int length = in.readRawVarint32();
        if (length <= max) {
            return new String(in.readRawBytes(length), StandardCharsets.UTF_8);
        }
        byte[] begin = in.readRawBytes(max + 1);
        in.skipRawBytes(length - max - 1);
        bounds.cuts().count(what);
        return Bounds.beginning(begin, max);
    }

    /// Bytes as base 64.
    String binary() throws IOException {
        int length = in.readRawVarint32();
        int max = bounds.limits().valueBytesMax();
        byte[] bytes = in.readRawBytes(Math.min(length, max));
        if (length > max) {
            in.skipRawBytes(length - max);
            bounds.cuts().count(What.VALUE);
        }
        return Base64.getEncoder().encodeToString(bytes);
    }

    /// An id of 8 or 16 bytes: upper and lower half; zero when it has another length.
    long[] id() throws IOException {
        int length = in.readRawVarint32();
        if (length != Long.BYTES && length != 2 * Long.BYTES) {
            in.skipRawBytes(length);
            return new long[2];
        }
        long high = length == Long.BYTES ? 0 : bigEndian();
        return new long[] {high, bigEndian()};
    }

    private long bigEndian() throws IOException {
        return Long.reverseBytes(in.readRawLittleEndian64());
    }

    /// Microseconds of a message with seconds and nanoseconds.
    long micros() throws IOException {
        long[] parts = new long[2];
        message(tag -> {
            if (tag == tag(1, VARINT)) {
                parts[0] = in.readInt64();
            } else if (tag == tag(2, VARINT)) {
                parts[1] = in.readInt32();
            } else {
                return false;
            }
            return true;
        });
        return Times.bounded(parts[0], MICROS_PER_SECOND) + parts[1] / NANOS_PER_MICRO;
    }

    long number() throws IOException {
        return in.readInt64();
    }

    long fixed64() throws IOException {
        return in.readFixed64();
    }

    double real() throws IOException {
        return in.readDouble();
    }

    boolean flag() throws IOException {
        return in.readBool();
    }
}
