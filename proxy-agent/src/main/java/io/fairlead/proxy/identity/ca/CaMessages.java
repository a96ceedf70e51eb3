package io.fairlead.proxy.identity.ca;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The two messages of `istio.v1.auth.IstioCertificateService`, written by hand: they have three fields in all that
/// matter here.
final class CaMessages {

    /// `IstioCertificateRequest`.
    private static final int CSR = 1;

    private static final int VALIDITY_SECONDS = 3;

    /// `IstioCertificateResponse`.
    private static final int CERT_CHAIN_TAG = 1 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;

    private static final int PARTS_MAX = 64;

    private CaMessages() {}

    static byte[] request(String csr, Duration life) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            out.writeString(CSR, csr);
            out.writeInt64(VALIDITY_SECONDS, life.toSeconds());
            out.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("memory can be written to", e);
        }
    }

    /// @throws IOException when it isn't the message
    static List<String> response(ByteString message) throws IOException {
        List<String> parts = new ArrayList<>();
        CodedInputStream in = message.newCodedInput();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag != CERT_CHAIN_TAG) {
                in.skipField(tag);
            } else if (parts.size() == PARTS_MAX) {
                throw new IOException("more than " + PARTS_MAX + " parts");
            } else {
                parts.add(in.readStringRequireUtf8());
            }
        }
        return parts;
    }
}
