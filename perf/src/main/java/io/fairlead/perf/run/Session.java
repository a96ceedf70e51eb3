package io.fairlead.perf.run;

import io.fairlead.perf.load.Order;
import io.fairlead.perf.load.Result;
import io.fairlead.perf.machine.CpuLimit;
import io.fairlead.perf.machine.Machine;
import io.fairlead.perf.machine.Memory;
import io.fairlead.perf.machine.ProcessorTime;
import io.fairlead.perf.peer.Backend;
import io.fairlead.perf.peer.Family;
import io.fairlead.perf.peer.KeyFiles;
import io.fairlead.perf.peer.Peer;
import io.fairlead.perf.peer.Peers;
import io.fairlead.perf.peer.Running;
import io.fairlead.perf.peer.Site;
import io.fairlead.perf.process.Launch;
import io.fairlead.perf.process.Worker;
import io.fairlead.perf.table.Footprint;
import io.fairlead.perf.table.Sample;
import io.fairlead.perf.table.Table;
import io.fairlead.perf.table.Unit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Starts all peers of a family, warms them, and measures them in turn: each round asks every peer in every scenario
/// once, in an order that rotates, so that whatever else the machine does falls on all of them.
public final class Session implements AutoCloseable {
    private static final int PROXY = 0;
    private static final int LOAD = 1;
    private static final int LIMIT_MILLICORES = 200;
    private static final int IDLE_SECONDS = 10;

    /// A JVM goes on compiling what the load has made hot, and whoever exports spans sends the last ones.
    private static final int SETTLE_SECONDS = 10;

    private static final int WARM_NATIVE_MILLIS = 500;

    private final Options options;
    private final Path directory;
    private final Consumer<String> progress;
    private final Worker<Order, Result> load;
    private final Running backend;
    private final KeyFiles keys;
    private final @Nullable CpuLimit limit;
    private final @Nullable String noLimit;
    private final Map<String, String> notMeasured = new LinkedHashMap<>();
    private final Map<String, String> fresh = new LinkedHashMap<>();
    private final List<Running> peers = new ArrayList<>();
    private final List<Sample> samples = new ArrayList<>();

    /// @param only names of peers; empty for all
    /// @param warmSeconds how long what compiles itself practises all scenarios before the first round
    /// @param coldSeconds how long each peer is measured right after its start; 0 leaves that out
    /// @param home the checkout that our own proxy is run from
    public record Options(
            Family family,
            int rounds,
            int seconds,
            Set<String> only,
            int warmSeconds,
            int coldSeconds,
            Path home) {}

    private Session(Options options, Path directory, Instant now, Consumer<String> progress)
            throws IOException {
        this.options = options;
        this.directory = directory;
        this.progress = progress;
        this.keys = Peers.keys(directory, now);
        this.noLimit = CpuLimit.missing();
        this.limit = noLimit == null ? CpuLimit.of(LIMIT_MILLICORES) : null;
        this.load = Worker.start(io.fairlead.perf.load.Main.WORKER, Launch.pin(LOAD));
        try {
            this.backend =
                    Running.start(
                            "backend",
                            Backend.setUp(options.family(), directory),
                            options.family(),
                            directory,
                            LOAD);
        } catch (IOException e) {
            load.close();
            throw e;
        }
    }

    /// One whole run.
    ///
    /// @param directory for everything that peers write; the caller removes it
    public static Report run(
            Options options, Path directory, Instant now, Consumer<String> progress)
            throws IOException {
        Machine machine = Machine.here();
        try (Session session = new Session(options, directory, now, progress)) {
            Table cold = session.startAll();
            session.warm();
            for (int round = 0; round < options.rounds(); round++) {
                session.round(round);
            }
            return session.report(machine, now, cold);
        }
    }

    private @Nullable Table startAll() throws IOException {
        List<Sample> cold = new ArrayList<>();
        for (Peer peer : Peers.of(options.family(), options.home())) {
            if (!options.only().isEmpty() && !options.only().contains(peer.name())) {
                continue;
            }
            String missing = peer.missing(options.family());
            if (missing != null) {
                notMeasured.put(peer.name(), missing);
                continue;
            }
            try {
                start(peer, cold);
            } catch (IOException e) {
                notMeasured.put(peer.name(), String.valueOf(e.getMessage()));
            }
        }
        return cold.isEmpty()
                ? null
                : Table.of(
                        "the first %d s after the start, 1,000/s evenly spaced"
                                .formatted(options.coldSeconds()),
                        Unit.REQUEST,
                        cold);
    }

