package io.fairlead.telemetry.intake;

import io.fairlead.clock.Clock;
import io.fairlead.meter.MetricNames;
import io.fairlead.model.identity.Caller;
import io.fairlead.model.identity.SpiffeId;
import io.fairlead.model.mtls.EvidenceDelta;
import io.fairlead.model.mtls.PodRef;
import io.fairlead.telemetry.aggregate.TrafficReport;
import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `fairlead.telemetry.v1.Reports`: sidecars report, each report is acknowledged when it is counted. Who reports too
/// much is sent away; a sidecar keeps what it counted and comes again.
public final class ReportService implements BindableService {
    private static final Logger LOG = LoggerFactory.getLogger(ReportService.class);
    private static final String SERVICE = "fairlead.telemetry.v1.Reports";

    private static final MethodDescriptor<byte[], byte[]> REPORT =
            MethodDescriptor.<byte[], byte[]>newBuilder()
                    .setType(MethodType.BIDI_STREAMING)
                    .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, "Report"))
                    .setRequestMarshaller(new Bytes())
                    .setResponseMarshaller(new Bytes())
                    .build();

    private final Takers takers;
    private final Clock clock;
    private final Supplier<Caller> caller;
    private final IntakeLimits limits;
    private final Counter counted;
    private final Counter refused;
    private final Semaphore places;
    private final ReentrantLock lock = new ReentrantLock();
    private final Budget budget;

    /// Who gets what was reported.
    ///
    /// @param evidence of how peers came to pods, from proved identities only
    /// @param wishes of ports, to sidecars with a proved identity
    /// @param leader where their reports go and their wishes come from while another daemon leads
    public record Takers(
            Board board, Consumer<EvidenceDelta> evidence, Wishes wishes, Upstream leader) {}

    /// @param caller who makes the call that the asking thread serves
    public ReportService(
            Takers takers,
            Clock clock,
            Supplier<Caller> caller,
            MeterRegistry registry,
            IntakeLimits limits) {
        this.takers = takers;
        this.clock = clock;
        this.caller = caller;
        this.limits = limits;
        this.counted = registry.counter(MetricNames.REPORTS);
        this.refused = registry.counter(MetricNames.REPORTS_REFUSED);
        this.places = new Semaphore(limits.streamsMax());
        this.budget =
                new Budget(limits.bytesPerSecond(), TimeUnit.SECONDS.toNanos(1), clock.nanos());
    }

    @Override
    public ServerServiceDefinition bindService() {
        return ServerServiceDefinition.builder(SERVICE)
                .addMethod(REPORT, ServerCalls.asyncBidiStreamingCall(this::open))
                .build();
    }

    private StreamObserver<byte[]> open(StreamObserver<byte[]> out) {
        Stream stream = new Stream(caller.get(), (ServerCallStreamObserver<byte[]>) out);
        if (!places.tryAcquire()) {
            stream.over.set(true);
            stream.refuse(Status.RESOURCE_EXHAUSTED, "too many streams; come again");
        }
        return stream;
    }

    private boolean isAffordable(int bytes) {
        lock.lock();
        try {
            return budget.take(bytes, clock.nanos());
        } finally {
            lock.unlock();
        }
    }

    /// One sidecar. Its messages come one after the other; acknowledgements are sent by the graph's thread.
    private final class Stream implements StreamObserver<byte[]> {
        private final Caller from;
        private final ServerCallStreamObserver<byte[]> out;
        private final ReentrantLock sending = new ReentrantLock();
        private final Budget own;
        private final AtomicBoolean over = new AtomicBoolean();
        private final Wishes.Outlet outlet = this::push;
        private volatile @Nullable PodRef pod;

        /// Of the graph's thread.
        private boolean relayed;

        Stream(Caller from, ServerCallStreamObserver<byte[]> out) {
            this.from = from;
            this.out = out;
            this.own =
                    new Budget(
                            limits.streamReportsPerMinute(),
                            TimeUnit.MINUTES.toNanos(1),
                            clock.nanos());
            // With it, a send after the other end has gone is no exception.
            out.setOnCancelHandler(() -> {
                boolean _ = release();
            });
        }

        @Override
        public void onNext(byte[] message) {
            if (over.get()) {
                return;
            }
            if (message.length > IntakeLimits.REPORT_BYTES_MAX) {
                end(Status.INVALID_ARGUMENT, "the report is longer than 512 KiB");
            } else if (!own.take(1, clock.nanos())
                    || !isAffordable(message.length)
                    || !takers.board.offer(message.length, () -> read(message))) {
                end(Status.RESOURCE_EXHAUSTED, "too many reports; come again");
            }
        }

        private void read(byte[] message) {
            if (over.get()) {
                return;
            }
            try {
                TrafficReport report = ReportMessages.report(message);
                if (take(report, EvidenceMessages.of(message, report, clock.now()).orElse(null))
                        && from instanceof Caller.Known known) {
                    enforce(report, known, message);
                }
            } catch (IOException e) {
                end(Status.INVALID_ARGUMENT, "the message is no Report: " + e.getMessage());
            }
        }

        /// Behind the acknowledgement. By whoever leads now: what the other one wished counts no more.
        private void enforce(TrafficReport report, Caller.Known known, byte[] message)
                throws IOException {
            PodRef of = new PodRef(report.pod().namespace(), report.pod().name());
            EnforcementMessages.Held held = EnforcementMessages.held(message).orElse(null);
            pod = of;
            boolean follows = takers.leader.isThere();
            if (follows != relayed) {
                forget(of);
                relayed = follows;
            }
            if (follows) {
                takers.leader.report(known, ReportWriter.withoutTraffic(message), outlet);
            } else {
                takers.wishes.heard(of, outlet, held);
            }
            if (over.get()) {
                forget(of);
            }
        }

        private void forget(PodRef of) {
            takers.wishes.closed(of, outlet);
            takers.leader.closed(outlet);
        }

        /// False when the stream is ended.
        private boolean take(TrafficReport report, @Nullable EvidenceDelta evidence) {
            if (from instanceof Caller.Known(SpiffeId identity, _, String proved)
                    && !RelayedReports.speaksFor(identity, proved, report.pod())) {
                end(
                        Status.PERMISSION_DENIED,
                        "%s reports for pod %s of namespace %s"
                                .formatted(
                                        identity, report.pod().name(), report.pod().namespace()));
                return false;
            }
            takers.board.add(report);
            if (from instanceof Caller.Known && evidence != null) {
                takers.evidence.accept(evidence);
            }
            counted.increment();
            send(() -> out.onNext(ReportMessages.ack(report.epoch(), report.sequence())));
            return true;
        }

        private void push(byte[] wish) {
            send(() -> out.onNext(wish));
        }

        /// One at a time, and nothing after the end.
        private void send(Runnable message) {
            sending.lock();
            try {
                if (!over.get()) {
                    message.run();
                }
            } finally {
                sending.unlock();
            }
        }

        private void end(Status status, String text) {
            if (release()) {
                refuse(status, text);
            }
        }

        private void refuse(Status status, String text) {
            refused.increment();
            LOG.atDebug().setMessage("report refused").addKeyValue("reason", text).log();
            last(() -> out.onError(status.withDescription(text).asRuntimeException()));
        }

        private void last(Runnable end) {
            sending.lock();
            try {
                end.run();
            } finally {
                sending.unlock();
            }
        }

        private boolean release() {
            boolean first = over.compareAndSet(false, true);
            if (first) {
                places.release();
                PodRef of = pod;
                if (of != null) {
                    forget(of);
                }
            }
            return first;
        }

        @Override
        public void onError(Throwable thrown) {
            boolean _ = release();
        }

        @Override
        public void onCompleted() {
            if (release()) {
                last(out::onCompleted);
            }
        }
    }

    /// Takes a message as it is, no further than one byte above the limit.
    private record Bytes() implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readNBytes(IntakeLimits.REPORT_BYTES_MAX + 1);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
