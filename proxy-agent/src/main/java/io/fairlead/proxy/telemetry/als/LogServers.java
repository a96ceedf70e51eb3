package io.fairlead.proxy.telemetry.als;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.fairlead.proxy.clock.Clock;
import io.fairlead.proxy.grpc.GrpcTarget;
import io.fairlead.proxy.meter.StatName;
import io.fairlead.proxy.meter.Stats;
import io.fairlead.proxy.model.AccessLog;
import io.fairlead.proxy.telemetry.LoopTelemetry;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All servers that take access logs of this proxy. Event loops hand entries over; one control loop sends them.
public final class LogServers implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LogServers.class);

    private final Wiring wiring;
    private final Node node;
    private final Function<String, Optional<GrpcTarget>> targets;
    private final LogLimits limits;
    private final LongAdder written;
    private final LongAdder dropped;
    private final ConcurrentHashMap<AccessLog.Stream, LogStream> streams =
            new ConcurrentHashMap<>();

    /// Where it lives.
    ///
    /// @param loop that sends
    /// @param channelType of sockets on that loop
    public record Wiring(
            EventLoop loop,
            Class<? extends Channel> channelType,
            Clock clock,
            RandomGenerator random,
            Stats stats) {}

    /// @param node this proxy, as it tells the control plane; a `Node`, serialized
    /// @param targets where the server of a cluster is now
    public LogServers(
            Wiring wiring,
            ByteString node,
            Function<String, Optional<GrpcTarget>> targets,
            LogLimits limits) {
        this.wiring = wiring;
        this.node = parsed(node);
        this.targets = targets;
        this.limits = limits;
        this.written =
                wiring.stats()
                        .counter(new StatName("access_logs", "grpc_access_log", "logs_written"));
        this.dropped =
                wiring.stats()
                        .counter(new StatName("access_logs", "grpc_access_log", "logs_dropped"));
    }

    private static Node parsed(ByteString node) {
        try {
            return Node.parseFrom(node);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("not a node", e);
        }
    }

    /// What an event loop hands its records to; empty where there are too many servers already.
    public Optional<LoopTelemetry.Taker> taker(AccessLog.To.Server server) {
        AccessLog.Stream to = server.stream();
        if (!streams.containsKey(to) && streams.size() >= limits.streamsMax()) {
            LOG.warn(
                    "event=access_log_server_refused cluster={} log={} reason=\"more than {} streams\"",
                    to.cluster(),
                    to.logName(),
                    limits.streamsMax());
            return Optional.empty();
        }
        LogStream stream = streams.computeIfAbsent(to, this::stream);
        Entries entries = new Entries(server.headers());
        return Optional.of(
                to.tcp()
                        ? request -> stream.offer(entries.connection(request))
                        : request -> stream.offer(entries.request(request)));
    }

    private LogStream stream(AccessLog.Stream to) {
        return new LogStream(
                to,
                node,
                () -> targets.apply(to.cluster()),
                new LogStream.Surroundings(wiring, limits, written, dropped));
    }

    /// Sends what waits, as far as the servers take it in time.
    @Override
    public void close() {
        CountDownLatch done = new CountDownLatch(streams.size());
        streams.values()
                .forEach(stream -> wiring.loop().execute(() -> stream.finish(done::countDown)));
        try {
            boolean _ = done.await(limits.lastWait().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
