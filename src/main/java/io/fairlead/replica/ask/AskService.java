package io.fairlead.replica.ask;

import io.fairlead.replica.peer.Gate;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;

/// Answers daemons that follow, while this one leads. Only a daemon may ask: who has its certificate.
public final class AskService implements BindableService {

    private final Function<Asked, Answered> pages;
    private final Gate gate;

    /// @param pages answers; called by many threads at once
    public AskService(Function<Asked, Answered> pages, Gate gate) {
        this.pages = pages;
        this.gate = gate;
    }

    @Override
    public ServerServiceDefinition bindService() {
        return ServerServiceDefinition.builder(Contract.SERVICE)
                .addMethod(Contract.ASK, ServerCalls.asyncUnaryCall(this::ask))
                .build();
    }

    private void ask(byte[] message, StreamObserver<byte[]> out) {
        Optional<Status> refused = gate.refusal();
        if (refused.isPresent()) {
            out.onError(refused.get().asRuntimeException());
            return;
        }
        Asked asked;
        try {
            asked = Asked.of(message);
        } catch (IOException e) {
            out.onError(
                    Status.INVALID_ARGUMENT
                            .withDescription("the message is no Question: " + e.getMessage())
                            .asRuntimeException());
            return;
        }
        out.onNext(pages.apply(asked).bytes());
        out.onCompleted();
    }
}
