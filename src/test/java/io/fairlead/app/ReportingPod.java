package io.fairlead.app;

import com.google.protobuf.CodedOutputStream;
import io.fairlead.replica.peer.Bytes;
import io.fairlead.replica.peer.Message;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Reports of a sidecar as a test wants them, written by docs/reports.proto.
final class ReportingPod implements AutoCloseable {

    static final MethodDescriptor<byte[], byte[]> REPORT =
            MethodDescriptor.<byte[], byte[]>newBuilder()
                    .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
                    .setFullMethodName("fairlead.telemetry.v1.Reports/Report")
                    .setRequestMarshaller(new Bytes())
                    .setResponseMarshaller(new Bytes())
                    .build();

    private final String workload;
    private final ManagedChannel channel;
    private final BlockingQueue<Boolean> answers = new LinkedBlockingQueue<>();
    private final StreamObserver<byte[]> out;
    private long sequence;

    /// Requests of one kind, as the caller's sidecar saw them.
    ///
    /// @param protocol as the contract numbers it: 1 HTTP, 2 gRPC, 3 TCP
    /// @param bucket of latency
    record Calls(
            String to, int protocol, int responseClass, boolean mutual, int count, int bucket) {

        static Calls good(String to, int count) {
            return new Calls(to, 1, 2, true, count, 21);
        }

        static Calls failed(String to, int count) {
            return new Calls(to, 1, 5, true, count, 45);
        }
    }

    ReportingPod(int port, String workload) {
        this.workload = workload;
        this.channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
        this.out =
                ClientCalls.asyncBidiStreamingCall(
                        channel.newCall(REPORT, CallOptions.DEFAULT), new Answers());
    }

    /// Reports, and waits until it is counted.
    void report(Calls... rows) throws InterruptedException {
        sequence++;
        out.onNext(
                Message.bytes(report -> {
                    report.writeUInt64(1, 1);
                    report.writeUInt64(2, sequence);
                    report.writeByteArray(
                            3,
                            Message.bytes(pod -> {
                                pod.writeString(1, "default");
                                pod.writeString(2, workload);
                                pod.writeString(3, workload + "-1");
                            }));
                    for (Calls calls : rows) {
                        report.writeByteArray(4, Message.bytes(row -> write(row, calls)));
                    }
                }));
        Boolean acknowledged = answers.poll(20, TimeUnit.SECONDS);
        if (acknowledged == null || !acknowledged) {
            throw new AssertionError("the report of " + workload + " was not counted");
        }
    }

    private static void write(CodedOutputStream row, Calls calls) throws IOException {
        row.writeUInt32(1, 1);
        row.writeString(2, "default");
        row.writeString(3, calls.to());
        row.writeString(5, "default");
        row.writeString(6, "fleetman-" + calls.to());
        row.writeUInt32(7, calls.protocol());
        row.writeUInt32(8, calls.responseClass());
        row.writeBool(9, calls.mutual());
        row.writeUInt64(10, calls.count());
        row.writeUInt64(11, 900L * calls.count());
        row.writeUInt64(12, 5_000L * calls.count());
        if (calls.protocol() < 3) {
            row.writeByteArray(
                    13,
                    Message.bytes(latency -> {
                        latency.writeUInt32NoTag(calls.bucket());
                        latency.writeUInt32NoTag(calls.count());
                    }));
        }
    }

    private final class Answers implements StreamObserver<byte[]> {
        @Override
        public void onNext(byte[] acknowledgement) {
            answers.add(true);
        }

        @Override
        public void onError(Throwable cause) {
            answers.add(false);
        }

        @Override
        public void onCompleted() {
            answers.add(false);
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
