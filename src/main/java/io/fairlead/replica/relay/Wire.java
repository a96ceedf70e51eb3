package io.fairlead.replica.relay;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.fairlead.model.mtls.PodRef;
import io.fairlead.replica.peer.Message;
import java.io.IOException;

/// Parts that messages of this room are made of.
final class Wire {
    static final int BYTES = WireFormat.WIRETYPE_LENGTH_DELIMITED;
    static final int NUMBER = WireFormat.WIRETYPE_VARINT;

    private Wire() {}

    /// Reads one field, of whose tag it is told, or doesn't know it and returns false.
    interface Reader {
        boolean read(int tag, CodedInputStream in) throws IOException;
    }

    static int tag(int field, int type) {
        return field << 3 | type;
    }

    static void read(byte[] message, Reader reader) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(message);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (!reader.read(tag, in)) {
                Message.skip(in, tag);
            }
        }
    }

    /// In fields 1 and 2.
    static void pod(CodedOutputStream out, PodRef pod) throws IOException {
        out.writeString(1, pod.namespace());
        out.writeString(2, pod.name());
    }

    /// What is read of a pod in fields 1 and 2.
    static final class Named {
        private String namespace = "";
        private String name = "";

        boolean read(int tag, CodedInputStream in) throws IOException {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> namespace = in.readStringRequireUtf8();
                case 2 -> name = in.readStringRequireUtf8();
                default -> {
                    return false;
                }
            }
            return true;
        }

        PodRef pod() throws IOException {
            if (namespace.isEmpty() || name.isEmpty()) {
                throw new IOException("a pod has no namespace or no name");
            }
            return new PodRef(namespace, name);
        }
    }
}
