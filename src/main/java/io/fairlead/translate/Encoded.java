package io.fairlead.translate;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import io.fairlead.translate.input.Protos;
import io.fairlead.translate.input.ResourceType;
import io.fairlead.translate.input.Translated;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// A resource in bytes, with its content hash as version.
public record Encoded(ResourceType type, String name, Any body, String version) {

    private static final int VERSION_BYTES = 12;

    /// Without its content, which may be a key.
    @Override
    public String toString() {
        return type + " " + name + "@" + version;
    }

    static Encoded of(Translated resource) {
        ByteString bytes = Protos.bytes(resource.message());
        Any body = Any.newBuilder().setTypeUrl(resource.type().typeUrl()).setValue(bytes).build();
        return new Encoded(resource.type(), resource.name(), body, hash(bytes));
    }

    private static String hash(ByteString bytes) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes.asReadOnlyByteBuffer());
            return HexFormat.of().formatHex(digest.digest(), 0, VERSION_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
