package io.fairlead.proxy.xds;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.fairlead.proxy.clock.Clock;
import io.fairlead.proxy.grpc.Closed;
import io.fairlead.proxy.grpc.GrpcConnection;
import io.fairlead.proxy.grpc.GrpcTarget;
import io.fairlead.proxy.grpc.StreamEvents;
import io.fairlead.proxy.meter.Stats;
import io.fairlead.proxy.model.Credential;
import io.fairlead.proxy.model.Problem;
import io.fairlead.proxy.model.ProxySnapshot;
import io.fairlead.proxy.xds.lookup.Lookups;
import io.fairlead.proxy.xds.lookup.Names;
import io.fairlead.proxy.xds.subscribe.AdsRequest;
import io.fairlead.proxy.xds.subscribe.ResourceType;
import io.fairlead.proxy.xds.subscribe.Subscriptions;
import io.fairlead.proxy.xds.view.ConfigView;
import io.fairlead.proxy.xds.warm.Accepted;
import io.fairlead.proxy.xds.warm.References;
import io.fairlead.proxy.xds.warm.Warming;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the proxy's configuration up to date. Everything happens on one event loop; [#view] may be called from any
/// thread.
@SuppressWarnings("FutureReturnValueIgnored") // a timer that can't be set has no one to tell
public final class AdsClient {
    /// How long a cluster may lack endpoints, or linger after its removal, before the snapshot goes on without.
    private static final long PATIENCE_MILLIS = 3_000;

    /// A stream that lived at least so long counts as a success for the reconnect delay.
    private static final long GOOD_STREAM_MILLIS = 10_000;

    private static final String SERVICE = "/envoy.service.discovery.v3.AggregatedDiscoveryService/";

    private static final Logger LOG = LoggerFactory.getLogger(AdsClient.class);

    private final EventLoop loop;
    private final Class<? extends Channel> channelType;
    private final GrpcTarget target;
    private final AdsNode identity;
    private final Clock clock;
    private final RandomGenerator random;
    private final XdsStats stats;
    private final Consumer<ProxySnapshot> onSnapshot;
    private final Consumer<Collection<Credential>> onSecrets;
    private final ResourceStore store =
            new ResourceStore(Limits.ofHeap(Runtime.getRuntime().maxMemory()));
    private final Subscriptions subscriptions = new Subscriptions(true);
    private final Lookups lookups;
    private final Map<ResourceType, List<Problem>> refused = new EnumMap<>(ResourceType.class);
    private final Map<ResourceType, List<Problem>> notes = new EnumMap<>(ResourceType.class);
    private ProxySnapshot snapshot = ProxySnapshot.EMPTY;
    private @Nullable GrpcConnection connection;
    private @Nullable Node node;
    private int failures;
    private boolean stopped;
    private boolean patienceIsRunning;
    private volatile ConfigView view = ConfigView.EMPTY;

    /// What the client is made of besides its target.
    ///
    /// @param loop where it lives
    /// @param channelType of sockets on that loop
    /// @param names who knows the addresses of names in clusters
    public record Wiring(
            EventLoop loop,
            Class<? extends Channel> channelType,
            Clock clock,
            RandomGenerator random,
            Stats stats,
            Names names) {

        /// With the machine's resolver.
        public Wiring(
                EventLoop loop,
                Class<? extends Channel> channelType,
                Clock clock,
                RandomGenerator random,
                Stats stats) {
            this(loop, channelType, clock, random, stats, Names.SYSTEM);
        }
    }

    /// A client of somebody to whom no secrets are handed out.
    ///
    /// @param onSnapshot is called on the loop with each new snapshot
    public AdsClient(
            Wiring wiring,
            GrpcTarget target,
            AdsNode identity,
            Consumer<ProxySnapshot> onSnapshot) {
        this(wiring, target, identity, onSnapshot, _ -> {});
    }

