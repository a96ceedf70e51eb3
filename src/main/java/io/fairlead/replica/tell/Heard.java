package io.fairlead.replica.tell;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import io.fairlead.replica.peer.Message;
import java.io.IOException;

/// One message, as docs/replica.proto has it.
///
/// @param kind which only the app knows
/// @param body not copied: who gives it lets go of it
@SuppressWarnings("ArrayRecordComponent")
public record Heard(int kind, byte[] body) {
    private static final int KIND = 1 << 3;
    private static final int BODY = 2 << 3 | 2;

    byte[] bytes() {
        try {
            byte[] bytes =
                    new byte
                            [CodedOutputStream.computeUInt32Size(1, kind)
                                    + CodedOutputStream.computeByteArraySize(2, body)];
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            out.writeUInt32(1, kind);
            out.writeByteArray(2, body);
            out.flush();
            return bytes;
        } catch (IOException e) {
            throw new IllegalStateException("memory can be written", e);
        }
    }

    static Heard of(byte[] message) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(message);
        int kind = 0;
        byte[] body = {};
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag) {
                case KIND -> kind = in.readUInt32();
                case BODY -> body = in.readByteArray();
                default -> Message.skip(in, tag);
            }
        }
        return new Heard(kind, body);
    }
}
