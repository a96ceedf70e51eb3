package io.fairlead.translate.input;

import com.google.protobuf.Any;
import com.google.protobuf.BoolValue;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.core.v3.AggregatedConfigSource;
import io.envoyproxy.envoy.config.core.v3.ApiVersion;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/// Small change of protobuf.
public final class Protos {
    public static final com.google.protobuf.Duration ZERO =
            com.google.protobuf.Duration.getDefaultInstance();
    public static final BoolValue TRUE = BoolValue.of(true);
    public static final BoolValue FALSE = BoolValue.of(false);

    /// "Over the stream that brought this", without a time limit for the first answer.
    public static final ConfigSource OVER_ADS =
            ConfigSource.newBuilder()
                    .setAds(AggregatedConfigSource.getDefaultInstance())
                    .setInitialFetchTimeout(ZERO)
                    .setResourceApiVersion(ApiVersion.V3)
                    .build();

    private static final String TYPES = "type.googleapis.com/";

    private Protos() {}

    /// Packed with the type URL that Envoy expects, in deterministic bytes.
    public static Any any(Message message) {
        return Any.newBuilder()
                .setTypeUrl(TYPES + message.getDescriptorForType().getFullName())
                .setValue(bytes(message))
                .build();
    }

    /// Deterministic: maps are written in the order of their keys. (`Any.pack` would write them as they come, and
    /// versions would differ among replicas.)
    public static ByteString bytes(Message message) {
        byte[] bytes = new byte[message.getSerializedSize()];
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.useDeterministicSerialization();
        try {
            message.writeTo(out);
            out.checkNoSpaceLeft();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ByteString.copyFrom(bytes);
    }

    public static com.google.protobuf.Duration duration(Duration duration) {
        return com.google.protobuf.Duration.newBuilder()
                .setSeconds(duration.getSeconds())
                .setNanos(duration.getNano())
                .build();
    }

    public static UInt32Value uint32(int value) {
        return UInt32Value.of(value);
    }
}