    /// @param onSnapshot is called on the loop with each new snapshot
    /// @param onSecrets is called on the loop with all secrets whenever there are others, before a snapshot uses them
    public AdsClient(
            Wiring wiring,
            GrpcTarget target,
            AdsNode identity,
            Consumer<ProxySnapshot> onSnapshot,
            Consumer<Collection<Credential>> onSecrets) {
        this.loop = wiring.loop();
        this.channelType = wiring.channelType();
        this.clock = wiring.clock();
        this.random = wiring.random();
        this.stats = new XdsStats(wiring.stats());
        this.target = target;
        this.identity = identity;
        this.onSnapshot = onSnapshot;
        this.onSecrets = onSecrets;
        this.lookups = new Lookups(loop, Lookups.threads(), wiring.names(), this::namesAreKnown);
    }

    /// Begins; returns at once.
    public void start() {
        loop.execute(this::connect);
    }

    /// Ends the stream and stays silent.
    public void stop() {
        loop.execute(() -> {
            stopped = true;
            lookups.want(List.of());
            if (connection != null) {
                connection.close();
            }
        });
    }

    /// What is known now.
    public ConfigView view() {
        return view;
    }

    private void connect() {
        if (stopped) {
            return;
        }
        Events events = new Events(clock.nanos());
        GrpcConnection next = new GrpcConnection(loop, channelType, target, events);
        events.connection = next;
        connection = next;
        next.open(
                SERVICE
                        + (subscriptions.isDelta()
                                ? "DeltaAggregatedResources"
                                : "StreamAggregatedResources"));
    }

    /// Events of one connection; those of an earlier one don't count any more.
    private final class Events implements StreamEvents {
        private final long since;
        private @Nullable GrpcConnection connection;

        Events(long since) {
            this.since = since;
        }

        private boolean isCurrent() {
            return !stopped && connection == AdsClient.this.connection;
        }

        @Override
        public void onOpen() {
            if (isCurrent()) {
                LOG.info("event=xds_connected target={} protocol={}", target, protocol());
                node = identity.toProto();
                if (!store.hasTablesWithHostsApart()) {
                    store.forgetHosts();
                    subscriptions.wantAll(ResourceType.VIRTUAL_HOST, false);
                }
                subscriptions.opened(store.versions()).forEach(AdsClient.this::send);
                stats.connected(true);
                publish(view.complete(), view.waiting());
            }
        }

        @Override
        public void onMessage(ByteString message) {
            if (isCurrent()) {
                received(message);
            }
        }

        @Override
        public void onClosed(Closed closed) {
            if (isCurrent()) {
                lost(closed, clock.nanos() - since);
            }
        }
    }

    private String protocol() {
        return subscriptions.isDelta() ? "delta" : "state_of_the_world";
    }

    private void lost(Closed closed, long livedNanos) {
        boolean wasOpen = view.connected();
        subscriptions.closed();
        connection = null;
        stats.connected(false);
        if (closed.isUnimplemented() && subscriptions.isDelta()) {
            LOG.info(
                    "event=xds_fallback target={} reason=\"delta is not implemented there\"",
                    target);
            subscriptions.speakStateOfTheWorld();
            failures = 0;
        } else {
            failures =
                    wasOpen && livedNanos > TimeUnit.MILLISECONDS.toNanos(GOOD_STREAM_MILLIS)
                            ? 1
                            : failures + 1;
            if (wasOpen || failures == 1) {
                LOG.warn(
                        "event=xds_disconnected target={} status={} reason=\"{}\"",
                        target,
                        closed.status(),
                        closed.message());
            }
        }
        publish(view.complete(), view.waiting());
        long delay = failures == 0 ? 0 : ReconnectDelay.millis(failures, random);
        loop.schedule(this::connect, delay, TimeUnit.MILLISECONDS);
    }

    private void send(AdsRequest request) {
        if (connection != null) {
            connection.send(
                    subscriptions.isDelta()
                            ? AdsMessages.delta(request, node)
                            : AdsMessages.stateOfTheWorld(request, node));
            node = null;
        }
    }

    private void received(ByteString message) {
        try {
            AdsMessages.parse(message, subscriptions.isDelta()).ifPresent(this::apply);
        } catch (InvalidProtocolBufferException e) {
            // It has no nonce by which it could be refused.
            giveUp(Closed.broken("a message that can't be read: " + e.getMessage()));
        }
    }

