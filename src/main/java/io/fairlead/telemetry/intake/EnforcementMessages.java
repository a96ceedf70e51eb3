package io.fairlead.telemetry.intake;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.fairlead.model.mtls.PodWish;
import io.fairlead.model.mtls.PortHeld;
import io.fairlead.model.mtls.PortMode;
import io.fairlead.model.mtls.PortWish;
import io.fairlead.telemetry.intake.ReportMessages.Fields;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// What the daemon wishes of a pod (field 3 of an `Ack`), and what the pod does of it (field 8 of a `Report`), as
/// docs/reports.proto has it.
final class EnforcementMessages {
    private static final int PORT_MAX = 65_535;
    private static final int PORTS_MAX = 1_000;
    private static final int BYTES = WireFormat.WIRETYPE_LENGTH_DELIMITED;

    private EnforcementMessages() {}

    /// What a pod says that it does.
    ///
    /// @param version of the wish that it took last
    record Held(long version, SortedMap<Integer, PortHeld> ports) {}

    private interface Writer {
        void write(CodedOutputStream out) throws IOException;
    }

    /// Empty when the sidecar says nothing of it.
    ///
    /// @param report whose other fields were read already
    /// @throws IOException saying what is wrong with it
    static Optional<Held> held(byte[] report) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(report);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == (8 << 3 | BYTES)) {
                return Optional.of(read(in.readByteArray()));
            }
            ReportMessages.skip(in, tag);
        }
        return Optional.empty();
    }

    private static Held read(byte[] message) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(message);
        long version = 0;
        SortedMap<Integer, PortHeld> ports = new TreeMap<>();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag) {
                case 1 << 3 | WireFormat.WIRETYPE_VARINT -> version = in.readUInt64();
                case 2 << 3 | BYTES -> {
                    if (ports.size() == PORTS_MAX) {
                        throw new IOException("more than " + PORTS_MAX + " ports");
                    }
                    Fields fields = Fields.of(in.readByteArray());
                    ports.put((int) fields.number(1, PORT_MAX), port(fields));
                }
                default -> ReportMessages.skip(in, tag);
            }
        }
        if (version <= 0) {
            throw new IOException("a pod holds a wish without a version");
        }
        return new Held(version, ports);
    }

    private static PortHeld port(Fields fields) throws IOException {
        PortMode mode =
                switch ((int) fields.number(2, 2)) {
                    case 1 -> PortMode.AUDIT;
                    case 2 -> PortMode.TRIAL;
                    default -> PortMode.PERMISSIVE;
                };
        String caller = fields.text(4);
        return new PortHeld(
                mode,
                fields.number(3, Long.MAX_VALUE),
                !caller.isEmpty(),
                caller,
                Instant.ofEpochMilli(fields.number(5, Instant.MAX.getEpochSecond())),
                fields.number(6, Long.MAX_VALUE),
                fields.number(7, Integer.MAX_VALUE));
    }

    /// An `Ack` of nothing with all that is wished.
    static byte[] wish(long version, Duration ttl, PodWish wish, Set<String> known) {
        return ack(out -> {
            out.writeUInt64(1, version);
            out.writeUInt64(2, ttl.toMillis());
            for (Map.Entry<Integer, PortWish> port : wish.ports().entrySet()) {
                out.writeByteArray(4, bytes(one -> write(one, port.getKey(), port.getValue())));
            }
            for (String address : known) {
                out.writeString(5, address);
            }
        });
    }

    /// An `Ack` of nothing that says that it is still wished.
    static byte[] same(long version, Duration ttl) {
        return ack(out -> {
            out.writeUInt64(1, version);
            out.writeUInt64(2, ttl.toMillis());
            out.writeBool(3, true);
        });
    }

    private static void write(CodedOutputStream out, int number, PortWish port) throws IOException {
        out.writeUInt32(1, number);
        out.writeUInt32(2, port.mode() == PortMode.TRIAL ? 2 : 1);
        out.writeUInt64(3, port.attempt());
    }

    private static byte[] ack(Writer wish) {
        return bytes(out -> out.writeByteArray(3, bytes(wish)));
    }

    private static byte[] bytes(Writer writer) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            writer.write(out);
            out.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new IllegalStateException("memory can be written", e);
        }
    }
}
