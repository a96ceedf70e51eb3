package io.fairlead.replica.relay;

import static io.fairlead.replica.relay.Wire.BYTES;
import static io.fairlead.replica.relay.Wire.NUMBER;
import static io.fairlead.replica.relay.Wire.tag;

import com.google.protobuf.CodedInputStream;
import io.fairlead.model.mtls.PodRef;
import io.fairlead.replica.peer.Message;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// [Down] as `Down` of docs/replica.proto.
final class DownMessages {
    private static final int PORT_MAX = 65_535;

    private DownMessages() {}

    static byte[] bytes(Down down) {
        return switch (down) {
            case Down.Acknowledged(long number) -> Message.bytes(out -> out.writeUInt64(1, number));
            case Down.Back(long stream, byte[] ack) ->
                    Message.bytes(out ->
                            out.writeByteArray(
                                    2,
                                    Message.bytes(back -> {
                                        back.writeUInt64(1, stream);
                                        back.writeByteArray(2, ack);
                                    })));
            case Down.Trials trials -> Message.bytes(out -> out.writeByteArray(3, trials(trials)));
        };
    }

    private static byte[] trials(Down.Trials trials) {
        return Message.bytes(out -> {
            out.writeUInt64(1, trials.ttl().toMillis());
            for (Map.Entry<PodRef, SortedSet<Integer>> one : trials.ports().entrySet()) {
                out.writeByteArray(
                        2,
                        Message.bytes(trial -> {
                            Wire.pod(trial, one.getKey());
                            for (int port : one.getValue()) {
                                trial.writeUInt32(3, port);
                            }
                        }));
            }
        });
    }

    /// @throws IOException saying what is wrong with it
    static Down of(byte[] message) throws IOException {
        Reading reading = new Reading();
        Wire.read(message, reading::field);
        Down down = reading.down;
        if (down == null) {
            throw new IOException("it says nothing");
        }
        return down;
    }

    private static final class Reading {
        private @Nullable Down down;

        boolean field(int tag, CodedInputStream in) throws IOException {
            if (tag == tag(1, NUMBER)) {
                down = new Down.Acknowledged(in.readUInt64());
            } else if (tag == tag(2, BYTES)) {
                down = readBack(in.readByteArray());
            } else if (tag == tag(3, BYTES)) {
                down = readTrials(in.readByteArray());
            } else {
                return false;
            }
            return true;
        }
    }

    private static Down.Back readBack(byte[] message) throws IOException {
        var fields =
                new Object() {
                    long stream;
                    byte[] ack = {};
                };
        Wire.read(
                message,
                (tag, in) -> {
                    if (tag == tag(1, NUMBER)) {
                        fields.stream = in.readUInt64();
                    } else if (tag == tag(2, BYTES)) {
                        fields.ack = in.readByteArray();
                    } else {
                        return false;
                    }
                    return true;
                });
        return new Down.Back(fields.stream, fields.ack);
    }

    private static Down.Trials readTrials(byte[] message) throws IOException {
        Map<PodRef, SortedSet<Integer>> ports = new HashMap<>();
        long[] ttl = new long[1];
        Wire.read(
                message,
                (tag, in) -> {
                    if (tag == tag(1, NUMBER)) {
                        ttl[0] = in.readUInt64();
                    } else if (tag == tag(2, BYTES)) {
                        readTrial(in.readByteArray(), ports);
                    } else {
                        return false;
                    }
                    return true;
                });
        return new Down.Trials(ports, Duration.ofMillis(ttl[0]));
    }

    private static void readTrial(byte[] message, Map<PodRef, SortedSet<Integer>> into)
            throws IOException {
        Wire.Named named = new Wire.Named();
        SortedSet<Integer> ports = new TreeSet<>();
        Wire.read(
                message,
                (tag, in) -> {
                    if (tag != tag(3, NUMBER)) {
                        return named.read(tag, in);
                    }
                    int port = in.readUInt32();
                    if (port <= 0 || port > PORT_MAX) {
                        throw new IOException("%d is no port".formatted(port));
                    }
                    ports.add(port);
                    return true;
                });
        into.put(named.pod(), ports);
    }
}
