package io.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import io.fairlead.clock.Clock;
import io.fairlead.model.identity.Caller;
import io.fairlead.model.identity.SpiffeId;
import io.fairlead.model.mtls.EvidenceDelta;
import io.fairlead.model.mtls.PodHeld;
import io.fairlead.model.mtls.PodRef;
import io.fairlead.model.mtls.PodWish;
import io.fairlead.model.mtls.PortMode;
import io.fairlead.model.mtls.PortWish;
import io.fairlead.replica.peer.Dial;
import io.fairlead.replica.peer.Gate;
import io.fairlead.replica.peer.Message;
import io.fairlead.replica.relay.Relay;
import io.fairlead.replica.relay.RelayLimits;
import io.fairlead.replica.relay.RelayMeters;
import io.fairlead.replica.relay.RelayService;
import io.fairlead.replica.relay.Sight.Listener;
import io.fairlead.telemetry.aggregate.Limits;
import io.fairlead.telemetry.intake.Board;
import io.fairlead.telemetry.intake.IntakeLimits;
import io.fairlead.telemetry.intake.RelayedReports;
import io.fairlead.telemetry.intake.ReportService;
import io.fairlead.telemetry.intake.Wishes;
import io.fairlead.testing.Cas;
import io.fairlead.testing.Leaves;
import io.fairlead.testing.Requests;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What the migration of one daemon hears of a sidecar at another one, and what it can wish of it, over real sockets.
@Timeout(120)
class RelayingTest {
    private static final InetSocketAddress ANY =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final SpiffeId DAEMON = new SpiffeId("cluster.local", "istio-system", "istiod");
    private static final SpiffeId WEB = new SpiffeId("cluster.local", "shop", "web");
    private static final PodRef POD = new PodRef("shop", "web-1");
    private static final Map<PodRef, PodWish> TRIAL = wish(PortMode.TRIAL);
    private static final RelayLimits QUICK =
            new RelayLimits(100_000, Duration.ofMillis(20), Duration.ofMillis(20), 1_000);

    private final Instant now = Instant.now();
    private final Cas.Ca root =
            Cas.root(Cas.Says.ca("mesh", now.minusSeconds(60), now.plus(Duration.ofHours(1))));

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    private static Map<PodRef, PodWish> wish(PortMode mode) {
        return Map.of(POD, new PodWish(new TreeMap<>(Map.of(8080, new PortWish(mode, 7)))));
    }

    /// The part of a daemon that hears sidecars and other daemons.
    private final class Half implements AutoCloseable, Upward.Own {
        final Clock clock = Clock.system();
        final SimpleMeterRegistry registry = new SimpleMeterRegistry();
        final List<EvidenceDelta> heard = new CopyOnWriteArrayList<>();
        final Wishes wishes = new Wishes(clock, Wishes.TTL);
        final Followers followers = new Followers(clock);
        final Upward upward = new Upward(clock, () -> !leads());
        final Board board =
                new Board(
                        clock, RelayingTest::fault, Limits.DEFAULT, IntakeLimits.DEFAULT, _ -> {});
        final List<Map<PodRef, SortedSet<Integer>>> trials = new CopyOnWriteArrayList<>();
        final Relay relay;
        final Server secured;
        final Server sidecars;
        volatile SpiffeId caller = DAEMON;
        volatile Map<PodRef, Listener> listeners = Map.of();
        private volatile boolean leads;

        Half(RelayLimits limits) throws Exception {
            RelayMeters meters = new RelayMeters(registry);
            relay =
                    new Relay(
                            new Dial("istiod.istio-system.svc", RelayingTest.this::clientTls),
                            limits,
                            new Relay.Surroundings(clock, RelayingTest::fault, meters),
                            upward);
            followers.begin(
                    new RelayedReports(heard::add, wishes, clock, () -> Optional.of(DAEMON)));
            upward.begin(this);
            upward.open(relay, DAEMON, Set::of);
            Gate gate =
                    new Gate(
                            this::leads,
                            () -> DAEMON,
                            () -> new Caller.Known(caller, Caller.Proof.CLIENT_CERTIFICATE, ""));
            secured = secured(new RelayService(followers, gate, limits, meters)).start();
            sidecars =
                    NettyServerBuilder.forAddress(ANY)
                            .addService(
                                    new ReportService(
                                            new ReportService.Takers(
                                                    board, heard::add, wishes, upward),
                                            clock,
                                            () ->
                                                    new Caller.Known(
                                                            WEB,
                                                            Caller.Proof.CLIENT_CERTIFICATE,
                                                            POD.name()),
                                            registry,
                                            IntakeLimits.DEFAULT))
                            .build()
                            .start();
            board.start();
            relay.start();
            open.add(this);
        }

