package io.fairlead.replica.ask;

import io.fairlead.clock.Clock;
import io.fairlead.replica.peer.Dial;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks the daemon that leads what it is asked itself. One that doesn't answer is left alone for a while, so that
/// nobody waits for it with each question. For all threads.
public final class Asker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Asker.class);

    private final Dial dial;
    private final AskLimits limits;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();

    // All of the lock.
    private String leader = "";
    private @Nullable ManagedChannel channel;
    private long notBeforeNanos;
    private boolean told;

    public Asker(Dial dial, AskLimits limits, Clock clock) {
        this.dial = dial;
        this.limits = limits;
        this.clock = clock;
        this.notBeforeNanos = clock.nanos();
    }

    /// Another daemon leads.
    ///
    /// @param address of it; empty while it isn't known, or when this one leads
    public void follow(String address) {
        lock.lock();
        try {
            if (!address.equals(leader)) {
                hangUp();
                leader = address;
                notBeforeNanos = clock.nanos();
                told = false;
            }
        } finally {
            lock.unlock();
        }
    }

    /// What the leader says; empty when nobody leads, or nobody answers.
    public Optional<Answered> ask(Asked question) {
        String address = wanted();
        if (address.isEmpty()) {
            return Optional.empty();
        }
        ManagedChannel line = null;
        try {
            line = line(address);
            byte[] answer =
                    ClientCalls.blockingUnaryCall(
                            line,
                            Contract.ASK,
                            CallOptions.DEFAULT
                                    .withDeadlineAfter(
                                            limits.answer().toNanos(), TimeUnit.NANOSECONDS)
                                    .withMaxInboundMessageSize(limits.bytesMax()),
                            question.bytes());
            return Optional.of(Answered.of(answer));
        } catch (IOException | StatusRuntimeException e) {
            failed(address, line, e);
            return Optional.empty();
        }
    }

    private String wanted() {
        lock.lock();
        try {
            return clock.nanos() - notBeforeNanos >= 0 ? leader : "";
        } finally {
            lock.unlock();
        }
    }

    /// Dialled without the lock: a certificate takes its time.
    private ManagedChannel line(String address) throws IOException {
        ManagedChannel known = known(address, null);
        return known != null ? known : kept(address, dial.to(address));
    }

    private ManagedChannel kept(String address, ManagedChannel dialled) throws IOException {
        ManagedChannel kept = known(address, dialled);
        if (!dialled.equals(kept)) {
            dialled.shutdownNow();
        }
        if (kept == null) {
            throw new IOException("another daemon leads now");
        }
        return kept;
    }

    /// The connection to this leader, `dialled` when there was none; null when there is none, or another leads.
    private @Nullable ManagedChannel known(String address, @Nullable ManagedChannel dialled) {
        lock.lock();
        try {
            if (!address.equals(leader)) {
                return null;
            }
            if (channel == null) {
                channel = dialled;
            }
            return channel;
        } finally {
            lock.unlock();
        }
    }

    /// Once for each leader that doesn't answer. It is dialled anew: the certificate of this side may be too old.
    private void failed(String address, @Nullable ManagedChannel line, Exception cause) {
        boolean news;
        lock.lock();
        try {
            if (!address.equals(leader)) {
                return;
            }
            if (line != null && line.equals(channel)) {
                hangUp();
            }
            notBeforeNanos = clock.nanos() + limits.again().toNanos();
            news = !told;
            told = true;
        } finally {
            lock.unlock();
        }
        if (news) {
            LOG.atWarn()
                    .setMessage("the leader can't be asked; pages show what this daemon hears")
                    .addKeyValue("leader", address)
                    .addKeyValue("reason", cause)
                    .log();
        }
    }

    private void hangUp() {
        ManagedChannel open = channel;
        channel = null;
        if (open != null) {
            open.shutdownNow();
        }
    }

    @Override
    public void close() {
        follow("");
    }
}
