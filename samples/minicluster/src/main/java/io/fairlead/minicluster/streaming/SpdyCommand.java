package io.fairlead.minicluster.streaming;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.minicluster.transport.Wire;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A command's streams, each a stream of SPDY that the client has opened and named (`v4.channel.k8s.io`).
final class SpdyCommand implements CommandStreams {

    private static final String TYPE = "streamtype";
    private static final String STDIN = "stdin";
    private static final String RESIZE = "resize";
    private static final String STATUS = "error";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SpdyConnection connection;
    private final Map<String, SpdyStream> byType = new HashMap<>();

    private SpdyCommand(SpdyConnection connection) {
        this.connection = connection;
    }

    /// Waits until the client has opened what its request speaks of.
    static SpdyCommand open(Wire wire, StreamRequest asked, StreamLimits limits)
            throws IOException {
        SpdyCommand command = new SpdyCommand(new SpdyConnection(wire, limits.streamsMax()));
        Set<String> awaited = new HashSet<>(Set.of(STATUS));
        Map.of("input", STDIN, "output", "stdout", "error", "stderr", "tty", RESIZE)
                .forEach((flag, type) -> {
                    if (asked.flag(flag)) {
                        awaited.add(type);
                    }
                });
        if (asked.flag("tty")) {
            awaited.remove("stderr");
        }
        CompletableFuture<Boolean> opened = new CompletableFuture<>();
        CompletableFuture<Boolean> _ =
                opened.completeOnTimeout(false, limits.slowest().toMillis(), TimeUnit.MILLISECONDS)
                        .whenComplete((inTime, _) -> {
                            if (!inTime) {
                                wire.close();
                            }
                        });
        try {
            while (!command.byType.keySet().containsAll(awaited)) {
                if (!command.connection.next(command.new Types())) {
                    throw new IOException("the client left before it opened all of " + awaited);
                }
            }
        } finally {
            opened.complete(true);
        }
        return command;
    }

    /// Learns which stream is which.
    private class Types implements SpdyConnection.Listener {

        @Override
        public void opened(SpdyStream stream) {
            byType.putIfAbsent(stream.header(TYPE), stream);
        }

        @Override
        public void data(SpdyStream stream, byte[] bytes) throws IOException {
            throw new IOException("data before all streams are there");
        }

        @Override
        public void ended(SpdyStream stream, boolean broken) throws IOException {
            if (broken) {
                throw new IOException("the client broke off a stream before all are there");
            }
        }
    }

    @Override
    public void read(Heard heard) throws IOException {
        Types listener =
                new Types() {
                    @Override
                    public void data(SpdyStream stream, byte[] bytes) throws IOException {
                        if (stream.equals(byType.get(STDIN))) {
                            heard.stdin(bytes);
                        } else if (stream.equals(byType.get(RESIZE))) {
                            Sizes.read(bytes, heard);
                        }
                    }

                    @Override
                    public void ended(SpdyStream stream, boolean broken) {
                        if (stream.equals(byType.get(STDIN))) {
                            heard.stdinEnd();
                        }
                    }
                };
        boolean goesOn = true;
        while (goesOn) {
            goesOn = connection.next(listener);
        }
    }

    @Override
    public void write(Output output, byte[] bytes) throws IOException {
        @Nullable SpdyStream stream = byType.get(output == Output.STDOUT ? "stdout" : "stderr");
        if (stream != null) {
            stream.write(bytes);
        }
    }

    @Override
    public void ping() throws IOException {
        connection.ping();
    }

    @Override
    public void end(ObjectNode status) throws IOException {
        requireNonNull(byType.get(STATUS)).write(JSON.writeValueAsBytes(status));
        for (SpdyStream stream : byType.values()) {
            stream.end();
        }
    }
}