        boolean leads() {
            return leads;
        }

        Half leading() {
            leads = true;
            relay.rest();
            return this;
        }

        Half following(Half leader) {
            leads = false;
            relay.follow("127.0.0.1:" + leader.secured.getPort());
            return this;
        }

        List<Long> sequences() {
            return heard.stream().map(EvidenceDelta::sequence).toList();
        }

        @Nullable PodHeld held() {
            return wishes.held().get(POD);
        }

        double count(String name) {
            return registry.counter(name).count();
        }

        @Override
        public Map<PodRef, Listener> own() {
            return listeners;
        }

        @Override
        public void follow(Map<PodRef, SortedSet<Integer>> next) {
            trials.add(next);
        }

        @Override
        public void close() {
            relay.close();
            board.close();
            Server _ = secured.shutdownNow();
            Server _ = sidecars.shutdownNow();
        }
    }

    private static void fault(String where, Throwable fault) {
        throw new AssertionError(where, fault);
    }

    private Server secured(RelayService service) throws Exception {
        KeyPair key = Requests.ec("secp256r1");
        X509Certificate leaf =
                Leaves.of(
                        root,
                        new Leaves.Leaf(
                                key,
                                now.minusSeconds(60),
                                now.plus(Duration.ofHours(1)),
                                KeyPurposeId.id_kp_serverAuth,
                                List.of(
                                        new GeneralName(
                                                GeneralName.dNSName, "istiod.istio-system.svc"))));
        return NettyServerBuilder.forAddress(ANY)
                .sslContext(
                        GrpcSslContexts.configure(
                                        SslContextBuilder.forServer(key.getPrivate(), leaf))
                                .build())
                .addService(service)
                .build();
    }

    private SslContext clientTls() throws IOException {
        return GrpcSslContexts.forClient().trustManager(root.certificate()).build();
    }

    /// A sidecar by docs/reports.proto.
    private final class Sidecar implements AutoCloseable, StreamObserver<byte[]> {
        final BlockingQueue<Long> acknowledged = new LinkedBlockingQueue<>();
        final List<Long> wished = new CopyOnWriteArrayList<>();
        private final ManagedChannel channel;
        private final StreamObserver<byte[]> out;
        private long sequence;

        Sidecar(Half daemon) {
            channel =
                    NettyChannelBuilder.forAddress("127.0.0.1", daemon.sidecars.getPort())
                            .usePlaintext()
                            .build();
            out =
                    ClientCalls.asyncBidiStreamingCall(
                            channel.newCall(ReportingPod.REPORT, CallOptions.DEFAULT), this);
            open.add(this);
        }

        /// Reports that nobody came, and waits until its daemon has taken it.
        ///
        /// @param holding version of the wish that it says it does; 0 for none
        void report(long holding) throws Exception {
            sequence++;
            out.onNext(
                    Message.bytes(report -> {
                        report.writeUInt64(1, 5);
                        report.writeUInt64(2, sequence);
                        report.writeByteArray(
                                3,
                                Message.bytes(pod -> {
                                    pod.writeString(1, POD.namespace());
                                    pod.writeString(2, "web");
                                    pod.writeString(3, POD.name());
                                }));
                        report.writeUInt64(5, 1_000 * sequence);
                        report.writeUInt64(6, 1_000 * (sequence + 1));
                        if (holding > 0) {
                            report.writeByteArray(8, Message.bytes(held -> hold(held, holding)));
                        }
                    }));
            assertThat(acknowledged.poll(20, TimeUnit.SECONDS)).isEqualTo(sequence);
        }

