package io.fairlead.ca.server;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;

/// The two messages of Istio's CSR API, on the wire. They are so small that they are written by hand.
final class CsrMessages {

    private static final int CSR = 1;
    private static final int VALIDITY = 3;
    private static final int METADATA = 4;
    private static final int CHAIN = 1;

    private CsrMessages() {}

    /// `IstioCertificateRequest`.
    ///
    /// @param validitySeconds as asked for
    /// @param metadata what else the client says
    record Request(String csr, long validitySeconds, Struct metadata) {}

    static Request request(byte[] message) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(message);
        String csr = "";
        long validity = 0;
        Struct.Builder metadata = Struct.newBuilder();
        int tag = in.readTag();
        while (tag != 0) {
            int type = WireFormat.getTagWireType(tag);
            int field = WireFormat.getTagFieldNumber(tag);
            if (field == CSR && type == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
                csr = in.readStringRequireUtf8();
            } else if (field == VALIDITY && type == WireFormat.WIRETYPE_VARINT) {
                validity = in.readInt64();
            } else if (field == METADATA && type == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
                metadata.mergeFrom(in.readByteArray());
            } else if (!in.skipField(tag)) {
                throw new InvalidProtocolBufferException("a group ends that did not begin");
            }
            tag = in.readTag();
        }
        return new Request(csr, validity, metadata.build());
    }

    /// `IstioCertificateResponse`.
    static byte[] response(List<String> chain) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            for (String certificate : chain) {
                out.writeString(CHAIN, certificate);
            }
            out.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new IllegalStateException("memory can be written", e);
        }
    }
}
