package io.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.push.session.TypeUrl;
import io.fairlead.replica.peer.Message;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Reports that no sidecar sends, and far too many of them.
@Timeout(60)
class ReportFloodTest {
    private static final int FLOODS = 3;
    private static final int REPORT_BYTES_MAX = 512 * 1024;
    private static final String CART = "outbound|80||cart.default.svc.cluster.local";

    @TempDir Path config;
    private RunningDaemon daemon;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws Exception {
        RunningDaemon.write(config, "cart", Yaml.service("cart", "10.96.0.1", "10.244.0.1"));
        daemon = RunningDaemon.start(config, 100);
        channel =
                NettyChannelBuilder.forAddress("127.0.0.1", daemon.xdsPort())
                        .usePlaintext()
                        .build();
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        daemon.close();
    }

    @Test
    void aReportIsAcknowledgedAndTheSameAgainIsNotCountedAgain() throws Exception {
        Stream stream = open();
        stream.out.onNext(report(1, 1, 0));
        stream.out.onNext(report(1, 1, 0));
        assertThat(stream.next()).isEqualTo("ack");
        assertThat(stream.next()).isEqualTo("ack");
        assertThat(daemon.get(daemon.monitoringPort(), "/debug/edges").body())
                .contains("\"reports\" : 1", "\"repeated\" : 1");
    }

    @Test
    void whatIsNoReportEndsItsStreamOnly() throws Exception {
        Stream good = open();
        Stream noise = open();
        noise.out.onNext(new byte[] {(byte) 0xff, 1, 2});
        assertThat(noise.next()).isEqualTo(Status.Code.INVALID_ARGUMENT);

        Stream zero = open();
        zero.out.onNext(report(0, 1, 0));
        assertThat(zero.next()).isEqualTo(Status.Code.INVALID_ARGUMENT);

        Stream large = open();
        large.out.onNext(report(1, 1, REPORT_BYTES_MAX));
        assertThat(large.next()).isEqualTo(Status.Code.INVALID_ARGUMENT);

        good.out.onNext(report(1, 1, 0));
        assertThat(good.next()).isEqualTo("ack");
        assertThat(daemon.metric("fairlead_reports_refused_total")).isEqualTo(3);
    }

    @Test
    void aStreamThatSendsTooManyIsEnded() throws Exception {
        Stream stream = open();
        for (int i = 1; i <= 200; i++) {
            stream.out.onNext(report(1, i, 0));
        }
        int acknowledged = 0;
        Object last = stream.next();
        while (last.equals("ack")) {
            acknowledged++;
            last = stream.next();
        }
        assertThat(last).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(acknowledged).isLessThan(200);
    }

    @Test
    void aFloodOfReportsDoesNotKeepConfigurationFromSidecars() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        List<Thread> floods = new ArrayList<>();
        for (int i = 0; i < FLOODS; i++) {
            floods.add(Thread.ofVirtual().start(() -> flood(over)));
        }
        try (DeltaProxy proxy = daemon.proxy("web", "10.244.0.9")) {
            proxy.until(TypeUrl.ENDPOINT);
            assertThat(proxy.endpointsOf(CART)).isEqualTo(1);
            for (int i = 2; i < 12; i++) {
                String ip = "10.244.0." + i;
                daemon.write("cart", Yaml.service("cart", "10.96.0.1", ip));
                proxy.until(TypeUrl.ENDPOINT);
                assertThat(String.valueOf(proxy.held(TypeUrl.ENDPOINT).get(CART))).contains(ip);
            }
        } finally {
            over.set(true);
            for (Thread flood : floods) {
                flood.join();
            }
        }
        assertThat(daemon.metric("fairlead_reports_refused_total")).isPositive();
        assertThat(daemon.metric("fairlead_faults_total")).isZero();
    }

    /// The largest reports that are taken, as fast as they are refused.
    private void flood(AtomicBoolean over) {
        byte[] large = report(1, 1, REPORT_BYTES_MAX - 100);
        while (!over.get()) {
            Stream stream = open();
            stream.out.onNext(large);
            stream.out.onNext(large);
            Object answer = stream.next();
            if (answer.equals("ack")) {
                stream.out.onCompleted();
            }
        }
    }

    private Stream open() {
        BlockingQueue<Object> arrived = new LinkedBlockingQueue<>();
        StreamObserver<byte[]> out =
                ClientCalls.asyncBidiStreamingCall(
                        channel.newCall(ReportingPod.REPORT, CallOptions.DEFAULT),
                        new StreamObserver<>() {
                            @Override
                            public void onNext(byte[] acknowledgement) {
                                arrived.add("ack");
                            }

                            @Override
                            public void onError(Throwable cause) {
                                arrived.add(Status.fromThrowable(cause).getCode());
                            }

                            @Override
                            public void onCompleted() {
                                arrived.add("completed");
                            }
                        });
        return new Stream(out, arrived);
    }

    private record Stream(StreamObserver<byte[]> out, BlockingQueue<Object> arrived) {
        Object next() {
            try {
                return Objects.requireNonNull(arrived.poll(20, TimeUnit.SECONDS), "no answer");
            } catch (InterruptedException e) {
                throw new IllegalStateException("the test was stopped", e);
            }
        }
    }

    /// @param padding bytes in a field that nobody knows
    private static byte[] report(long epoch, long sequence, int padding) {
        byte[] pod =
                Message.bytes(fields -> {
                    fields.writeString(1, "shop");
                    fields.writeString(2, "web");
                    fields.writeString(3, "web-1");
                });
        return Message.bytes(report -> {
            report.writeUInt64(1, epoch);
            report.writeUInt64(2, sequence);
            report.writeByteArray(3, pod);
            report.writeByteArray(15, new byte[padding]);
        });
    }
}
