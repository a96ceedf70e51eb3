package io.fairlead.proxy.telemetry.report;

import com.google.protobuf.ByteString;
import io.fairlead.proxy.clock.Clock;
import io.fairlead.proxy.enforce.Enforcement;
import io.fairlead.proxy.enforce.Wish;
import io.fairlead.proxy.grpc.Closed;
import io.fairlead.proxy.grpc.GrpcConnection;
import io.fairlead.proxy.grpc.GrpcTarget;
import io.fairlead.proxy.grpc.StreamEvents;
import io.fairlead.proxy.meter.Callers;
import io.fairlead.proxy.meter.Dials;
import io.fairlead.proxy.meter.StatName;
import io.fairlead.proxy.meter.Stats;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends reports to the daemon, one at a time, each until it is acknowledged. Lives on one control loop.
@SuppressWarnings("FutureReturnValueIgnored") // the loop's own steps; they end with the loop
public final class ReportClient {

    /// What the daemon serves them under.
    static final String METHOD = "/fairlead.telemetry.v1.Reports/Report";

    private static final Logger LOG = LoggerFactory.getLogger(ReportClient.class);
    private static final int DOUBLINGS_MAX = 20;

    private final Wiring wiring;
    private final GrpcTarget target;
    private final List<EdgeMeter> meters;
    private final Limits limits;
    private final Reports reports;
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong broken = new AtomicLong();
    private @Nullable GrpcConnection connection;
    private boolean open;
    private boolean stopped;
    private int failures;
    private @Nullable CountDownLatch last;
    private boolean urgent;
    private long sentNanos;

    /// What the client is made of besides its target.
    ///
    /// @param loop where it lives
    /// @param channelType of sockets on that loop
    /// @param inbound who came to this pod, and what becomes of them; null when that is not reported
    public record Wiring(
            EventLoop loop,
            Class<? extends Channel> channelType,
            Clock clock,
            RandomGenerator random,
            Stats stats,
            @Nullable Inbound inbound) {

        /// Reports traffic only.
        public Wiring(
                EventLoop loop,
                Class<? extends Channel> channelType,
                Clock clock,
                RandomGenerator random,
                Stats stats) {
            this(loop, channelType, clock, random, stats, null);
        }

        private @Nullable ArrivalReports arrivals(Limits limits) {
            return inbound == null ? null : new ArrivalReports(inbound, clock, limits.rowsMax());
        }
    }

    /// What comes in to this pod, and what goes out in clear text.
    ///
    /// @param callers who came
    /// @param enforcement is told what the daemon wishes, and tells what became of it
    /// @param dials whom the workload called in clear text
    public record Inbound(Callers callers, Enforcement enforcement, Dials dials) {}

    /// Who reports.
    public record Pod(String namespace, String workload, String name) {}

    /// @param meters one for each event loop; read at each report
    public ReportClient(
            Wiring wiring, GrpcTarget target, Pod pod, List<EdgeMeter> meters, Limits limits) {
        this.wiring = wiring;
        this.target = target;
        this.meters = meters;
        this.limits = limits;
        this.reports =
                new Reports(
                        new ReportMessages.Self(pod.namespace(), pod.workload(), pod.name()),
                        wiring.clock().epochMillis(),
                        limits.rowsMax(),
                        wiring.arrivals(limits));
        wiring.stats().gauge(StatName.of("fairlead", "reports_acknowledged"), acknowledged::get);
        wiring.stats().gauge(StatName.of("fairlead", "report_streams_broken"), broken::get);
        if (wiring.inbound() != null) {
            wiring.inbound().enforcement().onTrip(() -> wiring.loop().execute(this::hurry));
        }
    }

    /// Begins; returns at once.
    public void start() {
        wiring.loop().execute(this::connect);
        long millis = limits.every().toMillis();
        wiring.loop().scheduleAtFixedRate(this::look, millis, millis, TimeUnit.MILLISECONDS);
    }

