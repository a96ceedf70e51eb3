package io.fairlead.telemetry.als;

import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPAccessLogEntry;
import io.envoyproxy.envoy.data.accesslog.v3.TCPAccessLogEntry;
import io.envoyproxy.envoy.service.accesslog.v3.AccessLogServiceGrpc;
import io.envoyproxy.envoy.service.accesslog.v3.StreamAccessLogsMessage;
import io.envoyproxy.envoy.service.accesslog.v3.StreamAccessLogsResponse;
import io.fairlead.clock.Clock;
import io.fairlead.meter.MetricNames;
import io.fairlead.model.config.Pod;
import io.fairlead.model.identity.Caller;
import io.fairlead.model.mtls.Dialed;
import io.fairlead.model.mtls.PodRef;
import io.fairlead.model.snapshot.MeshSnapshot;
import io.fairlead.model.telemetry.EnvoyLog;
import io.fairlead.telemetry.aggregate.TrafficReport;
import io.fairlead.telemetry.aggregate.TrafficReport.Row;
import io.fairlead.telemetry.aggregate.TrafficReport.Side;
import io.fairlead.telemetry.intake.Board;
import io.fairlead.telemetry.intake.Budget;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Envoy's access-log service. An Envoy tells and hears nothing back: what is too much is dropped, and counted.
public final class AccessLogService extends AccessLogServiceGrpc.AccessLogServiceImplBase {
    private final Board board;
    private final Surroundings around;
    private final Semaphore places;
    private final ReentrantLock lock = new ReentrantLock();
    private final Budget budget;
    private final Counter taken;
    private final Counter dropped;

    /// Both of the graph's thread.
    private final EnvoySeries series;

    private Known known;

    /// What the service needs of the process around it.
    ///
    /// @param caller who makes the call that the asking thread serves
    /// @param evidence hears who came to pods, of those who proved that they may tell
    public record Surroundings(
            Clock clock,
            Supplier<Caller> caller,
            Supplier<MeshSnapshot> mesh,
            MeterRegistry registry,
            EnvoyEvidence evidence) {}

    /// What one message tells.
    private record Told(
            List<Call> calls, List<Function<Pod, Arrival>> arrivals, List<Dialed> dials) {
        int entries() {
            return Math.max(calls.size(), arrivals.size());
        }
    }

    public AccessLogService(Board board, Surroundings around, Limits limits) {
        this.board = board;
        this.around = around;
        this.places = new Semaphore(limits.streamsMax());
        this.budget =
                new Budget(
                        limits.bytesPerSecond(),
                        TimeUnit.SECONDS.toNanos(1),
                        around.clock().nanos());
        this.taken = around.registry().counter(MetricNames.ENVOY_LOG_ENTRIES, "result", "ok");
        this.dropped =
                around.registry().counter(MetricNames.ENVOY_LOG_ENTRIES, "result", "dropped");
        this.series = new EnvoySeries(around.registry(), limits);
        this.known = new Known(around.mesh().get());
    }

    @Override
    public StreamObserver<StreamAccessLogsMessage> streamAccessLogs(
            StreamObserver<StreamAccessLogsResponse> out) {
        Envoy envoy = new Envoy(around.caller().get(), out);
        if (!places.tryAcquire()) {
            envoy.over.set(true);
            envoy.lost();
            out.onError(
                    Status.RESOURCE_EXHAUSTED
                            .withDescription("too many streams; come again")
                            .asRuntimeException());
        }
        return envoy;
    }

    private boolean isAffordable(int bytes) {
        lock.lock();
        try {
            return budget.take(bytes, around.clock().nanos());
        } finally {
            lock.unlock();
        }
    }

    /// On the graph's thread.
    private void count(Node node, Caller caller, Told told) {
        MeshSnapshot mesh = around.mesh().get();
        if (!known.isOf(mesh)) {
            known = new Known(mesh);
        }
        Optional<Pod> found = Reporters.pod(node, mesh);
        if (found.isEmpty() || !Reporters.mayTell(caller, found.get())) {
            dropped.increment(told.entries());
            lost(node, caller);
            return;
        }
        Pod pod = found.get();
        List<Row> rows = new ArrayList<>(told.calls().size());
        long seconds = TimeUnit.NANOSECONDS.toSeconds(around.clock().nanos());
        for (Call call : told.calls()) {
            End own = End.of(pod, call.ownPrincipal());
            End peer = known.peer(call);
            Known.Name service = known.service(call, pod);
            series.count(call, own, peer, service, seconds);
            rows.add(Rows.of(call, peer, service));
        }
        if (caller instanceof Caller.Known) {
            PodRef ref = Reporters.ref(pod);
            around.evidence()
                    .came(ref, told.arrivals().stream().map(one -> one.apply(pod)).toList());
            around.evidence().dialed(ref, told.dials());
        }
        taken.increment(told.entries());
        if (!rows.isEmpty()) {
            board.count(
                    new TrafficReport.Pod(
                            pod.meta().key().namespace(), pod.workload(), pod.meta().key().name()),
                    rows);
        }
    }

