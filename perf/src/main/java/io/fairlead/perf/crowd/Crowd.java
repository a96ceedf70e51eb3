package io.fairlead.perf.crowd;

import com.google.gson.JsonObject;
import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.fairlead.perf.mesh.MeshSize;
import io.fairlead.perf.table.Histogram;
import io.fairlead.proxy.xds.AdsNode;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// All streams, on one event loop. Requests are written when everything that has arrived was read: in a mesh the
/// sidecars run on machines of their own, and none of them waits until another has written.
final class Crowd implements AutoCloseable {
    private static final int RETRY_FIRST_MILLIS = 200;
    private static final int RETRY_MAX_MILLIS = 10_000;
    private static final int DOUBLINGS_MAX = 10;
    private static final String HOSTS_APART = "fairlead.vhds";
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(1_000);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final MultiThreadIoEventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final EventLoop loop = group.next();
    private final RandomGenerator random = RandomGenerator.getDefault();
    private final Contents contents = new Contents();
    private final List<Stream> streams = new ArrayList<>();
    private final Set<Wire> unflushed = new LinkedHashSet<>();
    private Arrivals arrivals = Arrivals.NONE;
    private long bytes;
    private long answers;
    private long lastNanos;
    private int refusals;
    private String trouble = "";

    /// What has arrived since the order before.
    private record Counted(long bytes, long answers, int refusals, String trouble) {}

    Answer connect(Order.Connect order) throws InterruptedException {
        long begin = System.nanoTime();
        MeshSize mesh = new MeshSize(order.services(), order.namespaces());
        onLoop(() -> {
            for (int i = 0; i < order.streams(); i++) {
                Stream stream = new Stream(i, order.port(), node(mesh.pod(i), order.hostsApart()));
                streams.add(stream);
                stream.open();
            }
            return streams.size();
        });
        long deadline = begin + TimeUnit.MILLISECONDS.toNanos(order.waitMillis());
        await(deadline, this::lacking, QUIET_NANOS);
        return onLoop(() -> {
            Histogram latency = new Histogram();
            streams.stream()
                    .filter(stream -> stream.completeNanos > 0)
                    .forEach(stream -> latency.record(stream.completeNanos - begin));
            long last = streams.stream().mapToLong(stream -> stream.completeNanos).max().orElse(0);
            return answer(last - begin, latency, lacking());
        });
    }

    Answer watch(Order.Watch order) throws InterruptedException {
        return onLoop(() -> {
            arrivals = new Arrivals(order, streams.size());
            taken();
            return Answer.nothing();
        });
    }

