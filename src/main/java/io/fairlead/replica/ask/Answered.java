package io.fairlead.replica.ask;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.fairlead.replica.peer.Message;
import java.io.IOException;

/// An answer, as docs/replica.proto has it.
///
/// @param status of HTTP
/// @param type of the content
/// @param body not copied: who gives it lets go of it
@SuppressWarnings("ArrayRecordComponent")
public record Answered(int status, String type, byte[] body) {

    byte[] bytes() {
        return Message.bytes(out -> {
            out.writeUInt32(1, status);
            out.writeString(2, type);
            out.writeByteArray(3, body);
        });
    }

    static Answered of(byte[] message) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(message);
        int status = 0;
        String type = "";
        byte[] body = {};
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> status = in.readUInt32();
                case 2 -> type = in.readStringRequireUtf8();
                case 3 -> body = in.readByteArray();
                default -> Message.skip(in, tag);
            }
        }
        return new Answered(status, type, body);
    }
}
