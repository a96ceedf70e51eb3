package io.fairlead.replica.relay;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ClientResponseObserver;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One stream to one leader, on a connection of its own.
final class RelayStream implements ClientResponseObserver<byte[], byte[]> {
    private final String address;
    private final ManagedChannel channel;
    private final Owner owner;
    private volatile @Nullable ClientCallStreamObserver<byte[]> out;

    // Of the owner's lock.
    Sight told = Sight.NONE;
    boolean over;
    boolean taken;

    /// Who it belongs to; called by threads of the channel.
    interface Owner {
        /// It takes more.
        void ready();

        void heard(RelayStream from, Down down);

        void over(RelayStream which, Throwable cause);
    }

    RelayStream(String address, ManagedChannel channel, Owner owner) {
        this.address = address;
        this.channel = channel;
        this.owner = owner;
    }

    void begin() {
        var _ =
                ClientCalls.asyncBidiStreamingCall(
                        channel.newCall(Contract.RELAY, CallOptions.DEFAULT), this);
    }

    boolean isTo(String leader) {
        return address.equals(leader);
    }

    String address() {
        return address;
    }

    boolean isReady() {
        ClientCallStreamObserver<byte[]> open = out;
        return open != null && open.isReady();
    }

    void send(Up up) {
        ClientCallStreamObserver<byte[]> open = out;
        if (open != null) {
            open.onNext(UpMessages.bytes(up));
        }
    }

    void hangUp() {
        channel.shutdownNow();
    }

    void awaitEnd(long seconds) throws InterruptedException {
        boolean _ = channel.awaitTermination(seconds, TimeUnit.SECONDS);
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<byte[]> stream) {
        out = stream;
        stream.setOnReadyHandler(owner::ready);
    }

    @Override
    public void onNext(byte[] message) {
        try {
            owner.heard(this, DownMessages.of(message));
        } catch (IOException e) {
            owner.over(this, e);
        }
    }

    @Override
    public void onError(Throwable cause) {
        owner.over(this, cause);
    }

    @Override
    public void onCompleted() {
        owner.over(this, Status.UNAVAILABLE.asException());
    }
}