    private void lost(Node node, Caller caller) {
        if (caller instanceof Caller.Known known) {
            Reporters.concerned(node, known, around.mesh().get())
                    .ifPresent(around.evidence()::lost);
        }
    }

    /// One stream: the first message says who it is.
    private final class Envoy implements StreamObserver<StreamAccessLogsMessage> {
        private final Caller caller;
        private final StreamObserver<StreamAccessLogsResponse> out;
        private final AtomicBoolean over = new AtomicBoolean();
        private @Nullable Node node;
        private EnvoyLog log = EnvoyLog.SOURCE;

        Envoy(Caller caller, StreamObserver<StreamAccessLogsResponse> out) {
            this.caller = caller;
            this.out = out;
        }

        @Override
        public void onNext(StreamAccessLogsMessage message) {
            if (over.get()) {
                return;
            }
            if (message.hasIdentifier()) {
                // The node alone is kept, and of it what is looked at.
                node = Node.newBuilder().setId(message.getIdentifier().getNode().getId()).build();
                log = EnvoyLog.of(message.getIdentifier().getLogName()).orElse(EnvoyLog.SOURCE);
            }
            Node from = node;
            int entries =
                    message.getHttpLogs().getLogEntryCount()
                            + message.getTcpLogs().getLogEntryCount();
            if (from == null || entries == 0) {
                return;
            }
            int bytes = message.getSerializedSize();
            if (entries > Limits.ENTRIES_MAX || !isAffordable(bytes)) {
                drop(entries);
                return;
            }
            Told told = told(message);
            if (!board.offer(bytes, () -> count(from, caller, told))) {
                drop(entries);
            }
        }

        private Told told(StreamAccessLogsMessage message) {
            List<HTTPAccessLogEntry> requests = message.getHttpLogs().getLogEntryList();
            List<TCPAccessLogEntry> connections = message.getTcpLogs().getLogEntryList();
            return log == EnvoyLog.SOURCE
                    ? called(requests, connections)
                    : came(requests, connections, log);
        }

        private static Told called(
                List<HTTPAccessLogEntry> requests, List<TCPAccessLogEntry> connections) {
            List<Call> calls = new ArrayList<>();
            List<Dialed> dials = new ArrayList<>();
            for (HTTPAccessLogEntry entry : requests) {
                String host = entry.getRequest().getAuthority();
                calls.add(LogEntries.http(entry, Side.SOURCE));
                dials.add(LogEntries.dialed(entry.getCommonProperties(), host));
            }
            for (TCPAccessLogEntry entry : connections) {
                calls.add(LogEntries.tcp(entry, Side.SOURCE));
                dials.add(LogEntries.dialed(entry.getCommonProperties(), ""));
            }
            return new Told(calls, List.of(), dials);
        }

        /// The log of all connections tells again of those that the others told of.
        private static Told came(
                List<HTTPAccessLogEntry> requests,
                List<TCPAccessLogEntry> connections,
                EnvoyLog log) {
            List<Call> calls = new ArrayList<>();
            List<Function<Pod, Arrival>> arrivals = new ArrayList<>();
            boolean passed = log != EnvoyLog.CONNECTIONS;
            for (HTTPAccessLogEntry entry : requests) {
                if (LogEntries.isOver(entry.getCommonProperties())) {
                    calls.add(LogEntries.http(entry, Side.DESTINATION));
                }
                arrivals.add(pod -> new Arrivals(pod.ip()).request(entry));
            }
            for (TCPAccessLogEntry entry : connections) {
                if (passed && LogEntries.isOver(entry.getCommonProperties())) {
                    calls.add(LogEntries.tcp(entry, Side.DESTINATION));
                }
                arrivals.add(pod ->
                        passed
                                ? new Arrivals(pod.ip()).passed(entry, log)
                                : new Arrivals(pod.ip()).connection(entry));
            }
            return new Told(calls, arrivals, List.of());
        }

        private void drop(int entries) {
            dropped.increment(entries);
            lost();
        }

        /// Who tells nothing more may have had something to tell.
        private void lost() {
            Node from = node;
            if (from != null && log != EnvoyLog.SOURCE) {
                AccessLogService.this.lost(from, caller);
            } else if (from == null
                    && caller instanceof Caller.Known(var identity, var _, String pod)) {
                if (pod.isEmpty()) {
                    around.evidence().lostIn(identity.namespace());
                } else {
                    around.evidence().lost(new PodRef(identity.namespace(), pod));
                }
            }
        }

        @Override
        public void onError(Throwable thrown) {
            boolean _ = release();
        }

        @Override
        public void onCompleted() {
            if (release()) {
                out.onNext(StreamAccessLogsResponse.getDefaultInstance());
                out.onCompleted();
            }
        }

        private boolean release() {
            boolean first = over.compareAndSet(false, true);
            if (first) {
                places.release();
                lost();
            }
            return first;
        }
    }
}
