package io.fairlead.perf.spans;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// Exporters that send spans until they are closed: at a rate, or each request when the one before was answered.
final class Exporters implements AutoCloseable {
    private static final int SPANS = 200;
    private static final int REQUESTS = 16;
    private static final int SENDERS = 4;
    private static final long PATIENCE_SECONDS = 30;

    private static final MethodDescriptor<byte[], byte[]> POST =
            MethodDescriptor.newBuilder(new Bytes(), new Bytes())
                    .setType(MethodDescriptor.MethodType.UNARY)
                    .setFullMethodName("jaeger.api_v2.CollectorService/PostSpans")
                    .build();

    private final ManagedChannel channel;
    private final List<byte[]> requests = new ArrayList<>();
    private final List<Thread> senders = new ArrayList<>();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final int perSecond;
    private final long beginNanos;
    private volatile boolean over;

    /// @param perSecond spans; 0 for as many as are answered
    Exporters(int port, int perSecond) {
        this.perSecond = perSecond;
        this.channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
        long now = Instant.now().toEpochMilli() * 1_000;
        for (int i = 0; i < REQUESTS; i++) {
            requests.add(SpanRequest.of(1L + (long) i * SPANS, SPANS, now));
        }
        this.beginNanos = System.nanoTime();
        for (int i = 0; i < SENDERS; i++) {
            senders.add(Thread.ofVirtual().start(this::send));
        }
    }

    private void send() {
        while (!over) {
            long number = sent.getAndIncrement();
            pace(number);
            try {
                byte[] _ =
                        ClientCalls.blockingUnaryCall(
                                channel,
                                POST,
                                CallOptions.DEFAULT.withDeadlineAfter(
                                        PATIENCE_SECONDS, TimeUnit.SECONDS),
                                requests.get((int) (number % REQUESTS)));
                taken.addAndGet(SPANS);
            } catch (StatusRuntimeException _) {
                refused.addAndGet(SPANS);
            }
        }
    }

    private void pace(long number) {
        if (perSecond > 0) {
            long due = beginNanos + number * SPANS * TimeUnit.SECONDS.toNanos(1) / perSecond;
            for (long left = due - System.nanoTime();
                    left > 0 && !over;
                    left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        }
    }

    long taken() {
        return taken.get();
    }

    long refused() {
        return refused.get();
    }

    @Override
    public void close() {
        over = true;
        try {
            for (Thread sender : senders) {
                sender.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the measurement was stopped", e);
        } finally {
            channel.shutdownNow();
        }
    }

    private record Bytes() implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
