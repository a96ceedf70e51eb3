package io.fairlead.replica.relay;

import io.fairlead.model.mtls.PodRef;
import io.fairlead.replica.peer.Gate;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes what sidecars report to other daemons, while this one leads, and brings wishes to them.
public final class RelayService implements BindableService {
    private static final Logger LOG = LoggerFactory.getLogger(RelayService.class);

    private final Ear ear;
    private final Gate gate;
    private final RelayLimits limits;
    private final RelayMeters meters;

    /// Where followers are heard.
    @FunctionalInterface
    public interface Ear {
        Follower open(Way way);
    }

    /// What one follower says, in order, on one stream.
    public interface Follower {
        /// @throws IOException saying what is wrong with the report, which counts nowhere
        void report(long stream, Sender from, byte[] body) throws IOException;

        void ended(long stream);

        void seen(Sight.News news);

        /// Nothing more comes, and nothing more goes back. Told at least once.
        void over();
    }

    /// The way to a follower. It waits for nobody, and leads nowhere once the stream is over.
    public interface Way {
        void back(long stream, byte[] ack);

        void trials(Map<PodRef, SortedSet<Integer>> ports, Duration ttl);

        void end(String why);
    }

    public RelayService(Ear ear, Gate gate, RelayLimits limits, RelayMeters meters) {
        this.ear = ear;
        this.gate = gate;
        this.limits = limits;
        this.meters = meters;
    }

    @Override
    public ServerServiceDefinition bindService() {
        return ServerServiceDefinition.builder(Contract.SERVICE)
                .addMethod(Contract.RELAY, ServerCalls.asyncBidiStreamingCall(this::open))
                .build();
    }

    private StreamObserver<byte[]> open(StreamObserver<byte[]> out) {
        Stream stream = new Stream((ServerCallStreamObserver<byte[]>) out);
        Optional<Status> refused = gate.refusal();
        if (refused.isPresent()) {
            stream.end(refused.get());
        } else {
            stream.begin();
        }
        return stream;
    }

    private final class Stream implements StreamObserver<byte[]>, Way {
        private final ServerCallStreamObserver<byte[]> out;
        private final ReentrantLock sending = new ReentrantLock();
        private boolean over;
        private int unread;
        private volatile @Nullable Follower follower;

        Stream(ServerCallStreamObserver<byte[]> out) {
            this.out = out;
            // With it, a send after the other end has gone is no exception.
            out.setOnCancelHandler(this::left);
        }

        void begin() {
            follower = ear.open(this);
            if (isOver()) {
                tellOver();
            }
        }

        @Override
        public void onNext(byte[] message) {
            Follower from = follower;
            if (from == null || isOver()) {
                return;
            }
            Optional<Status> ended = gate.ended();
            if (ended.isPresent()) {
                end(ended.get());
                return;
            }
            try {
                take(from, UpMessages.of(message));
            } catch (IOException e) {
                end(
                        Status.INVALID_ARGUMENT.withDescription(
                                "the message is no Up: " + e.getMessage()));
            }
        }

        private void take(Follower from, Up up) {
            switch (up) {
                case Up.Report(long number, long stream, Sender sender, byte[] body) -> {
                    report(from, stream, sender, body);
                    send(new Down.Acknowledged(number));
                }
                case Up.Ended(long number, long stream) -> {
                    from.ended(stream);
                    send(new Down.Acknowledged(number));
                }
                case Up.Seen(Sight.News news) -> from.seen(news);
            }
        }

        /// One that can't be read is a gap in what is known of its pod, and nobody else's.
        private void report(Follower from, long stream, Sender sender, byte[] body) {
            try {
                from.report(stream, sender, body);
                meters.taken.increment();
            } catch (IOException e) {
                meters.refused.increment();
                LOG.atDebug().setMessage("report refused").addKeyValue("reason", e).log();
            }
        }

        @Override
        public void back(long stream, byte[] ack) {
            send(new Down.Back(stream, ack));
        }

        @Override
        public void trials(Map<PodRef, SortedSet<Integer>> ports, Duration ttl) {
            send(new Down.Trials(ports, ttl));
        }

        @Override
        public void end(String why) {
            end(Status.UNAVAILABLE.withDescription(why));
        }

        /// One at a time, and nothing after the end.
        private void send(Down down) {
            boolean deaf;
            sending.lock();
            try {
                if (over) {
                    return;
                }
                unread = out.isReady() ? 0 : unread + 1;
                deaf = unread > limits.unreadMax();
                if (!deaf) {
                    out.onNext(DownMessages.bytes(down));
                }
            } finally {
                sending.unlock();
            }
            if (deaf) {
                end(Status.RESOURCE_EXHAUSTED.withDescription("the follower doesn't read"));
            }
        }

        private boolean isOver() {
            sending.lock();
            try {
                return over;
            } finally {
                sending.unlock();
            }
        }

        private void end(Status status) {
            if (release()) {
                meters.refused.increment();
                out.onError(status.asRuntimeException());
                tellOver();
            }
        }

        private boolean release() {
            sending.lock();
            try {
                boolean first = !over;
                over = true;
                return first;
            } finally {
                sending.unlock();
            }
        }

        private void tellOver() {
            Follower from = follower;
            if (from != null) {
                from.over();
            }
        }

        private void left() {
            if (release()) {
                tellOver();
            }
        }

        @Override
        public void onError(Throwable thrown) {
            left();
        }

        @Override
        public void onCompleted() {
            if (release()) {
                out.onCompleted();
                tellOver();
            }
        }
    }
}
