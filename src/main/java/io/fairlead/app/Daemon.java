package io.fairlead.app;

import io.fairlead.app.http.MonitoringServer;
import io.fairlead.app.http.Sources;
import io.fairlead.clock.Clock;
import io.fairlead.ingest.file.FileSource;
import io.fairlead.meter.CountedFaults;
import io.fairlead.meter.IstioNaming;
import io.fairlead.push.ads.AdsLimits;
import io.fairlead.push.ads.AdsServer;
import io.fairlead.push.ads.PushMeters;
import io.fairlead.push.ads.Streams;
import io.fairlead.push.cache.Pusher;
import io.fairlead.snapshot.Debounce;
import io.fairlead.snapshot.SnapshotLoop;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The daemon: all rooms, joined.
///
/// ```
/// files ─▶ FileSource ─▶ SnapshotLoop ─▶ Pusher ─▶ AdsServer ─▶ proxies
///                              └──────────┴──────────┴──▶ MonitoringServer
/// ```
public final class Daemon implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

    private final DaemonOptions options;
    private final Deque<Runnable> stops = new ArrayDeque<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final PrometheusMeterRegistry registry = IstioNaming.registry();
    private final CountedFaults faults = new CountedFaults(registry);
    private final SnapshotLoop snapshots;
    private final FileSource files;
    private final Pusher pusher;
    private final Streams streams;
    private final AdsServer ads;
    private final MonitoringServer monitoring;

    public Daemon(DaemonOptions options) {
        this.options = options;
        Clock clock = Clock.system();
        AdsLimits limits =
                AdsLimits.of(
                        options.streamsPerSecond(), Runtime.getRuntime().availableProcessors());
        PushMeters meters = new PushMeters(registry);
        String started = clock.now().truncatedTo(ChronoUnit.SECONDS).toString();
        this.pusher = new Pusher(clock, faults, started, meters::translated);
        MeshMeters mesh = new MeshMeters(registry);
        this.snapshots =
                new SnapshotLoop(clock, Debounce.DEFAULT, faults, List.of(pusher), mesh::debounced);
        this.files =
                new FileSource(
                        options.configs(),
                        options.registry(),
                        new FileSource.Wiring(
                                snapshots, System.err::println, clock, faults, registry));
        Streams.Surroundings around = new Streams.Surroundings(clock, faults, meters, limits);
        this.streams = new Streams(around, pusher, snapshots::isPrimed);
        this.ads = new AdsServer(options.xds(), streams, limits);
        Standing problems = new Standing(snapshots::current, streams);
        mesh.show(snapshots::current, problems);
        this.monitoring =
                new MonitoringServer(
                        options.http(),
                        options.monitoring(),
                        new Sources(
                                this::isReady,
                                registry::scrape,
                                Version.TEXT,
                                snapshots::current,
                                problems,
                                streams));
    }

    /// Starts what is downstream first, so that nothing that a source says is lost.
    public void start() throws IOException, InterruptedException {
        started(pusher::start, pusher::close);
        started(snapshots::start, snapshots::close);
        ads.start();
        stops.push(ads::close);
        started(monitoring::start, monitoring::close);
        files.start();
        stops.push(files::close);
        LOG.atInfo()
                .setMessage("daemon started")
                .addKeyValue("version", Version.TEXT)
                .addKeyValue("xds", options.xds().getHostString() + ":" + ads.port())
                .addKeyValue("http", monitoring.httpPort())
                .addKeyValue("monitoring", monitoring.monitoringPort())
                .log();
    }

    private void started(Runnable start, Runnable stop) {
        start.run();
        stops.push(stop);
    }

    /// Waits until the first configuration is there.
    boolean awaitReady(Duration atMost) throws InterruptedException {
        return snapshots.awaitPrimed(atMost);
    }

    private boolean isReady() {
        return snapshots.isPrimed() && faults.count() == 0;
    }

    public int xdsPort() {
        return ads.port();
    }

    public int httpPort() {
        return monitoring.httpPort();
    }

    public int monitoringPort() {
        return monitoring.monitoringPort();
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        LOG.atInfo().setMessage("daemon stopping").log();
        while (!stops.isEmpty()) {
            stops.pop().run();
        }
    }
}
