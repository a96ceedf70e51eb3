package io.fairlead.replica.peer;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/// Messages of docs/replica.proto, which are written and read by hand.
public final class Message {
    private Message() {}

    /// Writes the fields of one message.
    @FunctionalInterface
    public interface Writer {
        void write(CodedOutputStream out) throws IOException;
    }

    /// The message of these fields.
    public static byte[] bytes(Writer writer) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            writer.write(out);
            out.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new IllegalStateException("memory can be written", e);
        }
    }

    /// Passes over a field that another version of this daemon knows.
    public static void skip(CodedInputStream in, int tag) throws IOException {
        if (!in.skipField(tag)) {
            throw new IOException("a group ends that did not begin");
        }
    }
}
