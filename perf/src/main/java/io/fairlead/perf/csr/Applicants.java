package io.fairlead.perf.csr;

import io.fairlead.perf.machine.ProcessorTime;
import io.fairlead.perf.table.Histogram;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Workloads that ask at the same time, each with a token of its own and another request each time.
final class Applicants {
    private final Order order;
    private final Calls calls;
    private final List<byte[]> requests;

    /// What one of them met.
    private static final class Tally {
        private final Histogram latency = new Histogram();
        private long failed;
        private String trouble = "";
    }

    /// @param requests bytes of requests, with different keys
    Applicants(Order order, List<byte[]> requests) throws IOException {
        this.order = order;
        this.calls = Calls.to(order.port(), order.root());
        this.requests = List.copyOf(requests);
    }

    Answer run() throws InterruptedException {
        List<Tally> tallies = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        long daemon = ProcessorTime.nanos(order.daemon());
        long own = ProcessorTime.nanos(ProcessHandle.current().pid());
        long begin = System.nanoTime();
        long end = begin + TimeUnit.MILLISECONDS.toNanos(order.millis());
        for (int i = 0; i < order.workloads(); i++) {
            Tally tally = new Tally();
            int number = i;
            tallies.add(tally);
            threads.add(Thread.ofVirtual().start(() -> ask(number, tally, end)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        long nanos = System.nanoTime() - begin;
        Histogram all = new Histogram();
        long failed = 0;
        String trouble = "";
        for (Tally tally : tallies) {
            all.add(tally.latency.counts());
            failed += tally.failed;
            trouble = trouble.isEmpty() ? tally.trouble : trouble;
        }
        return new Answer(
                all.total(),
                failed,
                nanos,
                ProcessorTime.nanos(order.daemon()) - daemon,
                ProcessorTime.nanos(ProcessHandle.current().pid()) - own,
                all.counts(),
                trouble);
    }

    private void ask(int number, Tally tally, long end) {
        String token = order.tokens().get(number % order.tokens().size());
        ManagedChannel kept = calls.connect();
        try {
            // Everybody asks at least once.
            for (int i = number; i == number || System.nanoTime() < end; i++) {
                ManagedChannel channel = order.fresh() ? calls.connect() : kept;
                long begin = System.nanoTime();
                try {
                    String leaf = Calls.create(channel, requests.get(i % requests.size()), token);
                    if (!leaf.startsWith("-----BEGIN CERTIFICATE-----")) {
                        throw new StatusRuntimeException(
                                Status.DATA_LOSS.withDescription("no certificate in it"));
                    }
                    tally.latency.record(System.nanoTime() - begin);
                } catch (StatusRuntimeException e) {
                    tally.failed++;
                    tally.trouble = tally.trouble.isEmpty() ? e.toString() : tally.trouble;
                } finally {
                    if (order.fresh()) {
                        channel.shutdownNow();
                    }
                }
            }
        } finally {
            kept.shutdownNow();
        }
    }
}
