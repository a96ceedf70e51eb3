package io.fairlead.push.ads;

import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.fairlead.clock.Clock;
import io.fairlead.meter.Faults;
import io.fairlead.model.identity.Caller;
import io.fairlead.push.cache.Member;
import io.fairlead.push.cache.Pusher;
import io.fairlead.push.session.Ask;
import io.fairlead.push.view.Connection;
import io.fairlead.push.view.Connections;
import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The xDS service: lets streams in, and knows the open ones.
public final class Streams implements BindableService, Connections {

    private static final MethodDescriptor<DiscoveryRequest, DiscoveryResponse> SOTW =
            AggregatedDiscoveryServiceGrpc.getStreamAggregatedResourcesMethod();

    private static final MethodDescriptor<DeltaDiscoveryRequest, DeltaAnswer> DELTA =
            AggregatedDiscoveryServiceGrpc.getDeltaAggregatedResourcesMethod().toBuilder(
                            ProtoUtils.marshaller(DeltaDiscoveryRequest.getDefaultInstance()),
                            new DeltaAnswer.Marshaller())
                    .build();

    private final Clock clock;
    private final Faults faults;
    private final PushMeters meters;
    private final AdsLimits limits;
    private final Pusher pusher;
    private final BooleanSupplier ready;
    private final Supplier<Caller> callers;
    private final Questions questions;
    private final AtomicReference<RateLimit> rate;
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicInteger open = new AtomicInteger();
    private final Semaphore places;
    private final Set<ProxyStream<?, ?>> streams = ConcurrentHashMap.newKeySet();

    /// What a stream needs of its surroundings.
    public record Surroundings(Clock clock, Faults faults, PushMeters meters, AdsLimits limits) {}

    /// Who comes, and what those ask who are no proxies.
    ///
    /// @param callers says who makes the call that the asking thread serves
    public record Visitors(Supplier<Caller> callers, Questions questions) {}

    /// @param ready false while there is nothing to serve yet
    public Streams(Surroundings around, Pusher pusher, BooleanSupplier ready, Visitors visitors) {
        this.clock = around.clock();
        this.faults = around.faults();
        this.meters = around.meters();
        this.limits = around.limits();
        this.pusher = pusher;
        this.ready = ready;
        this.callers = visitors.callers();
        this.questions = visitors.questions();
        this.places = new Semaphore(limits.greetedAtOnce(), true);
        this.rate = new AtomicReference<>(RateLimit.full(limits.streamsPerSecond(), clock.nanos()));
        meters.showConnected(() -> (int) streams.stream().filter(s -> s.shown() != null).count());
    }

    @Override
    public ServerServiceDefinition bindService() {
        ServiceDescriptor service =
                ServiceDescriptor.newBuilder(AggregatedDiscoveryServiceGrpc.SERVICE_NAME)
                        .addMethod(SOTW)
                        .addMethod(DELTA)
                        .build();
        return ServerServiceDefinition.builder(service)
                .addMethod(
                        SOTW, ServerCalls.asyncBidiStreamingCall(out -> open(new Wire.Sotw(), out)))
                .addMethod(
                        DELTA,
                        ServerCalls.asyncBidiStreamingCall(out -> open(new Wire.Delta(), out)))
                .build();
    }

    private <Q, A> StreamObserver<Q> open(Wire<Q, A> wire, StreamObserver<A> out) {
        Status refusal = refusal();
        if (!refusal.isOk()) {
            meters.refusedStream();
            out.onError(refusal.asRuntimeException());
            return new Silence<>();
        }
        open.incrementAndGet();
        ProxyStream<Q, A> stream =
                new ProxyStream<>(
                        new ProxyStream.Opened(numbers.incrementAndGet(), callers.get()),
                        wire,
                        (ServerCallStreamObserver<A>) out,
                        this);
        streams.add(stream);
        stream.start();
        return stream;
    }

    private Status refusal() {
        if (!ready.getAsBoolean()) {
            return Status.UNAVAILABLE.withDescription("the daemon has no configuration yet");
        }
        if (open.get() >= limits.streamsMax()) {
            return Status.RESOURCE_EXHAUSTED.withDescription(
                    "at most " + limits.streamsMax() + " streams");
        }
        if (limits.streamsPerSecond() > 0) {
            RateLimit after = rate.updateAndGet(bucket -> bucket.ask(clock.nanos()));
            return after.denied()
                    ? Status.RESOURCE_EXHAUSTED.withDescription(
                            "at most " + limits.streamsPerSecond() + " new streams a second")
                    : Status.OK;
        }
        return Status.OK;
    }

    /// Waits for its turn: streams have their first answers a few at a time, in the order in which they introduced
    /// themselves, so that what is encoded for one is on its way before the next begins.
    void takePlace() throws InterruptedException {
        places.acquire();
    }

    /// A stream has had its first answers, or its time for them is over.
    void leavePlace() {
        places.release();
    }

    void joined(Member member) {
        pusher.join(member);
    }

    void left(ProxyStream<?, ?> stream, @Nullable Member member) {
        if (streams.remove(stream)) {
            open.decrementAndGet();
        }
        if (member != null) {
            pusher.leave(member);
        }
    }

    /// Ends every stream; clients come back by themselves, to whoever serves then.
    public void closeAll() {
        streams.forEach(ProxyStream::close);
    }

    @Override
    public List<Connection> all() {
        return streams.stream()
                .map(ProxyStream::shown)
                .filter(Objects::nonNull)
                .sorted(
                        Comparator.comparing((Connection c) -> c.proxy().id())
                                .thenComparingLong(Connection::number))
                .toList();
    }

    Questions.Outcome ask(Caller caller, Ask question) {
        return questions.ask(caller, question, this);
    }

    Clock clock() {
        return clock;
    }

    Faults faults() {
        return faults;
    }

    PushMeters meters() {
        return meters;
    }

    AdsLimits limits() {
        return limits;
    }

    /// Hears what a refused client says.
    private static final class Silence<Q> implements StreamObserver<Q> {
        @Override
        public void onNext(Q request) {
            // Its stream has ended.
        }

        @Override
        public void onError(Throwable cause) {
            // Its stream has ended.
        }

        @Override
        public void onCompleted() {
            // Its stream has ended.
        }
    }
}
