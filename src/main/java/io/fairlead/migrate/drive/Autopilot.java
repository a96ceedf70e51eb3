package io.fairlead.migrate.drive;

import io.fairlead.clock.Clock;
import io.fairlead.clock.LoopThread;
import io.fairlead.meter.Faults;
import io.fairlead.meter.MetricNames;
import io.fairlead.migrate.decide.caller.Cause;
import io.fairlead.migrate.decide.caller.PodTimes;
import io.fairlead.migrate.decide.facts.Gathering.Certificate;
import io.fairlead.migrate.decide.facts.Roster;
import io.fairlead.migrate.decide.facts.Tenants;
import io.fairlead.migrate.decide.plan.Fleet;
import io.fairlead.migrate.decide.plan.FleetFacts.Call;
import io.fairlead.migrate.enforce.Enforcer;
import io.fairlead.migrate.view.EventView;
import io.fairlead.migrate.view.MigrationView;
import io.fairlead.migrate.view.UnitView;
import io.fairlead.model.mtls.EvidenceDelta;
import io.fairlead.model.mtls.UnitId;
import io.fairlead.model.snapshot.MeshSnapshot;
import io.fairlead.model.store.ConfigStore;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Steps the migration, once a second and faster while something is on trial, on a thread of its own. Who has news for
/// it only puts them in line. In a large mesh, where a look costs more, it looks less often.
public final class Autopilot implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Autopilot.class);
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration ON_TRIAL = Duration.ofMillis(250);

    /// Looks without cause take at most one part in so many of the time, as long as they are this close.
    private static final int LOOK_SHARE = 50;

    /// A caller whose pod isn't known waits 5 s for news of it: reports may not wait as long for a look.
    private static final Duration APART_MAX = Duration.ofSeconds(4);

    /// Looks between two looks at the service graph, which costs more than it changes.
    private static final int CALLS_EVERY = 5;

    /// What people can ask for.
    public static final List<String> VERBS =
            Arrays.stream(Desk.Verb.values())
                    .map(verb -> verb.name().toLowerCase(Locale.ROOT))
                    .toList();

    /// Units that an answer names.
    private static final int NAMED_MAX = 10;

    /// Exemptions, of the object and of orders.
    private static final int EXEMPTIONS_MAX = 1_000;

    /// Rows of reports that may wait for the next look; what comes above is lost, and found as a gap.
    private static final int ROWS_MAX = 500_000;

    private final Surroundings around;
    private final Counter dropped;
    private final LoopThread owner = new LoopThread("mtls-migration");
    private final CountDownLatch closed = new CountDownLatch(1);
    private final BlockingQueue<EvidenceDelta> line = new LinkedBlockingQueue<>();
    private final Semaphore room = new Semaphore(ROWS_MAX);
    private volatile Mesh mesh = new Mesh(MeshSnapshot.EMPTY, PodTimes.NONE);
    private volatile Supplier<MigrationView> view = () -> MigrationView.EMPTY;
    private volatile SortedSet<UnitId> units = Collections.emptySortedSet();
    private final Seating seating;
    private volatile boolean ordered;

    // Of the owner's thread.
    private Course course = Course.BEGIN;
    private @Nullable Roster roster;
    private long lookedNanos;
    private Duration apart = EVERY;
    private long looks;
    private Calls calls = Calls.NONE;

    /// The mesh, and who had which address when.
    private record Mesh(MeshSnapshot snapshot, PodTimes times) {}

    /// Who calls whom, and how it goes.
    ///
    /// @param traffic of each workload that is called
    public record Calls(Set<Call> calls, Map<String, Traffic> traffic) {
        public static final Calls NONE = new Calls(Set.of(), Map.of());
    }

    /// A workload as its callers see it.
    ///
    /// @param requests in the last ten seconds
    /// @param failed of them
    /// @param usual part that failed in the last minute
    public record Traffic(long requests, long failed, double usual) {
        public static final Traffic NONE = new Traffic(0, 0, 0);
    }

    /// What this needs of the daemon.
    ///
    /// @param certificates that were issued
    /// @param keeping where it keeps what outlives it; null keeps nothing, and enforces nothing
    /// @param enforcer what brings wishes to pods
    public record Surroundings(
            Clock clock,
            Faults faults,
            MeterRegistry registry,
            Supplier<Calls> calls,
            Supplier<List<Certificate>> certificates,
            @Nullable Keeping keeping,
            Enforcer enforcer) {}

    /// @param archive of the audit trail and the records of units
    /// @param policies for PeerAuthentications of what is locked
    /// @param rival why this daemon may not act now, because another one does or might; empty when it may
    public record Keeping(Archive archive, ConfigStore policies, Supplier<String> rival) {}

    public Autopilot(Surroundings around) {
        this.around = around;
        this.lookedNanos = around.clock().nanos();
        this.seating = new Seating(around);
        this.dropped = around.registry().counter(MetricNames.MTLS_EVIDENCE_DROPPED);
        Gauge.builder(MetricNames.MTLS_EVIDENCE_GAPS, () -> view().gaps())
                .register(around.registry());
        for (boolean known : new boolean[] {true, false}) {
            Gauge.builder(MetricNames.MTLS_REFUSED, () -> refused(known))
                    .tag("caller", known ? "known" : "stranger")
                    .register(around.registry());
        }
        for (String phase : Shown.PHASES) {
            Gauge.builder(MetricNames.MTLS_UNITS, () -> count(phase))
                    .tag("phase", phase)
                    .register(around.registry());
        }
    }

    private long refused(boolean known) {
        return view().units().stream()
                .flatMap(unit -> unit.sources().stream())
                .filter(source ->
                        source.cut() && Cause.valueOf(source.cause()).attributable() == known)
                .mapToLong(UnitView.SourceView::refused)
                .sum();
    }

    private long count(String phase) {
        return view().units().stream().filter(unit -> unit.phase().startsWith(phase)).count();
    }

    public void start() {
        owner.start(this::run);
    }

    /// A sidecar reported. Called by anybody.
    public void report(EvidenceDelta delta) {
        if (room.tryAcquire(delta.rows().size() + 1)) {
            line.add(delta);
        } else {
            dropped.increment();
        }
    }

    /// The mesh changed. Called by one thread.
    public void onSnapshot(MeshSnapshot snapshot) {
        Mesh before = mesh;
        PodTimes times =
                Tenants.next(before.times, before.snapshot, snapshot, around.clock().now());
        mesh = new Mesh(snapshot, times.without(around.clock().now()));
    }

    /// As of the last look.
    public MigrationView view() {
        return view.get();
    }

    /// The last records of the audit trail, as they stand there. Called by anybody.
    public List<String> trail() {
        return seating.now().trail().tail();
    }

    /// What units did last, newest first.
    public List<EventView> events() {
        return seating.now().trail().events();
    }

    /// A person's word. Called by anybody.
    ///
    /// @param verb one of [#VERBS]
    /// @param wanted none for all
    /// @param by who says so
    /// @param terms of an exemption
    /// @return what is wrong with it; empty when it was taken
    public String order(String verb, List<UnitId> wanted, String by, Map<String, String> terms) {
        if (!VERBS.contains(verb)) {
            return "\"%s\" is none of %s".formatted(verb, String.join(", ", VERBS));
        }
        Seating.Seat now = seating.now();
        if (around.keeping() != null && !now.rival().isEmpty()) {
            return now.rival() + "; fix: say it there";
        }
        SortedSet<UnitId> ports = units;
        if (ports.isEmpty()) {
            return "no port of the mesh is known yet; fix: say it again in a second";
        }
        for (UnitId unit : wanted) {
            if (!ports.contains(unit)) {
                return unknown(unit, ports);
            }
        }
        Desk.Verb known = Desk.Verb.valueOf(verb.toUpperCase(Locale.ROOT));
        String problem = exemptionProblem(known, wanted, terms);
        if (!problem.isEmpty()) {
            return problem;
        }
        String refused = now.hands().order(new Desk.Order(known, wanted, by, terms));
        ordered = true;
        return refused;
    }

    private String exemptionProblem(
            Desk.Verb verb, List<UnitId> wanted, Map<String, String> terms) {
        boolean more = view().exemptions().size() + wanted.size() <= EXEMPTIONS_MAX;
        return switch (verb) {
            case EXEMPT -> {
                String untold = view().trail().problem();
                String wrong = ExemptionTerms.problem(wanted, terms, around.clock().now());
                yield !wrong.isEmpty()
                        ? wrong
                        : !untold.isEmpty()
                                ? "there is no audit trail: " + untold
                                : more ? "" : "there are %d exemptions".formatted(EXEMPTIONS_MAX);
            }
            case UNEXEMPT -> {
                String from = terms.getOrDefault(ExemptionTerms.FROM, "");
                yield wanted.stream().allMatch(unit -> isExempted(unit, from)) && !wanted.isEmpty()
                        ? ""
                        : "no order exempts \"%s\" there; fix: fairlead mtls exempt lists them, those"
                                        .formatted(from)
                                + " of the object are removed there";
            }
            case START, HOLD, RESUME, APPROVE, ROLLBACK, VERIFY -> "";
        };
    }

    private boolean isExempted(UnitId unit, String from) {
        return view().exemptions().stream()
                .anyMatch(one ->
                        one.byOrder()
                                && one.unit().equals(unit.toString())
                                && one.from().equals(from));
    }

    private static String unknown(UnitId unit, SortedSet<UnitId> known) {
        List<UnitId> near = known.stream().filter(one -> one.owner().equals(unit.owner())).toList();
        String names =
                (near.isEmpty() ? known : near)
                        .stream()
                                .limit(NAMED_MAX)
                                .map(UnitId::toString)
                                .collect(Collectors.joining(", "));
        return "%s is no port of the mesh; there are %s%s; fix: fairlead mtls status names all"
                .formatted(unit, names, near.isEmpty() && known.size() > NAMED_MAX ? ", …" : "");
    }

    private void run() {
        while (owner.isOpen()) {
            try {
                Duration pause = seating.now().hands().isBusy() ? ON_TRIAL : EVERY;
                if (closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
                if (isDue()) {
                    look();
                }
            } catch (InterruptedException _) {
                return;
            } catch (RuntimeException e) {
                around.faults().onFault("mtls migration", e);
            }
        }
    }

    /// What somebody ordered, or has on trial, waits for nothing.
    private boolean isDue() {
        Duration since = Duration.ofNanos(around.clock().nanos() - lookedNanos);
        boolean due =
                seating.now().hands().isBusy()
                        || ordered
                        || looks == 0
                        || since.compareTo(apart) >= 0;
        if (due) {
            ordered = false;
        }
        return due;
    }

    /// @param look how long one takes
    static Duration apart(Duration look) {
        Duration share = look.multipliedBy(LOOK_SHARE);
        return share.compareTo(EVERY) < 0
                ? EVERY
                : share.compareTo(APART_MAX) > 0 ? APART_MAX : share;
    }

    private void look() {
        Mesh now = mesh;
        if (now.snapshot.version() == 0) {
            return; // Nothing was read yet: who decides now decides for a mesh without pods.
        }
        Seating.Seat before = seating.now();
        Seating.Seat seat = seating.taken();
        Hands hands = seat.hands();
        if (seat.acts() && !seat.equals(before)) {
            course = hands.resumed(course);
        }
        Roster arranged = roster;
        if (arranged == null || arranged.mesh().version() != now.snapshot.version()) {
            arranged = Roster.of(now.snapshot);
            roster = arranged;
        }
        List<EvidenceDelta> reports = new ArrayList<>();
        line.drainTo(reports);
        reports.forEach(report -> room.release(report.rows().size() + 1));
        reports.addAll(around.enforcer().told());
        if (looks++ % CALLS_EVERY == 0) {
            calls = around.calls().get();
        }
        long nanos = around.clock().nanos();
        Course.Look look =
                new Course.Look(
                        around.clock().now(),
                        Duration.ofNanos(nanos - lookedNanos),
                        arranged,
                        now.times,
                        reports,
                        calls.calls(),
                        around.certificates().get(),
                        hands.done(course.fleet(), arranged, calls.traffic()),
                        hands.asked(course.fleet()));
        lookedNanos = nanos;
        Course.Step step = course.next(look);
        if (hands.carryOut(course, step, look)) {
            course = step.course();
            step.transitions().forEach(Autopilot::tell);
        }
        units = Collections.unmodifiableSortedSet(new TreeSet<>(course.fleet().units().keySet()));
        view = new ShownLater(new Shown(look, step), seat.trail().view(), hands.trouble());
        apart = apart(Duration.ofNanos(around.clock().nanos() - nanos));
    }

    private static void tell(Fleet.Transition one) {
        LOG.atInfo()
                .setMessage("mtls unit")
                .addKeyValue("unit", one.unit())
                .addKeyValue("from", one.from().text())
                .addKeyValue("to", one.to().text())
                .addKeyValue("because", one.because())
                .log();
    }

    @Override
    public void close() {
        closed.countDown();
        owner.close();
    }
}
