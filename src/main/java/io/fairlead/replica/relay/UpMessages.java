package io.fairlead.replica.relay;

import static io.fairlead.replica.relay.Wire.BYTES;
import static io.fairlead.replica.relay.Wire.NUMBER;
import static io.fairlead.replica.relay.Wire.tag;

import com.google.protobuf.CodedInputStream;
import io.fairlead.model.identity.SpiffeId;
import io.fairlead.model.mtls.PodRef;
import io.fairlead.model.mtls.PortMode;
import io.fairlead.replica.peer.Message;
import io.fairlead.replica.relay.Sight.Issued;
import io.fairlead.replica.relay.Sight.Listener;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// [Up] as `Up` of docs/replica.proto.
final class UpMessages {
    private static final int PORT_MAX = 65_535;

    private UpMessages() {}

    static byte[] bytes(Up up) {
        return switch (up) {
            case Up.Report(long number, long stream, Sender from, byte[] body) ->
                    Message.bytes(out -> {
                        out.writeUInt64(1, number);
                        out.writeByteArray(2, report(stream, from, body));
                    });
            case Up.Ended(long number, long stream) ->
                    Message.bytes(out -> {
                        out.writeUInt64(1, number);
                        out.writeUInt64(3, stream);
                    });
            case Up.Seen(Sight.News news) ->
                    Message.bytes(out -> out.writeByteArray(4, news(news)));
        };
    }

    private static byte[] report(long stream, Sender from, byte[] body) {
        return Message.bytes(out -> {
            out.writeUInt64(1, stream);
            out.writeString(2, from.identity().toString());
            out.writeString(3, from.pod());
            out.writeByteArray(4, body);
        });
    }

    private static byte[] news(Sight.News news) {
        return Message.bytes(out -> {
            for (Map.Entry<PodRef, Listener> one : news.listeners().entrySet()) {
                out.writeByteArray(1, listener(one.getKey(), one.getValue()));
            }
            for (PodRef pod : news.gone()) {
                out.writeByteArray(2, Message.bytes(gone -> Wire.pod(gone, pod)));
            }
            for (Issued one : news.issued()) {
                out.writeByteArray(3, issued(one));
            }
        });
    }

    private static byte[] listener(PodRef pod, Listener listener) {
        return Message.bytes(out -> {
            Wire.pod(out, pod);
            out.writeBool(3, listener.stock());
            for (Map.Entry<Integer, PortMode> port : listener.modes().entrySet()) {
                out.writeByteArray(
                        4,
                        Message.bytes(one -> {
                            one.writeUInt32(1, port.getKey());
                            one.writeUInt32(2, number(port.getValue()));
                        }));
            }
        });
    }

    private static int number(PortMode mode) {
        return switch (mode) {
            case DISABLE -> 1;
            case PERMISSIVE -> 2;
            case STRICT -> 3;
            case AUDIT, TRIAL -> throw new IllegalArgumentException("no listener says " + mode);
        };
    }

    private static byte[] issued(Issued one) {
        return Message.bytes(out -> {
            out.writeString(1, one.identity());
            out.writeString(2, one.pod());
            out.writeUInt64(3, one.from().toEpochMilli());
            out.writeUInt64(4, one.until().toEpochMilli());
        });
    }

    /// @throws IOException saying what is wrong with it
    static Up of(byte[] message) throws IOException {
        Reading reading = new Reading();
        Wire.read(message, reading::field);
        return reading.up();
    }

    private static final class Reading {
        private long number;
        private long ended;
        private byte[] report = {};
        private byte[] seen = {};

        boolean field(int tag, CodedInputStream in) throws IOException {
            if (tag == tag(1, NUMBER)) {
                number = in.readUInt64();
            } else if (tag == tag(2, BYTES)) {
                report = in.readByteArray();
            } else if (tag == tag(3, NUMBER)) {
                ended = in.readUInt64();
            } else if (tag == tag(4, BYTES)) {
                seen = in.readByteArray();
            } else {
                return false;
            }
            return true;
        }

        Up up() throws IOException {
            if (number == 0 && ended == 0 && report.length == 0) {
                return new Up.Seen(readNews(seen));
            }
            if (number <= 0) {
                throw new IOException("it has no number");
            }
            if (ended != 0) {
                return new Up.Ended(number, ended);
            }
            return readReport(number, report);
        }
    }