    private void start(Peer peer, List<Sample> cold) throws IOException {
        progress.accept("starting " + peer.name());
        Path own = Files.createDirectories(directory.resolve(peer.name()));
        Site site = new Site(options.family(), own, backend.setup().port(), keys);
        Running running =
                Running.start(peer.name(), peer.setUp(site), options.family(), own, PROXY);
        peers.add(running);
        if (options.coldSeconds() > 0) {
            Scenario even = Scenario.even(options.family());
            cold.add(measure(running, even, 0, options.coldSeconds() * 1000));
        }
        fresh.put(peer.name(), Memory.of(running.processes()).text());
    }

    private void warm() throws IOException {
        List<Scenario> scenarios = Scenario.of(options.family(), false);
        int share = Math.max(WARM_NATIVE_MILLIS, options.warmSeconds() * 1000 / scenarios.size());
        for (Running peer : peers) {
            progress.accept("warming " + peer.name());
            int millis =
                    switch (peer.name().split("-", 2)[0]) {
                        case "ours" -> share;
                        case "direct" -> share / 3; // the load generator's own practice
                        default -> WARM_NATIVE_MILLIS;
                    };
            for (Scenario scenario : scenarios) {
                Sample _ = measure(peer, scenario, -1, millis);
            }
        }
    }

    private void round(int round) throws IOException {
        for (Scenario scenario : Scenario.of(options.family(), limit != null)) {
            for (int i = 0; i < peers.size(); i++) {
                Running peer = peers.get((i + round) % peers.size());
                progress.accept(
                        "round %d of %d: %s: %s"
                                .formatted(
                                        round + 1,
                                        options.rounds(),
                                        scenario.title(),
                                        peer.name()));
                samples.add(measure(peer, scenario, round, options.seconds() * 1000));
            }
        }
    }

    private Sample measure(Running peer, Scenario scenario, int round, int millis)
            throws IOException {
        var order = scenario.order(options.family(), peer, millis);
        Result result =
                scenario.limited() && limit != null
                        ? limit.around(peer.processes(), () -> load.carryOut(order))
                        : load.carryOut(order);
        peer.emptyLogs();
        return new Sample(
                peer.name(),
                scenario.title(),
                round,
                result.requests(),
                result.errors(),
                result.bytes(),
                result.nanos(),
                peer.setup().programs().isEmpty() ? 0 : result.cpuNanos(),
                result.latency(),
                result.trouble());
    }

    private Report report(Machine machine, Instant now, @Nullable Table cold) {
        List<Table> tables = new ArrayList<>();
        for (Scenario scenario : Scenario.of(options.family(), limit != null)) {
            List<Sample> ofScenario = new ArrayList<>();
            for (Running peer : peers) {
                samples.stream()
                        .filter(sample -> sample.scenario().equals(scenario.title()))
                        .filter(sample -> sample.peer().equals(peer.name()))
                        .forEach(ofScenario::add);
            }
            tables.add(Table.of(scenario.title(), scenario.unit(), ofScenario));
        }
        return new Report(
                options.family(),
                now.toString(),
                machine,
                Peers.versions(),
                options.rounds(),
                options.seconds(),
                tables,
                footprints(),
                notMeasured,
                noLimit,
                cold,
                samples);
    }

    /// All peers have nothing to do at the same time, so one wait is enough.
    private List<Footprint> footprints() {
        progress.accept("watching them idle");
        List<Running> proxies =
                peers.stream().filter(peer -> !peer.setup().programs().isEmpty()).toList();
        List<String> loaded =
                proxies.stream().map(peer -> Memory.of(peer.processes()).text()).toList();
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(SETTLE_SECONDS));
        List<Long> before =
                proxies.stream().map(peer -> ProcessorTime.nanos(peer.processes())).toList();
        long begin = System.nanoTime();
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(IDLE_SECONDS));
        double seconds = (System.nanoTime() - begin) / 1e9;
        List<Footprint> footprints = new ArrayList<>();
        for (int i = 0; i < proxies.size(); i++) {
            Running peer = proxies.get(i);
            long used = ProcessorTime.nanos(peer.processes()) - before.get(i);
            footprints.add(
                    new Footprint(
                            peer.name(),
                            peer.firstAnswer().toMillis(),
                            fresh.getOrDefault(peer.name(), ""),
                            loaded.get(i),
                            used / 1e3 / seconds));
        }
        return footprints;
    }

    @Override
    public void close() throws IOException {
        peers.reversed().forEach(Running::close);
        backend.close();
        load.close();
        if (limit != null) {
            limit.close();
        }
    }
}
