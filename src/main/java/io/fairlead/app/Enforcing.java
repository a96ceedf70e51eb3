package io.fairlead.app;

import io.fairlead.clock.Clock;
import io.fairlead.meter.MetricNames;
import io.fairlead.migrate.enforce.Enforcer;
import io.fairlead.migrate.enforce.Keys;
import io.fairlead.migrate.enforce.Prober;
import io.fairlead.model.mtls.EvidenceDelta;
import io.fairlead.model.mtls.PodHeld;
import io.fairlead.model.mtls.PodRef;
import io.fairlead.model.mtls.PodWish;
import io.fairlead.model.mtls.PortMode;
import io.fairlead.model.mtls.PortProof;
import io.fairlead.push.view.Connection;
import io.fairlead.push.view.Connections;
import io.fairlead.push.view.InboundListeners;
import io.fairlead.replica.relay.Sight;
import io.fairlead.telemetry.als.EnvoyEvidence;
import io.fairlead.telemetry.intake.Wishes;
import io.micrometer.core.instrument.Gauge;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The sidecars' streams and the look from outside, in the words of the migration.
final class Enforcing implements Enforcer, Upward.Own, AutoCloseable {
    private final Wishes wishes;
    private final Prober prober;
    private final Supplier<Connections> connections;
    private final InboundListeners listeners = new InboundListeners();
    private final EnvoyEvidence evidence;
    private final Clock clock;
    private final Consumer<Map<PodRef, SortedSet<Integer>>> trials;
    private final Upward leader;
    private final Followers followers;
    private final ReentrantLock trying = new ReentrantLock();

    /// Of the thread of the migration.
    private Map<PodRef, PodWish> wished = Map.of();

    /// Of the lock.
    private Map<PodRef, SortedSet<Integer>> tried = Map.of();

    /// @param keys who knocks at ports; empty while there is no authority
    /// @param connections of proxies
    /// @param trials takes which ports of which pods try STRICT, for those with a stock Envoy
    /// @param replicas this daemon among others
    Enforcing(
            Observing.Surroundings around,
            Supplier<Optional<Keys>> keys,
            Supplier<Connections> connections,
            Consumer<Map<PodRef, SortedSet<Integer>>> trials,
            Replicas replicas) {
        this.leader = replicas.leader();
        this.followers = replicas.followers();
        this.clock = around.clock();
        this.evidence = new EnvoyEvidence(around.clock());
        this.connections = connections;
        this.trials = trials;
        this.wishes = new Wishes(around.clock(), Wishes.TTL);
        this.prober = new Prober(around.clock(), keys);
        Gauge.builder(MetricNames.MTLS_MISMATCH, this::mismatches).register(around.registry());
        Gauge.builder(MetricNames.MTLS_PROVEN, this::oldestProof).register(around.registry());
    }

    Wishes wishes() {
        return wishes;
    }

    /// What stock Envoys tell becomes reports here.
    EnvoyEvidence evidence() {
        return evidence;
    }

    @Override
    public List<EvidenceDelta> told() {
        List<EvidenceDelta> told = evidence.take(listeners.telling(connections.get()));
        told.forEach(leader::told);
        return told.stream().map(this::without).toList();
    }

    /// What a pod reports, without the knocks of this daemon.
    EvidenceDelta without(EvidenceDelta delta) {
        return prober.without(delta);
    }

    private long mismatches() {
        return prober.proofs().values().stream().filter(one -> !one.says().isEmpty()).count();
    }

    /// Seconds since 1970; 0 where nothing has to be proven.
    private long oldestProof() {
        return prober.proofs().values().stream()
                .map(PortProof::at)
                .min(Instant::compareTo)
                .map(Instant::getEpochSecond)
                .orElse(0L);
    }

    /// To pods at this daemon, and at those that follow it. While another one leads, its wishes count.
    @Override
    public void wish(Map<PodRef, PodWish> pods, Set<String> known) {
        wishes.wish(pods, known);
        wished = pods;
        boolean follows = leader.isThere();
        Map<PodRef, SortedSet<Integer>> next = follows ? Map.of() : EnvoyTrials.of(pods);
        followers.trials(next);
        if (!follows) {
            tries(next);
        }
    }

    @Override
    public void follow(Map<PodRef, SortedSet<Integer>> leaders) {
        if (leader.isThere()) {
            tries(leaders);
        }
    }

    /// Certificates that other daemons gave out.
    List<Sight.Issued> issuedElsewhere() {
        return followers.issued();
    }

    private void tries(Map<PodRef, SortedSet<Integer>> next) {
        trying.lock();
        try {
            if (!next.equals(tried)) {
                tried = next;
                trials.accept(next);
            }
        } finally {
            trying.unlock();
        }
    }

    /// Our own sidecars say what they do; of a stock Envoy it is seen by the listener that it has acknowledged.
    @Override
    public Map<PodRef, PodHeld> held() {
        Map<PodRef, PodHeld> held = new HashMap<>(wishes.held());
        all().forEach((pod, listener) -> {
            if (listener.stock()) {
                PodWish wish = wished.getOrDefault(pod, PodWish.NONE);
                EnvoyTrials.held(pod, wish, listener.modes(), clock.now())
                        .ifPresent(one -> held.put(one.pod(), one));
            }
        });
        return held;
    }

    @Override
    public Map<PodRef, SortedMap<Integer, PortMode>> listeners() {
        Map<PodRef, SortedMap<Integer, PortMode>> modes = new HashMap<>();
        all().forEach((pod, listener) -> modes.put(pod, listener.modes()));
        return modes;
    }

    /// A pod that came here from another daemon is this one's.
    private Map<PodRef, Sight.Listener> all() {
        Map<PodRef, Sight.Listener> all = followers.listeners();
        all.putAll(own());
        return all;
    }

    @Override
    public Map<PodRef, Sight.Listener> own() {
        Connections open = connections.get();
        Map<PodRef, SortedMap<Integer, PortMode>> modes = listeners.modes(open);
        Map<PodRef, Sight.Listener> own = new HashMap<>();
        for (Connection connection : open.all()) {
            Optional<PodRef> pod = connection.proxy().pod();
            SortedMap<Integer, PortMode> does = pod.map(modes::get).orElse(null);
            if (pod.isPresent() && does != null) {
                own.put(pod.get(), new Sight.Listener(connection.proxy().isStock(), does));
            }
        }
        return own;
    }

    @Override
    public void prove(Set<Target> targets) {
        prober.prove(targets);
    }

    @Override
    public Map<Target, PortProof> proofs() {
        return prober.proofs();
    }

    @Override
    public void close() {
        prober.close();
    }
}