    Answer collect(Order.Collect order) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(order.waitMillis());
        await(deadline, () -> arrivals.missing(), 0);
        return onLoop(() -> {
            Histogram latency = arrivals.latency(order.madeNanos());
            return answer(latency.percentile(1), latency, arrivals.missing());
        });
    }

    private Answer answer(long nanos, Histogram latency, long missing) {
        Counted counted = taken();
        return new Answer(
                nanos,
                counted.bytes(),
                counted.answers(),
                latency.counts(),
                counted.refusals(),
                missing,
                counted.trouble());
    }

    private Counted taken() {
        Counted counted = new Counted(bytes, answers, refusals, trouble);
        bytes = 0;
        answers = 0;
        refusals = 0;
        trouble = "";
        return counted;
    }

    private long lacking() {
        return streams.stream().filter(stream -> !stream.sidecar.isComplete()).count();
    }

    /// Waits until nothing is missing and nothing has come for a while.
    private void await(long deadline, LongSupplier missing, long quietNanos)
            throws InterruptedException {
        while (System.nanoTime() < deadline) {
            boolean done =
                    onLoop(() ->
                            missing.getAsLong() == 0
                                    && System.nanoTime() - lastNanos >= quietNanos);
            if (done) {
                return;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private <T> T onLoop(Callable<T> work) throws InterruptedException {
        try {
            return loop.submit(work).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private static Node node(MeshSize.Pod pod, boolean hostsApart) {
        JsonObject labels = new JsonObject();
        labels.addProperty("app", pod.service());
        labels.addProperty("pod-template-hash", "7d9c8b6f54");
        labels.addProperty("security.istio.io/tlsMode", "istio");
        JsonObject metadata = new JsonObject();
        metadata.addProperty("ISTIO_VERSION", "1.32.0");
        metadata.addProperty("INTERCEPTION_MODE", "REDIRECT");
        metadata.addProperty("NAME", pod.name());
        metadata.addProperty("NAMESPACE", pod.namespace());
        metadata.addProperty("INSTANCE_IPS", pod.ip());
        metadata.addProperty("SERVICE_ACCOUNT", pod.service());
        metadata.addProperty("CLUSTER_ID", "Kubernetes");
        metadata.addProperty("WORKLOAD_IDENTITY_SOCKET_FILE", "socket");
        metadata.add("LABELS", labels);
        String domain = pod.namespace() + ".svc.cluster.local";
        String id =
                String.join("~", "sidecar", pod.ip(), pod.name() + "." + pod.namespace(), domain);
        try {
            Node node =
                    Node.parseFrom(
                            new AdsNode(
                                            id,
                                            pod.service() + "." + pod.namespace(),
                                            metadata.toString())
                                    .bytes());
            return hostsApart ? node : withoutHostsApart(node);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("our own node", e);
        }
    }

    private static Node withoutHostsApart(Node node) {
        Node.Builder without = node.toBuilder().clearExtensions();
        node.getExtensionsList().stream()
                .filter(extension -> !extension.getName().equals(HOSTS_APART))
                .forEach(without::addExtensions);
        return without.build();
    }

    private void flush() {
        unflushed.forEach(Wire::flush);
        unflushed.clear();
    }

    @Override
    public void close() {
        group.close();
    }

    /// One sidecar, over one connection after the other until one is let in.
    private final class Stream implements Wire.Events {
        private final int number;
        private final int port;
        private final Node node;
        private Sidecar sidecar = new Sidecar(contents);
        private @Nullable Wire wire;
        private long completeNanos;
        private int failures;

        Stream(int number, int port, Node node) {
            this.number = number;
            this.port = port;
            this.node = node;
        }

        void open() {
            Wire next = new Wire(this);
            wire = next;
            sidecar = new Sidecar(contents);
            var _ =
                    new Bootstrap()
                            .group(loop)
                            .channel(EpollSocketChannel.class)
                            .option(ChannelOption.TCP_NODELAY, true)
                            .handler(
                                    new ChannelInitializer<SocketChannel>() {
                                        @Override
                                        protected void initChannel(SocketChannel channel) {
                                            channel.pipeline().addLast(next);
                                        }
                                    })
                            .connect(InetAddress.getLoopbackAddress(), port)
                            .addListener(connected -> {
                                if (!connected.isSuccess()) {
                                    ended(-1, String.valueOf(connected.cause().getMessage()));
                                }
                            });
        }

        @Override
        public void opened() {
            send(Sidecar.opening(node));
        }

        @Override
        public void received(byte[] message) {
            lastNanos = System.nanoTime();
            bytes += message.length;
            answers++;
            try {
                Reading reading = Reading.of(message);
                Kind kind = Kind.of(reading.typeUrl());
                if (kind == null) {
                    trouble("an answer of type " + reading.typeUrl());
                    return;
                }
                List<DeltaDiscoveryRequest> replies = new ArrayList<>();
                boolean before = sidecar.isComplete();
                for (int change : sidecar.take(kind, reading, replies)) {
                    arrivals.heard(number, change, lastNanos);
                }
                if (!before && sidecar.isComplete()) {
                    completeNanos = lastNanos;
                }
                send(replies);
            } catch (IOException e) {
                trouble("an unreadable answer: " + e.getMessage());
            }
        }

        private void send(List<DeltaDiscoveryRequest> requests) {
            Wire to = wire;
            if (to != null) {
                requests.forEach(request -> to.send(request.toByteArray()));
                if (unflushed.isEmpty()) {
                    loop.execute(Crowd.this::flush);
                }
                unflushed.add(to);
            }
        }

        /// Refused, as a rule: comes back after a random part of a window that doubles, as our sidecar does.
        @Override
        public void ended(int status, String why) {
            refusals++;
            failures++;
            if (completeNanos > 0) {
                trouble("a stream broke: status " + status + ", " + why);
            }
            int window =
                    Math.min(
                            RETRY_MAX_MILLIS,
                            RETRY_FIRST_MILLIS << Math.min(DOUBLINGS_MAX, failures - 1));
            int millis = window / 2 + random.nextInt(window / 2 + 1);
            var _ = loop.schedule(this::open, millis, TimeUnit.MILLISECONDS);
        }

        private void trouble(String what) {
            if (trouble.isEmpty()) {
                trouble = "stream " + number + ": " + what;
            }
        }
    }
}