    private void giveUp(Closed why) {
        GrpcConnection broken = connection;
        if (broken != null) {
            broken.close();
            lost(why, 0);
        }
    }

    private void apply(AdsResponse response) {
        ResourceType type = response.type();
        Outcome outcome = store.take(response, !subscriptions.isDelta(), clock.epochMillis());
        if (!type.isWildcard() && type != ResourceType.VIRTUAL_HOST) {
            // What was dropped meanwhile is still on its way; what nobody asked for fills memory.
            store.keepOnly(type, name -> subscriptions.wants(type, name));
        }
        List<Problem> before = refused.getOrDefault(type, List.of());
        refused.put(type, outcome.errors());
        notes.put(type, outcome.notes());
        send(subscriptions.answered(type, response.version(), response.nonce(), outcome.text()));
        stats.updated(type, outcome.isGood());
        if (!outcome.isGood() && !outcome.errors().equals(before)) {
            LOG.warn("event=xds_refused type={} reason=\"{}\"", type, outcome.text());
        }
        switch (type) {
            case CLUSTER -> {
                want(ResourceType.ENDPOINTS);
                want(ResourceType.SECRET);
                lookups.want(store.accepted().clusters().values());
            }
            case LISTENER -> want(ResourceType.ROUTES);
            case ROUTES -> wantHosts();
            case SECRET -> onSecrets.accept(store.credentials());
            case ENDPOINTS, VIRTUAL_HOST -> {}
        }
        assemble(true);
    }

    /// Once a stream, for all tables whose hosts are resources of their own.
    private void wantHosts() {
        if (store.hasTablesWithHostsApart()) {
            subscriptions.wantAll(ResourceType.VIRTUAL_HOST, true).forEach(this::send);
        }
        store.awaitedHosts()
                .forEach((table, millis) ->
                        loop.schedule(() -> goOnWithout(table), millis, TimeUnit.MILLISECONDS));
    }

    private void goOnWithout(String table) {
        if (!stopped && store.awaitedHosts().containsKey(table)) {
            LOG.warn("event=xds_hosts_missing table={}", table);
            store.giveUpOnHosts(table);
            assemble(true);
        }
    }

    private void want(ResourceType type) {
        Accepted accepted = store.accepted();
        Set<String> names =
                switch (type) {
                    case ENDPOINTS -> References.endpointNames(accepted.clusters().values());
                    case SECRET ->
                            References.secretNames(
                                    accepted.clusters().values(), accepted.listeners().values());
                    case ROUTES -> References.routeNames(accepted.listeners().values());
                    case CLUSTER, LISTENER, VIRTUAL_HOST -> Set.of();
                };
        subscriptions.want(type, names).forEach(this::send);
        store.keepOnly(type, names::contains);
    }

    private void assemble(boolean patient) {
        Accepted accepted = store.accepted().withLookedUp(lookups.found(patient));
        Warming warming = Warming.of(snapshot, accepted, patient);
        boolean changed = warming.next().version() != snapshot.version();
        snapshot = warming.next();
        boolean waits = !warming.waiting().isEmpty() || !warming.lingering().isEmpty();
        if (waits && patient && !patienceIsRunning) {
            patienceIsRunning = true;
            loop.schedule(this::loseThePatience, PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        }
        if (changed) {
            onSnapshot.accept(snapshot);
        }
        publish(
                warming.isComplete(accepted) || view.complete(),
                warming.waiting().stream().sorted().toList());
    }

    private void namesAreKnown() {
        if (!stopped) {
            assemble(true);
        }
    }

    private void loseThePatience() {
        patienceIsRunning = false;
        if (!stopped) {
            store.giveUpOnEndpoints(
                    subscriptions.wanted(ResourceType.ENDPOINTS), clock.epochMillis());
            assemble(false);
        }
    }

    private void publish(boolean complete, List<String> waiting) {
        List<Problem> errors = new ArrayList<>();
        refused.values().forEach(errors::addAll);
        List<Problem> remarks = new ArrayList<>();
        notes.values().forEach(remarks::addAll);
        view =
                new ConfigView(
                        stats.isConnected(), complete, store.received(), waiting, errors, remarks);
    }
}
