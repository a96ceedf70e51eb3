package io.fairlead.replica.ask;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/// An answer, as docs/replica.proto has it.
///
/// @param status of HTTP
/// @param type of the content
/// @param body not copied: who gives it lets go of it
@SuppressWarnings("ArrayRecordComponent")
public record Answered(int status, String type, byte[] body) {

    byte[] bytes() {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length + type.length());
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            out.writeUInt32(1, status);
            out.writeString(2, type);
            out.writeByteArray(3, body);
            out.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new IllegalStateException("memory can be written", e);
        }
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
                default -> Fields.skip(in, tag);
            }
        }
        return new Answered(status, type, body);
    }
}
