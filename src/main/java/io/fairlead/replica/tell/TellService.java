package io.fairlead.replica.tell;

import io.fairlead.model.identity.Caller;
import io.fairlead.model.identity.SpiffeId;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Takes what other daemons heard, when this one leads. Only a daemon may tell: who has its certificate.
public final class TellService implements BindableService {

    private final Ear ear;
    private final BooleanSupplier leads;
    private final Supplier<SpiffeId> daemons;
    private final Supplier<Caller> caller;
    private final TellMeters meters;

    /// Takes a message in.
    @FunctionalInterface
    public interface Ear {
        /// False when it has no room, or knows no such kind.
        boolean hear(Heard heard);
    }

    /// Who may call.
    ///
    /// @param leads whether this daemon leads now
    /// @param daemons identity of all daemons
    /// @param caller who makes the call that the asking thread serves
    public record Gate(
            BooleanSupplier leads, Supplier<SpiffeId> daemons, Supplier<Caller> caller) {}

    public TellService(Ear ear, Gate gate, TellMeters meters) {
        this.ear = ear;
        this.leads = gate.leads();
        this.daemons = gate.daemons();
        this.caller = gate.caller();
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
        Caller who = caller.get();
        if (!(who instanceof Caller.Known(SpiffeId id, Caller.Proof proof, _)
                && proof == Caller.Proof.CLIENT_CERTIFICATE
                && id.equals(daemons.get()))) {
            stream.refuse(Status.PERMISSION_DENIED, "only a daemon tells what it heard");
        } else if (!leads.getAsBoolean()) {
            stream.refuse(Status.FAILED_PRECONDITION, "this daemon doesn't lead");
        }
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
            if (!leads.getAsBoolean()) {
                refuse(Status.FAILED_PRECONDITION, "this daemon leads no more");
                return;
            }
            try {
                (ear.hear(Heard.of(message)) ? meters.heard : meters.refused).increment();
            } catch (IOException e) {
                refuse(Status.INVALID_ARGUMENT, "the message is no Heard: " + e.getMessage());
            }
        }

        void refuse(Status status, String text) {
            if (over.compareAndSet(false, true)) {
                meters.refused.increment();
                out.onError(status.withDescription(text).asRuntimeException());
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
