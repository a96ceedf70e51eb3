package io.fairlead.proxy.telemetry.als;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPAccessLogEntry;
import io.envoyproxy.envoy.data.accesslog.v3.TCPAccessLogEntry;
import io.envoyproxy.envoy.service.accesslog.v3.StreamAccessLogsMessage;
import io.fairlead.proxy.grpc.Closed;
import io.fairlead.proxy.grpc.GrpcConnection;
import io.fairlead.proxy.grpc.GrpcTarget;
import io.fairlead.proxy.grpc.StreamEvents;
import io.fairlead.proxy.model.AccessLog;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Entries on their way to one server. Whoever hands one over never waits. While the server is dead or doesn't read,
/// entries wait as far as they have room; what has none is dropped and counted. Nobody acknowledges entries: what was
/// sent before a stream broke may be lost.
@SuppressWarnings("FutureReturnValueIgnored") // the loop's own steps; they end with the loop
final class LogStream {

    private static final Logger LOG = LoggerFactory.getLogger(LogStream.class);
    private static final String METHOD =
            "/envoy.service.accesslog.v3.AccessLogService/StreamAccessLogs";
    private static final int DOUBLINGS_MAX = 10;

    private final AccessLog.Stream to;
    private final Node node;
    private final Supplier<Optional<GrpcTarget>> target;
    private final Surroundings around;
    private final ConcurrentLinkedQueue<MessageLite> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waitingBytes = new AtomicInteger();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final AtomicBoolean hurried = new AtomicBoolean();

    /// The last flush sent all there was: a full batch is worth waking the loop for.
    private volatile boolean flowing;

    // Of the loop.
    private @Nullable GrpcConnection connection;
    private boolean open;
    private boolean identified;
    private boolean finished;
    private @Nullable Runnable ended;
    private int failures;
    private long retryNanos;

    /// What streams share.
    ///
    /// @param written entries that were sent
    /// @param dropped entries that had no room
    record Surroundings(
            LogServers.Wiring wiring, LogLimits limits, LongAdder written, LongAdder dropped) {}

    LogStream(
            AccessLog.Stream to,
            Node node,
            Supplier<Optional<GrpcTarget>> target,
            Surroundings around) {
        this.to = to;
        this.node = node;
        this.target = target;
        this.around = around;
        this.retryNanos = around.wiring().clock().nanos();
    }

    /// Takes an entry, from any thread, at once.
    void offer(MessageLite entry) {
        int bytes = entry.getSerializedSize();
        int all = waitingBytes.addAndGet(bytes);
        if (all > around.limits().waitingBytesMax()) {
            waitingBytes.addAndGet(-bytes);
            around.dropped().increment();
            return;
        }
        waiting.add(entry);
        try {
            if (flowing && all >= to.batchBytes() && hurried.compareAndSet(false, true)) {
                around.wiring().loop().execute(this::flush);
            } else if (scheduled.compareAndSet(false, true)) {
                wake();
            }
        } catch (RejectedExecutionException _) {
            // The proxy ends.
        }
    }

    private void wake() {
        around.wiring()
                .loop()
                .schedule(this::regular, to.flush().toMillis(), TimeUnit.MILLISECONDS);
    }

    private void regular() {
        scheduled.set(false);
        flush();
        if (!waiting.isEmpty() && !finished && scheduled.compareAndSet(false, true)) {
            wake();
        }
    }

    private void flush() {
        hurried.set(false);
        GrpcConnection at = connection;
        if (at == null) {
            connect();
        } else if (open) {
            while (!waiting.isEmpty() && at.isWritable()) {
                at.send(batch().toByteArray());
            }
        }
        flowing = open && waiting.isEmpty();
    }

    private StreamAccessLogsMessage batch() {
        StreamAccessLogsMessage.Builder message = StreamAccessLogsMessage.newBuilder();
        if (!identified) {
            identified = true;
            message.getIdentifierBuilder().setNode(node).setLogName(to.logName());
        }
        int bytes = 0;
        int count = 0;
        // An entry alone may be larger than a batch.
        do {
            MessageLite entry = waiting.poll();
            if (entry == null) {
                break;
            }
            int size = entry.getSerializedSize();
            bytes += size;
            waitingBytes.addAndGet(-size);
            count++;
            add(entry, message);
        } while (bytes < to.batchBytes());
        around.written().add(count);
        return message.build();
    }

    private static void add(MessageLite entry, StreamAccessLogsMessage.Builder message) {
        switch (entry) {
            case HTTPAccessLogEntry request -> message.getHttpLogsBuilder().addLogEntry(request);
            case TCPAccessLogEntry connected -> message.getTcpLogsBuilder().addLogEntry(connected);
            default -> throw new IllegalArgumentException("no entry: " + entry.getClass());
        }
    }

    private void connect() {
        if (finished || around.wiring().clock().nanos() - retryNanos < 0) {
            return;
        }
        Optional<GrpcTarget> now = target.get();
        if (now.isEmpty()) {
            failed("cluster " + to.cluster() + " has no host");
            return;
        }
        Events events = new Events();
        GrpcConnection next =
                new GrpcConnection(
                        around.wiring().loop(), around.wiring().channelType(), now.get(), events);
        events.connection = next;
        connection = next;
        next.open(METHOD);
    }

    /// Events of one connection; those of an earlier one don't count any more.
    private final class Events implements StreamEvents {
        private @Nullable GrpcConnection connection;

        private boolean isCurrent() {
            return connection != null && connection == LogStream.this.connection;
        }

        @Override
        public void onOpen() {
            if (isCurrent()) {
                open = true;
                identified = false;
                flush();
                recovered();
            }
        }

        @Override
        public void onMessage(ByteString message) {
            // The server has nothing to say.
        }

        @Override
        public void onClosed(Closed closed) {
            if (isCurrent()) {
                open = false;
                flowing = false;
                LogStream.this.connection = null;
                if (ended == null) {
                    failed(closed.status() + " " + closed.message());
                } else {
                    ended.run();
                }
            }
        }
    }

    private void recovered() {
        if (failures > 0) {
            LOG.info(
                    "event=access_log_stream_recovered cluster={} log={}",
                    to.cluster(),
                    to.logName());
        }
        failures = 0;
    }

    /// One line for each change of state.
    private void failed(String why) {
        if (failures == 0) {
            LOG.warn(
                    "event=access_log_stream_broken cluster={} log={} reason=\"{}\" effect=\"entries wait, and are"
                            + " dropped and counted when there is no more room\"",
                    to.cluster(),
                    to.logName(),
                    why);
        }
        long window =
                Math.min(
                        around.limits().retryMax().toNanos(),
                        around.limits().retryFirst().toNanos()
                                << Math.min(DOUBLINGS_MAX, failures));
        failures++;
        retryNanos =
                around.wiring().clock().nanos()
                        + window / 2
                        + around.wiring().random().nextLong(window / 2 + 1);
    }

    /// Sends what it can, and ends.
    void finish(Runnable done) {
        finished = true;
        GrpcConnection at = connection;
        if (open && at != null) {
            flush();
            ended = done;
            at.endOfMessages();
        } else {
            done.run();
        }
    }
}