    private static Up.Report readReport(long number, byte[] message) throws IOException {
        var fields =
                new Object() {
                    long stream;
                    String identity = "";
                    String pod = "";
                    byte[] body = {};
                };
        Wire.read(
                message,
                (tag, in) -> {
                    if (tag == tag(1, NUMBER)) {
                        fields.stream = in.readUInt64();
                    } else if (tag == tag(2, BYTES)) {
                        fields.identity = in.readStringRequireUtf8();
                    } else if (tag == tag(3, BYTES)) {
                        fields.pod = in.readStringRequireUtf8();
                    } else if (tag == tag(4, BYTES)) {
                        fields.body = in.readByteArray();
                    } else {
                        return false;
                    }
                    return true;
                });
        return switch (SpiffeId.parse(fields.identity)) {
            case SpiffeId.Parsed.Known(SpiffeId id) ->
                    new Up.Report(number, fields.stream, new Sender(id, fields.pod), fields.body);
            case SpiffeId.Parsed.Unknown(String reason) -> throw new IOException(reason);
        };
    }

    private static Sight.News readNews(byte[] message) throws IOException {
        Map<PodRef, Listener> listeners = new HashMap<>();
        Set<PodRef> gone = new HashSet<>();
        Set<Issued> issued = new HashSet<>();
        Wire.read(
                message,
                (tag, in) -> {
                    if (tag == tag(1, BYTES)) {
                        readListener(in.readByteArray(), listeners);
                    } else if (tag == tag(2, BYTES)) {
                        Wire.Named named = new Wire.Named();
                        Wire.read(in.readByteArray(), named::read);
                        gone.add(named.pod());
                    } else if (tag == tag(3, BYTES)) {
                        issued.add(readIssued(in.readByteArray()));
                    } else {
                        return false;
                    }
                    return true;
                });
        return new Sight.News(listeners, gone, issued);
    }

    private static void readListener(byte[] message, Map<PodRef, Listener> into)
            throws IOException {
        Wire.Named named = new Wire.Named();
        SortedMap<Integer, PortMode> modes = new TreeMap<>();
        var stock =
                new Object() {
                    boolean is;
                };
        Wire.read(
                message,
                (tag, in) -> {
                    if (tag == tag(3, NUMBER)) {
                        stock.is = in.readBool();
                    } else if (tag == tag(4, BYTES)) {
                        readPort(in.readByteArray(), modes);
                    } else {
                        return named.read(tag, in);
                    }
                    return true;
                });
        into.put(named.pod(), new Listener(stock.is, modes));
    }

    private static void readPort(byte[] message, SortedMap<Integer, PortMode> into)
            throws IOException {
        int[] fields = new int[3];
        Wire.read(
                message,
                (tag, in) -> {
                    boolean known = tag == tag(1, NUMBER) || tag == tag(2, NUMBER);
                    if (known) {
                        fields[tag == tag(1, NUMBER) ? 1 : 2] = in.readUInt32();
                    }
                    return known;
                });
        if (fields[1] < 0 || fields[1] > PORT_MAX) {
            throw new IOException("%d is no port".formatted(fields[1]));
        }
        into.put(
                fields[1],
                switch (fields[2]) {
                    case 1 -> PortMode.DISABLE;
                    case 2 -> PortMode.PERMISSIVE;
                    case 3 -> PortMode.STRICT;
                    default -> throw new IOException("%d is no mode".formatted(fields[2]));
                });
    }

    private static Issued readIssued(byte[] message) throws IOException {
        String[] texts = {"", ""};
        long[] millis = new long[2];
        Wire.read(
                message,
                (tag, in) -> {
                    if (tag == tag(1, BYTES)) {
                        texts[0] = in.readStringRequireUtf8();
                    } else if (tag == tag(2, BYTES)) {
                        texts[1] = in.readStringRequireUtf8();
                    } else if (tag == tag(3, NUMBER)) {
                        millis[0] = in.readUInt64();
                    } else if (tag == tag(4, NUMBER)) {
                        millis[1] = in.readUInt64();
                    } else {
                        return false;
                    }
                    return true;
                });
        return new Issued(
                texts[0],
                texts[1],
                Instant.ofEpochMilli(millis[0]),
                Instant.ofEpochMilli(millis[1]));
    }
}