        private static void hold(CodedOutputStream held, long version) throws IOException {
            held.writeUInt64(1, version);
            held.writeByteArray(
                    2,
                    Message.bytes(port -> {
                        port.writeUInt32(1, 8080);
                        port.writeUInt32(2, 2);
                        port.writeUInt64(3, 7);
                    }));
        }

        @Override
        public void onNext(byte[] ack) {
            try {
                CodedInputStream in = CodedInputStream.newInstance(ack);
                for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                    switch (tag) {
                        case 2 << 3 -> acknowledged.add(in.readUInt64());
                        case 3 << 3 | 2 -> {
                            CodedInputStream wish =
                                    CodedInputStream.newInstance(in.readByteArray());
                            assertThat(wish.readTag()).isEqualTo(1 << 3);
                            wished.add(wish.readUInt64());
                        }
                        default -> in.skipField(tag);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void onError(Throwable cause) {}

        @Override
        public void onCompleted() {}

        @Override
        public void close() {
            channel.shutdownNow();
        }
    }

    @Test
    void evidenceOfAFollowersSidecarCountsOnceAndTheWishReachesIt() throws Exception {
        Half leader = new Half(QUICK).leading();
        Half follower = new Half(QUICK).following(leader);
        Sidecar web = new Sidecar(follower);
        for (int i = 0; i < 3; i++) {
            web.report(0);
        }
        until(() -> leader.sequences().equals(List.of(1L, 2L, 3L)));
        until(() -> follower.count("fairlead_replica_relayed") == 3);
        assertThat(follower.sequences()).as("its own part, too").containsExactly(1L, 2L, 3L);
        assertThat(leader.count("fairlead_replica_relay_taken")).isEqualTo(3);

        leader.wishes.wish(TRIAL, Set.of());
        until(() -> web.wished.size() == 1);
        assertThat(leader.held()).as("nobody said so yet").isNull();
        web.report(web.wished.getFirst());
        until(() -> holds(leader, true));

        follower.wishes.wish(Map.of(), Set.of());
        web.report(web.wished.getFirst());
        until(() -> leader.sequences().size() == 5);
        assertThat(web.wished).as("only the leader's wishes count").hasSize(1);
        assertThat(follower.wishes.held()).isEmpty();

        web.close();
        until(() -> holds(leader, false));
    }

    private static boolean holds(Half leader, boolean streaming) {
        PodHeld held = leader.held();
        return held != null
                && held.streaming() == streaming
                && held.ports().values().stream().allMatch(one -> one.mode() == PortMode.TRIAL);
    }

    /// What the first leader did not acknowledge the next one hears, and nobody hears anything twice.
    @Test
    void whenTheLeaderChangesTheNextOneHearsTheRestAndWishes() throws Exception {
        Half first = new Half(QUICK).leading();
        Half second = new Half(QUICK);
        Half follower = new Half(QUICK).following(first);
        Sidecar web = new Sidecar(follower);
        web.report(0);
        until(() -> follower.count("fairlead_replica_relayed") == 1);
        first.wishes.wish(TRIAL, Set.of());
        until(() -> web.wished.size() == 1);

        first.close();
        web.report(web.wished.getFirst());
        web.report(web.wished.getFirst());
        follower.following(second.leading());
        until(() -> second.sequences().equals(List.of(2L, 3L)));
        assertThat(first.sequences()).containsExactly(1L);
        assertThat(second.held()).as("it wishes nothing").isNull();

        second.wishes.wish(TRIAL, Set.of());
        until(() -> web.wished.size() == 2);
        web.report(web.wished.getLast());
        until(() -> holds(second, true));
        until(() -> follower.count("fairlead_replica_relayed") == 4);
        assertThat(follower.count("fairlead_replica_relay_lost")).isZero();
    }

    /// It becomes the leader: from the next report on the sidecar is its own, and all that it wishes goes out.
    @Test
    void whoLeadsItselfWishesItselfAndRelaysNoMore() throws Exception {
        Half leader = new Half(QUICK).leading();
        Half follower = new Half(QUICK).following(leader);
        Sidecar web = new Sidecar(follower);
        web.report(0);
        until(() -> leader.sequences().size() == 1);
        leader.wishes.wish(TRIAL, Set.of());
        until(() -> web.wished.size() == 1);

        follower.leading().wishes.wish(TRIAL, Set.of());
        web.report(web.wished.getFirst());
        until(() -> web.wished.size() == 2);
        web.report(web.wished.getLast());
        until(() -> holds(follower, true));
        assertThat(leader.sequences()).containsExactly(1L);

        follower.following(leader);
        web.report(web.wished.getLast());
        until(() -> leader.sequences().contains(4L));
        until(() -> web.wished.size() == 3);
        assertThat(follower.wishes.held().get(POD))
                .satisfies(held -> assertThat(held == null || !held.streaming()).isTrue());
    }

    /// Sidecars are served as ever, what waits is bounded, and what was given up is missing at the leader.
    @Test
    void withoutALeaderNobodyWaitsAndWhatDoesNotFitIsAGap() throws Exception {
        RelayLimits narrow =
                new RelayLimits(1_000, Duration.ofMillis(20), Duration.ofMillis(20), 1_000);
        Half leader = new Half(narrow).leading();
        Half follower = new Half(narrow);
        follower.relay.follow("127.0.0.1:1");
        Sidecar web = new Sidecar(follower);
        for (int i = 0; i < 10; i++) {
            web.report(0);
        }
        assertThat(follower.count("fairlead_replica_relay_lost")).isGreaterThanOrEqualTo(4);
        assertThat(leader.heard).isEmpty();
        assertThat(web.wished).isEmpty();

        follower.following(leader);
        web.report(0);
        until(() -> leader.sequences().contains(11L));
        List<Long> heard = leader.sequences();
        assertThat(heard).as("in order, and none twice").isSorted().doesNotHaveDuplicates();
        assertThat(heard).as("the first ones are missing").doesNotContain(1L, 2L);
    }

    @Test
    void onlyADaemonRelays() throws Exception {
        Half leader = new Half(QUICK).leading();
        leader.caller = WEB;
        Half follower = new Half(QUICK).following(leader);
        Sidecar web = new Sidecar(follower);
        web.report(0);
        until(() -> leader.count("fairlead_replica_refused") > 0);
        assertThat(leader.heard).isEmpty();
        assertThat(leader.followers.listeners()).isEmpty();
    }

    @Test
    void whoLeadsNoMoreTakesNothing() throws Exception {
        Half leader = new Half(QUICK).leading();
        Half follower = new Half(QUICK).following(leader);
        follower.listeners = Map.of(POD, listener(PortMode.STRICT));
        until(() -> !leader.followers.listeners().isEmpty());
        leader.leads = false;
        until(() -> leader.followers.listeners().isEmpty());
        Sidecar web = new Sidecar(follower);
        web.report(0);
        until(() -> leader.count("fairlead_replica_refused") > 1);
        assertThat(leader.heard).isEmpty();
    }

    private static Listener listener(PortMode mode) {
        return new Listener(false, new TreeMap<>(Map.of(0, PortMode.PERMISSIVE, 8080, mode)));
    }

    /// What a lock waits for.
    @Test
    void theLeaderKnowsWhatAFollowersProxiesHaveAcknowledged() throws Exception {
        Half leader = new Half(QUICK).leading();
        Half follower = new Half(QUICK).following(leader);
        follower.listeners = Map.of(POD, listener(PortMode.PERMISSIVE));
        until(() -> follower.listeners.equals(leader.followers.listeners()));
        follower.listeners = Map.of(POD, listener(PortMode.STRICT));
        until(() -> follower.listeners.equals(leader.followers.listeners()));
        follower.listeners = Map.of();
        until(() -> leader.followers.listeners().isEmpty());

        Map<PodRef, SortedSet<Integer>> trial = Map.of(POD, new TreeSet<>(Set.of(8080)));
        leader.followers.trials(trial);
        until(() -> follower.trials.contains(trial));
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void until(Condition condition) throws Exception {
        for (int i = 0; i < 1_000; i++) {
            if (condition.holds()) {
                return;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        throw new AssertionError("never came true");
    }
}
