package io.fairlead.replica.tell;

import io.fairlead.replica.peer.Gate;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/// Takes what other daemons heard, when this one leads. Only a daemon may tell: who has its certificate.
public final class TellService implements BindableService {

    private final Ear ear;
    private final Gate gate;
    private final TellMeters meters;

    /// Takes a message in.
    @FunctionalInterface
    public interface Ear {
        /// False when it has no room, or knows no such kind.
        boolean hear(Heard heard);
    }

    public TellService(Ear ear, Gate gate, TellMeters meters) {
        this.ear = ear;
        this.gate = gate;
        this.meters = meters;
    }

    @Override
    public ServerServiceDefinition bindService() {
        return ServerServiceDefinition.builder(Contract.SERVICE)
                .addMethod(Contract.TELL, ServerCalls.asyncClientStreamingCall(this::open))
                .build();
    }

    private StreamObserver<byte[]> open(StreamObserver<byte[]> out) {
        Stream stream = new Stream(out);
        gate.refusal().ifPresent(stream::refuse);
        return stream;
    }

    private final class Stream implements StreamObserver<byte[]> {
        private final StreamObserver<byte[]> out;
        private final AtomicBoolean over = new AtomicBoolean();

        Stream(StreamObserver<byte[]> out) {
            this.out = out;
        }

        @Override
        public void onNext(byte[] message) {
            if (over.get()) {
                return;
            }
            Optional<Status> ended = gate.ended();
            if (ended.isPresent()) {
                refuse(ended.get());
                return;
            }
            try {
                (ear.hear(Heard.of(message)) ? meters.heard : meters.refused).increment();
            } catch (IOException e) {
                refuse(
                        Status.INVALID_ARGUMENT.withDescription(
                                "the message is no Heard: " + e.getMessage()));
            }
        }

        void refuse(Status status) {
            if (over.compareAndSet(false, true)) {
                meters.refused.increment();
                out.onError(status.asRuntimeException());
            }
        }

        @Override
        public void onError(Throwable cause) {
            over.set(true);
        }

        @Override
        public void onCompleted() {
            if (over.compareAndSet(false, true)) {
                out.onNext(new byte[0]);
                out.onCompleted();
            }
        }
    }
}