    /// Reports what has not been reported yet, as far as the daemon takes it in time, and stays silent.
    public void stop() {
        CountDownLatch done = new CountDownLatch(1);
        wiring.loop().execute(() -> finish(done));
        try {
            boolean _ = done.await(limits.lastWait().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        wiring.loop()
                .execute(() -> {
                    stopped = true;
                    if (connection != null) {
                        connection.close();
                    }
                });
    }

    private void finish(CountDownLatch done) {
        last = done;
        if (open && !reports.isUnderWay()) {
            reports.next(meters).ifPresent(this::send);
        }
        if (!open || !reports.isUnderWay()) {
            done.countDown();
        }
    }

    private void connect() {
        if (stopped) {
            return;
        }
        Events events = new Events();
        GrpcConnection next =
                new GrpcConnection(wiring.loop(), wiring.channelType(), target, events);
        events.connection = next;
        connection = next;
        next.open(METHOD);
    }

    /// Events of one connection; those of an earlier one don't count any more.
    private final class Events implements StreamEvents {
        private @Nullable GrpcConnection connection;

        private boolean isCurrent() {
            return !stopped && connection == ReportClient.this.connection;
        }

        @Override
        public void onOpen() {
            if (isCurrent()) {
                open = true;
                report();
            }
        }

        @Override
        public void onMessage(ByteString message) {
            if (isCurrent()) {
                received(message);
            }
        }

        @Override
        public void onClosed(Closed closed) {
            if (isCurrent()) {
                lost(closed);
            }
        }
    }

    private void look() {
        if (wiring.inbound() != null) {
            wiring.inbound().enforcement().look();
        }
        if (stopped || !open) {
            return;
        }
        long waited = wiring.clock().nanos() - sentNanos;
        if (!reports.isUnderWay()) {
            report();
        } else if (waited > limits.ackWait().toNanos() && connection != null) {
            connection.close();
            lost(Closed.broken("no acknowledgement"));
        }
    }

    /// What changed is told at once, or when the report that is under way is acknowledged.
    private void hurry() {
        urgent = true;
        if (!stopped && open && !reports.isUnderWay()) {
            report();
        }
    }

    private void report() {
        urgent = false;
        reports.regular(meters).ifPresent(this::send);
    }

    private void send(byte[] message) {
        sentNanos = wiring.clock().nanos();
        if (connection != null) {
            connection.send(message);
        }
    }

    private void received(ByteString message) {
        try {
            if (reports.acknowledged(ReportMessages.ack(message))) {
                acknowledged.incrementAndGet();
                failures = 0;
                if (last != null) {
                    finish(last);
                }
            }
            enforce(WishMessages.of(message));
            if (urgent) {
                hurry();
            }
        } catch (IOException e) {
            if (connection != null) {
                connection.close();
            }
            lost(Closed.broken("what came is no acknowledgement: " + e.getMessage()));
        }
    }

    private void enforce(WishMessages.Word word) {
        Inbound inbound = wiring.inbound();
        if (inbound == null) {
            return;
        }
        switch (word) {
            case WishMessages.Word.None _ -> {}
            case WishMessages.Word.Same(long version) -> inbound.enforcement().renew(version);
            case WishMessages.Word.Other(Wish wish) -> {
                inbound.enforcement().take(wish);
                urgent = true;
            }
        }
    }

    private void lost(Closed closed) {
        open = false;
        connection = null;
        broken.incrementAndGet();
        failures++;
        Inbound inbound = wiring.inbound();
        if (inbound != null) {
            inbound.enforcement().unheard();
        }
        if (failures == 1) {
            LOG.warn(
                    "event=report_stream_broken target={} status={} reason=\"{}\"",
                    target,
                    closed.status(),
                    closed.message());
        }
        wiring.loop().schedule(this::connect, delayMillis(closed), TimeUnit.MILLISECONDS);
    }

    /// A daemon that doesn't know reports at all is asked rarely.
    private long delayMillis(Closed closed) {
        int doublings =
                closed.isUnimplemented() ? DOUBLINGS_MAX : Math.min(DOUBLINGS_MAX, failures - 1);
        long window =
                Math.min(limits.retryMax().toMillis(), limits.retryFirst().toMillis() << doublings);
        return window / 2 + wiring.random().nextLong(window / 2 + 1);
    }
}
