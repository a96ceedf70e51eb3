package io.fairlead.replica.tell;

import static io.grpc.Status.Code.UNAVAILABLE;

import io.fairlead.clock.Clock;
import io.fairlead.clock.LoopThread;
import io.fairlead.meter.Faults;
import io.fairlead.replica.peer.Dial;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ClientResponseObserver;
import java.io.IOException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the leader what this daemon heard, on a thread of its own. Who offers something never waits: above the limit
/// it is dropped and counted. What was under way when a leader ended is lost; it is a picture, not a ledger.
public final class Teller implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Teller.class);
    private static final int CLOSE_SECONDS = 1;

    private final TellLimits limits;
    private final TellMeters meters;
    private final Clock clock;
    private final Faults faults;
    private final Dial dial;
    private final Semaphore room;
    private final LinkedBlockingQueue<Heard> line = new LinkedBlockingQueue<>();
    private final LoopThread thread = new LoopThread("teller");
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile String leader = "";
    private @Nullable Call call;
    private long notBeforeNanos;
    private volatile boolean told;

    /// What it needs of the daemon.
    public record Surroundings(Clock clock, Faults faults, TellMeters meters) {}

    private static final class Call {
        final String address;
        final ManagedChannel channel;
        @Nullable ClientCallStreamObserver<byte[]> out;
        boolean over;
        volatile boolean ready;

        Call(String address, ManagedChannel channel) {
            this.address = address;
            this.channel = channel;
        }
    }

    public Teller(Dial dial, TellLimits limits, Surroundings around) {
        this.dial = dial;
        this.limits = limits;
        this.clock = around.clock();
        this.faults = around.faults();
        this.meters = around.meters();
        this.room = new Semaphore(limits.waitingBytes());
        this.notBeforeNanos = clock.nanos();
    }

    public void start() {
        thread.start(this::loop);
    }

    /// @param address of the leader; empty when there is nobody to be told
    public void follow(String address) {
        leader = address;
        told = false;
        lock.lock();
        try {
            notBeforeNanos = clock.nanos();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Whether an [#offer] goes anywhere.
    public boolean isFollowing() {
        return !leader.isEmpty();
    }

    /// Has something told, if there is somebody to be told and room for it.
    public void offer(Heard heard) {
        if (!isFollowing()) {
            return;
        }
        int size = Math.max(1, heard.body().length);
        if (size > limits.messageBytesMax() || !room.tryAcquire(size)) {
            meters.dropped.increment();
            return;
        }
        line.add(heard);
    }

    private void loop() {
        while (thread.isOpen()) {
            try {
                Heard next = line.take();
                room.release(Math.max(1, next.body().length));
                tell(next);
            } catch (InterruptedException _) {
                break;
            } catch (RuntimeException e) {
                faults.onFault("replicas", e);
            }
        }
        hangUp();
    }

    /// Waits for a stream that takes more; gives up when there is nobody to be told any more.
    private void tell(Heard heard) throws InterruptedException {
        lock.lock();
        try {
            while (thread.isOpen() && isFollowing()) {
                ClientCallStreamObserver<byte[]> out = stream();
                if (out != null && out.isReady()) {
                    out.onNext(heard.bytes());
                    meters.told.increment();
                    return;
                }
                boolean _ = changed.await(limits.again().toNanos(), TimeUnit.NANOSECONDS);
            }
            meters.dropped.increment();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable ClientCallStreamObserver<byte[]> stream() {
        Call open = call;
        if (open != null && (open.over || !open.address.equals(leader))) {
            hangUp();
        }
        if (call == null && clock.nanos() - notBeforeNanos >= 0) {
            notBeforeNanos = clock.nanos() + limits.again().toNanos();
            call(leader);
        }
        Call now = call;
        return now == null ? null : now.out;
    }

    private void call(String address) {
        try {
            Call next = new Call(address, dial.to(address));
            call = next;
            var _ =
                    ClientCalls.asyncClientStreamingCall(
                            next.channel.newCall(Contract.TELL, CallOptions.DEFAULT),
                            new Answers(next));
        } catch (IOException e) {
            failed(address, e);
        }
    }

    private void hangUp() {
        Call open = call;
        call = null;
        if (open != null) {
            open.channel.shutdownNow();
        }
    }

    /// Once for each leader that can't be told.
    private void failed(String address, Throwable cause) {
        if (!told) {
            told = true;
            LOG.atWarn()
                    .setMessage("the leader can't be told what this daemon hears")
                    .addKeyValue("leader", address)
                    .addKeyValue("reason", cause.getMessage())
                    .log();
        }
    }

    /// Called by the library's threads.
    private final class Answers implements ClientResponseObserver<byte[], byte[]> {
        private final Call mine;

        Answers(Call mine) {
            this.mine = mine;
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<byte[]> stream) {
            mine.out = stream;
            stream.setOnReadyHandler(() -> {
                mine.ready = true;
                signal(false);
            });
        }

        @Override
        public void onNext(byte[] answer) {}

        @Override
        public void onError(Throwable cause) {
            signal(true);
            // A port closes old connections, and a leader may end: that is no news.
            boolean ended = mine.ready && Status.fromThrowable(cause).getCode() == UNAVAILABLE;
            if (!ended && thread.isOpen() && mine.address.equals(leader)) {
                failed(mine.address, cause);
            }
        }

        @Override
        public void onCompleted() {
            signal(true);
        }

        private void signal(boolean over) {
            lock.lock();
            try {
                mine.over |= over;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    @Override
    public void close() {
        thread.close();
        Call open = call;
        if (open != null) {
            try {
                boolean _ = open.channel.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
