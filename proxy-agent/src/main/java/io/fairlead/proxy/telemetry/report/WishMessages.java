package io.fairlead.proxy.telemetry.report;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.fairlead.proxy.enforce.Mode;
import io.fairlead.proxy.enforce.Wish;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// What the daemon wishes, out of field 3 of an `Ack`, as docs/reports.proto has it.
final class WishMessages {
    private static final int VARINT = WireFormat.WIRETYPE_VARINT;
    private static final int BYTES = WireFormat.WIRETYPE_LENGTH_DELIMITED;
    private static final int PORT_MAX = 65_535;

    /// No longer than this does a trial go on without another word.
    private static final long TTL_MILLIS_MAX = 60_000;

    private WishMessages() {}

    /// What an answer of the daemon says.
    sealed interface Word {
        /// Nothing of it.
        record None() implements Word {}

        /// It still wishes what it wished in this version.
        record Same(long version) implements Word {}

        record Other(Wish wish) implements Word {}
    }

    /// @throws IOException when it isn't the message
    static Word of(ByteString ack) throws IOException {
        CodedInputStream in = ack.newCodedInput();
        Word word = new Word.None();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == (3 << 3 | BYTES)) {
                word = word(in.readByteArray());
            } else {
                skip(in, tag);
            }
        }
        return word;
    }

    private static Word word(byte[] message) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(message);
        long version = 0;
        long ttl = 0;
        boolean same = false;
        Map<Integer, Wish.Port> ports = new HashMap<>();
        Set<String> known = new HashSet<>();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag) {
                case 1 << 3 | VARINT -> version = in.readUInt64();
                case 2 << 3 | VARINT -> ttl = in.readUInt64();
                case 3 << 3 | VARINT -> same = in.readBool();
                case 4 << 3 | BYTES -> port(in.readByteArray(), ports);
                case 5 << 3 | BYTES -> known.add(in.readString());
                default -> skip(in, tag);
            }
        }
        if (version <= 0 || ttl < 0 || ttl > TTL_MILLIS_MAX) {
            throw new IOException("a wish of version %d for %d ms".formatted(version, ttl));
        }
        return same
                ? new Word.Same(version)
                : new Word.Other(new Wish(version, Duration.ofMillis(ttl), ports, known));
    }

    private static void port(byte[] message, Map<Integer, Wish.Port> ports) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(message);
        int number = 0;
        int mode = 0;
        long attempt = 0;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag) {
                case 1 << 3 | VARINT -> number = in.readUInt32();
                case 2 << 3 | VARINT -> mode = in.readUInt32();
                case 3 << 3 | VARINT -> attempt = in.readUInt64();
                default -> skip(in, tag);
            }
        }
        if (number < 1 || number > PORT_MAX) {
            throw new IOException("a wish for port " + number);
        }
        Mode wished =
                switch (mode) {
                    case 1 -> Mode.AUDIT;
                    case 2 -> Mode.TRIAL;
                    default -> throw new IOException("a wish for mode " + mode);
                };
        ports.put(number, new Wish.Port(wished, attempt));
    }

    private static void skip(CodedInputStream in, int tag) throws IOException {
        if (!in.skipField(tag)) {
            throw new IOException("a group ends that did not begin");
        }
    }
}
