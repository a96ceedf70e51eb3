package io.fairlead.proxy.xds.decode;

import com.google.protobuf.Struct;
import com.google.protobuf.UInt32Value;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.type.v3.FractionalPercent;
import io.fairlead.proxy.model.Address;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Small values of the wire.
final class Values {
    private static final long SECONDS_MAX = Duration.ofDays(36_500).toSeconds();
    private static final int MILLION = 1_000_000;

    private Values() {}

    /// An unsigned 32 bit number; what doesn't fit is as good as no limit.
    static int u32(int wire) {
        return wire < 0 ? Integer.MAX_VALUE : wire;
    }

    static int u32(UInt32Value wire) {
        return u32(wire.getValue());
    }

    /// A time; a negative one is an error, one beyond a hundred years is a hundred years.
    static Duration duration(com.google.protobuf.Duration wire, Notes notes) {
        if (wire.getSeconds() < 0 || wire.getNanos() < 0 || wire.getNanos() > 999_999_999) {
            notes.error(
                    "not a positive duration: "
                            + wire.getSeconds()
                            + "s "
                            + wire.getNanos()
                            + "ns");
            return Duration.ZERO;
        }
        return Duration.ofSeconds(Math.min(wire.getSeconds(), SECONDS_MAX), wire.getNanos());
    }

    /// A share of a million.
    static int perMillion(FractionalPercent wire) {
        long numerator = Integer.toUnsignedLong(wire.getNumerator());
        long share =
                switch (wire.getDenominator()) {
                    case HUNDRED, UNRECOGNIZED -> numerator * (MILLION / 100);
                    case TEN_THOUSAND -> numerator * (MILLION / 10_000);
                    case MILLION -> numerator;
                };
        return (int) Math.min(MILLION, share);
    }

    static Optional<Address> address(io.envoyproxy.envoy.config.core.v3.Address wire, Notes notes) {
        if (!wire.hasSocketAddress()) {
            notes.noEffect("only socket addresses can be used yet, not " + wire.getAddressCase());
            return Optional.empty();
        }
        SocketAddress socket = wire.getSocketAddress();
        if (socket.getAddress().isEmpty()
                || socket.getPortValue() < 0
                || socket.getPortValue() > 65_535) {
            notes.error("not an address: " + socket.getAddress() + ":" + socket.getPortValue());
            return Optional.empty();
        }
        return Optional.of(new Address(socket.getAddress(), socket.getPortValue()));
    }

    /// A text in `filter_metadata[filter][key]`, or empty.
    static String metadata(Metadata metadata, String filter, String key) {
        return struct(metadata, filter)
                .getFieldsOrDefault(key, Value.getDefaultInstance())
                .getStringValue();
    }

    /// The texts of a struct; what is no text is written as one.
    static Map<String, String> labels(Struct struct) {
        Map<String, String> labels = new HashMap<>();
        struct.getFieldsMap()
                .forEach((key, value) ->
                        labels.put(
                                key,
                                value.hasStringValue()
                                        ? value.getStringValue()
                                        : value.toString()));
        return labels;
    }

    static Struct struct(Metadata metadata, String filter) {
        return metadata.getFilterMetadataOrDefault(filter, Struct.getDefaultInstance());
    }
}
