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
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The sidecars' streams and the look from outside, in the words of the migration.
final class Enforcing implements Enforcer, AutoCloseable {
    private final Wishes wishes;
    private final Prober prober;
    private final Supplier<Connections> connections;
    private final InboundListeners listeners = new InboundListeners();
    private final EnvoyEvidence evidence;
    private final Clock clock;
    private final Consumer<Map<PodRef, SortedSet<Integer>>> trials;

    // Of the thread of the migration.
    private Map<PodRef, PodWish> wished = Map.of();
    private Map<PodRef, SortedSet<Integer>> tried = Map.of();

    /// @param keys who knocks at ports; empty while there is no authority
    /// @param connections of proxies
    /// @param trials takes which ports of which pods try STRICT, for those with a stock Envoy
    Enforcing(
            Observing.Surroundings around,
            Supplier<Optional<Keys>> keys,
            Supplier<Connections> connections,
            Consumer<Map<PodRef, SortedSet<Integer>>> trials) {
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
        return evidence.take(listeners.telling(connections.get())).stream()
                .map(this::without)
                .toList();
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

    @Override
    public void wish(Map<PodRef, PodWish> pods, Set<String> known) {
        wishes.wish(pods, known);
        wished = pods;
        Map<PodRef, SortedSet<Integer>> next = EnvoyTrials.of(pods);
        if (!next.equals(tried)) {
            tried = next;
            trials.accept(next);
        }
    }

    /// Our own sidecars say what they do; of a stock Envoy it is seen by the listener that it has acknowledged.
    @Override
    public Map<PodRef, PodHeld> held() {
        Map<PodRef, PodHeld> held = new HashMap<>(wishes.held());
        Connections open = connections.get();
        Map<PodRef, SortedMap<Integer, PortMode>> does = listeners.modes(open);
        for (Connection connection : open.all()) {
            Optional<PodRef> pod = connection.proxy().pod();
            if (connection.proxy().isStock() && pod.isPresent()) {
                PodWish wish = wished.getOrDefault(pod.get(), PodWish.NONE);
                EnvoyTrials.held(pod.get(), wish, does.get(pod.get()), clock.now())
                        .ifPresent(one -> held.put(one.pod(), one));
            }
        }
        return held;
    }

    @Override
    public Map<PodRef, SortedMap<Integer, PortMode>> listeners() {
        return listeners.modes(connections.get());
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
