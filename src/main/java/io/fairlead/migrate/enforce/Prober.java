package io.fairlead.migrate.enforce;

import io.fairlead.clock.Clock;
import io.fairlead.migrate.enforce.Check.Seen;
import io.fairlead.migrate.enforce.Enforcer.Target;
import io.fairlead.model.mtls.EvidenceDelta;
import io.fairlead.model.mtls.PortProof;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// Looks at ports from outside of their pods: proof, not belief. Each look is four connections.
public final class Prober implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Prober.class);

    /// Looks at once.
    private static final int LOOKS_MAX = 16;

    /// Targets that may wait; more are asked for again by the next word.
    private static final int WAITING_MAX = 10_000;

    /// A port that was looked at is left alone for so long.
    private static final Duration PAUSE = Duration.ofSeconds(4);

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration CALM = Duration.ofMillis(300);

    private final Clock clock;
    private final Supplier<Optional<Keys>> keys;
    private final Ledger ledger;
    private final Map<Target, PortProof> proofs = new ConcurrentHashMap<>();
    private final Set<Target> waiting = ConcurrentHashMap.newKeySet();
    private final Set<String> addresses = ConcurrentHashMap.newKeySet();
    private final Semaphore looks = new Semaphore(LOOKS_MAX);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /// @param keys who knocks; empty while nobody can
    public Prober(Clock clock, Supplier<Optional<Keys>> keys) {
        this.clock = clock;
        this.keys = keys;
        this.ledger = new Ledger(clock);
    }

    /// Looks at these as soon as may be, and forgets what was seen of others.
    public void prove(Set<Target> targets) {
        proofs.keySet().retainAll(targets);
        for (Target target : targets) {
            PortProof last = proofs.get(target);
            boolean due = last == null || isOver(last.at(), PAUSE, clock.now());
            if (due && waiting.size() < WAITING_MAX && waiting.add(target)) {
                var _ = threads.submit(() -> look(target));
            }
        }
    }

    /// Also when the clock was set back to before the beginning.
    private static boolean isOver(Instant begin, Duration pause, Instant now) {
        return begin.isAfter(now) || begin.plus(pause).isBefore(now);
    }

    /// What a pod reports, without the knocks that were made here.
    public EvidenceDelta without(EvidenceDelta delta) {
        return ledger.without(delta, addresses::contains);
    }

    public Map<Target, PortProof> proofs() {
        return Map.copyOf(proofs);
    }

    private void look(Target target) {
        try {
            looks.acquire();
            try {
                Optional<Keys> own = keys.get();
                if (own.isPresent()) {
                    look(target, new Knock(own.get(), PATIENCE, CALM, addresses::add));
                }
            } finally {
                looks.release();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            waiting.remove(target);
        }
    }

    private void look(Target target, Knock knock) {
        Map<Check, Seen> seen = new EnumMap<>(Check.class);
        for (Check check : Check.values()) {
            ledger.knocks(target, check);
            seen.put(check, knock.at(target, check));
        }
        String wrong = Check.wrong(seen);
        PortProof before = proofs.put(target, new PortProof(clock.now(), wrong));
        boolean news = before == null ? !wrong.isEmpty() : !before.says().equals(wrong);
        if (news) {
            LOG.atLevel(wrong.isEmpty() ? Level.INFO : Level.ERROR)
                    .setMessage("mtls enforcement seen")
                    .addKeyValue("pod", target.pod())
                    .addKeyValue("port", target.port())
                    .addKeyValue("wrong", wrong)
                    .log();
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
