package io.fairlead.app;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fairlead.app.http.MonitoringServer;
import io.fairlead.app.http.Sources;
import io.fairlead.ca.server.Authentication;
import io.fairlead.ca.sign.CaException;
import io.fairlead.ca.view.CaView;
import io.fairlead.clock.Clock;
import io.fairlead.console.Api;
import io.fairlead.ingest.file.FileSource;
import io.fairlead.meter.CountedFaults;
import io.fairlead.meter.IstioNaming;
import io.fairlead.meter.OwnWork;
import io.fairlead.migrate.drive.Autopilot;
import io.fairlead.model.config.Problem;
import io.fairlead.model.identity.SpiffeId;
import io.fairlead.model.store.ConfigStore;
import io.fairlead.push.ads.AdsLimits;
import io.fairlead.push.ads.AdsServer;
import io.fairlead.push.ads.PushMeters;
import io.fairlead.push.ads.Services;
import io.fairlead.push.ads.Streams;
import io.fairlead.push.cache.Pusher;
import io.fairlead.push.view.Connections;
import io.fairlead.replica.elect.ElectLimits;
import io.fairlead.snapshot.Debounce;
import io.fairlead.snapshot.SnapshotLoop;
import io.fairlead.store.kube.LeaseStore;
import io.fairlead.store.kube.RootBundles;
import io.fairlead.telemetry.aggregate.Limits;
import io.fairlead.telemetry.intake.Board;
import io.fairlead.telemetry.intake.IntakeLimits;
import io.fairlead.trace.collect.Collectors;
import io.fairlead.trace.collect.SpanMethod;
import io.fairlead.trace.decode.Format;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The daemon: all rooms, joined.
///
/// ```
/// files ─▶ FileSource ─▶ SnapshotLoop ─▶ Pusher ─▶ AdsServer ─▶ proxies
///                              └──────────┴──────────┴──▶ MonitoringServer
/// Identity: certificates for proxies, and who they are
/// ```
public final class Daemon implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

    private final DaemonOptions options;
    private final Deque<Runnable> stops = new ArrayDeque<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final PrometheusMeterRegistry registry = IstioNaming.registry();
    private final CountedFaults faults = new CountedFaults(registry);
    private final SnapshotLoop snapshots;
    private final @Nullable KubernetesClient kubernetes;
    private final Ingesting ingesting;
    private final Pusher pusher;
    private final Streams streams;
    private final AdsServer ads;
    private final MonitoringServer monitoring;
    private final Clock clock;
    private final Board board;
    private final Services told;
    private final AdsLimits limits;
    private final Observing observing;
    private final Replicas replicas;
    private final Enforcing enforcing;
    private final @Nullable InCluster migrating;
    private final Autopilot autopilot;
    private final Standing problems;
    private final Webhooks webhooks = new Webhooks();
    private volatile @Nullable Identity identity;
    private volatile @Nullable AdsServer secure;

    public Daemon(DaemonOptions options) {
        this.options = options;
        KubeOptions cluster = options.kubernetes();
        this.kubernetes = cluster == null ? null : Kubeconfig.client(cluster.kubeconfig());
        this.clock = Clock.system();
        this.limits =
                AdsLimits.of(
                        options.streamsPerSecond(), Runtime.getRuntime().availableProcessors());
        PushMeters meters = new PushMeters(registry, this::hearWork);
        String started = clock.now().truncatedTo(ChronoUnit.SECONDS).toString();
        this.pusher = new Pusher(clock, faults, started, meters::translated);
        MeshMeters mesh = new MeshMeters(registry);
        this.replicas =
                new Replicas(
                        new Replicas.Surroundings(
                                clock, faults, registry, options.replicas() != null),
                        this::hearReport,
                        this::hearSpans);
        this.board =
                new Board(clock, faults, Limits.DEFAULT, IntakeLimits.DEFAULT, replicas::report);
        Observing.Surroundings shared =
                new Observing.Surroundings(clock, faults, registry, replicas::spans);
        this.enforcing =
                new Enforcing(
                        shared,
                        () -> Optional.ofNullable(identity).flatMap(Identity::knockKeys),
                        this::connections,
                        pusher::trials,
                        replicas);
        this.migrating = InCluster.of(options, kubernetes);
        this.autopilot =
                Migration.autopilot(
                        shared,
                        board::view,
                        this::certificates,
                        Migration.keeping(options, migrating, replicas::view),
                        enforcing);
        this.snapshots =
                new SnapshotLoop(
                        clock,
                        Debounce.DEFAULT,
                        faults,
                        List.of(mesh, pusher, (_, snapshot) -> autopilot.onSnapshot(snapshot)),
                        mesh);
        this.ingesting =
                new Ingesting(
                        options,
                        kubernetes,
                        new FileSource.Wiring(
                                snapshots, System.err::println, clock, faults, registry));
        this.streams = streams(meters);
        this.observing = new Observing(shared, replicas.pages(), apis());
        this.told = told(shared);
        this.ads = new AdsServer(options.xds(), streams, limits, told.all());
        this.problems = new Standing(snapshots::current, streams, this::identityProblems);
        mesh.show(snapshots::current, problems);
        ProcessMeters.show(registry, Version.TEXT);
        this.monitoring = new MonitoringServer(options.http(), options.monitoring(), sources());
    }

    /// For proxies, and for istioctl.
    private Streams streams(PushMeters meters) {
        return new Streams(
                new Streams.Surroundings(clock, faults, meters, limits),
                pusher,
                snapshots::isPrimed,
                new Streams.Visitors(
                        Authentication::caller,
                        DaemonName.questions(snapshots::current, this::page)));
    }

    /// What pages ask.
    private Map<String, Api> apis() {
        return Map.of(
                GraphApi.PATH,
                new GraphApi(board::view, replicas::view),
                MtlsApi.PATH,
                new MtlsApi(autopilot::view, autopilot::events));
    }

    private Sources sources() {
        Sources.Orders orders = new Sources.Orders(Autopilot.VERBS, autopilot::order);
        Sources.Migration migration =
                new Sources.Migration(autopilot::view, autopilot::trail, orders);
        return new Sources(
                this::isReady,
                registry::scrape,
                Version.TEXT,
                snapshots::current,
                problems,
                streams,
                this::certificates,
                board::view,
                migration,
                replicas.pages().ofLeader(new DebugApi(board::view, migration)));
    }

    private Services told(Observing.Surroundings shared) {
        return Told.services(
                        new Told.Surroundings(shared, snapshots::current, this::daemon),
                        new Told.Takers(board, autopilot, enforcing, replicas))
                .with(SpanMethod.all(observing::intake));
    }

    /// Starts what is downstream first, so that nothing that a source says is lost.
    public void start() throws IOException, InterruptedException {
        if (kubernetes != null) {
            stops.push(kubernetes::close);
        }
        SecureOptions asked = options.secure();
        Identity opened = asked == null ? null : openIdentity(asked);
        started(pusher::start, pusher::close);
        started(snapshots::start, snapshots::close);
        started(board::start, board::close);
        stops.push(enforcing::close);
        if (migrating != null) {
            stops.push(migrating::close);
        }
        started(autopilot::start, autopilot::close);
        ads.start();
        stops.push(ads::close);
        if (asked != null && opened != null) {
            AdsServer server =
                    new AdsServer(
                            asked.address(),
                            streams,
                            limits,
                            opened.security(told.with(replicas.services(opened).all())));
            secure = server;
            server.start();
            stops.push(server::close);
            started(opened::start, opened::close);
        }
        started(monitoring::start, monitoring::close);
        stops.push(observing::close);
        observing.start(options.traces(), options.console());
        ingesting.start();
        stops.push(ingesting::close);
        webhooks.start(options.webhook(), opened, registry);
        stops.push(webhooks::close);
        publishRoots(opened);
        tellInCluster();
        ReplicaOptions shared = options.replicas();
        if (shared != null && opened != null) {
            replicas.start(
                    shared,
                    opened,
                    record(opened, shared.limits()),
                    new Replicas.Ports(securePort(), consolePort()));
            stops.push(replicas::close);
        }
        LOG.atInfo()
                .setMessage("daemon started")
                .addKeyValue("version", Version.TEXT)
                .addKeyValue("xds", options.xds().getHostString() + ":" + ads.port())
                .addKeyValue("secure", securePort())
                .addKeyValue("http", monitoring.httpPort())
                .addKeyValue("monitoring", monitoring.monitoringPort())
                .addKeyValue("console", observing.consolePort())
                .log();
    }

    /// Where daemons agree on who leads: in their cluster, or in the directory that they share.
    private ConfigStore record(Identity opened, ElectLimits limits) {
        KubeOptions cluster = options.kubernetes();
        if (cluster == null) {
            return opened.store();
        }
        KubernetesClient client = Kubeconfig.impatient(cluster.kubeconfig(), limits.answer());
        stops.push(client::close);
        return new LeaseStore(
                client, clock::now, new LeaseStore.Times(limits.patience(), limits.answer()));
    }

    /// Into the cluster, where there is one that asked for it.
    private void publishRoots(@Nullable Identity opened) {
        KubeOptions cluster = options.kubernetes();
        if (cluster != null && kubernetes != null && opened != null) {
            Roots roots =
                    new Roots(
                            cluster,
                            new RootBundles(kubernetes),
                            opened::rootsPem,
                            () -> snapshots.current().namespaces().keySet(),
                            faults);
            started(roots::start, roots::close);
        }
    }

    /// How far the migration is, in the objects that ask for it.
    private void tellInCluster() {
        InCluster cluster = migrating;
        if (cluster != null) {
            StatusWriter writer =
                    cluster.statuses(
                            new StatusWriter.Surroundings(
                                    clock,
                                    faults,
                                    autopilot::view,
                                    snapshots::current,
                                    problems,
                                    () -> options.replicas() == null || replicas.view().leads()));
            started(writer::start, writer::close);
        }
    }

    private Identity openIdentity(SecureOptions asked) throws CaException {
        Identity opened =
                Identity.open(
                        asked,
                        new Identity.Surroundings(
                                clock,
                                faults,
                                registry,
                                this::hearWork,
                                () -> snapshots.current().mesh(),
                                Roots.authority(options.kubernetes(), kubernetes)));
        identity = opened;
        return opened;
    }

    private void started(Runnable start, Runnable stop) {
        start.run();
        stops.push(stop);
    }

    /// Waits until the first configuration is there.
    boolean awaitReady(Duration atMost) throws InterruptedException {
        return snapshots.awaitPrimed(atMost);
    }

    private String page(String name) {
        return monitoring.pages().page(name);
    }

    private Connections connections() {
        return streams;
    }

    private boolean isReady() {
        return snapshots.isPrimed() && faults.count() == 0;
    }

    private boolean hearReport(byte[] report) {
        return board.hear(report);
    }

    private void hearWork(OwnWork.Work work) {
        observing.hear(work);
    }

    private boolean hearSpans(Format format, byte[] request) {
        return observing.hear(format, request);
    }

    private Optional<SpiffeId> daemon() {
        return Optional.ofNullable(identity).map(Identity::daemon);
    }

    private Optional<CaView> certificates() {
        return Optional.ofNullable(identity).map(known -> known.authority().view());
    }

    private List<Problem> identityProblems() {
        Identity known = identity;
        return known == null ? List.of() : known.problems();
    }

    public int xdsPort() {
        return ads.port();
    }

    /// The port with TLS; 0 when there is none.
    public int securePort() {
        AdsServer server = secure;
        return server == null ? 0 : server.port();
    }

    public int httpPort() {
        return monitoring.httpPort();
    }

    public int monitoringPort() {
        return monitoring.monitoringPort();
    }

    /// The console's port; 0 when there is none.
    public int consolePort() {
        return observing.consolePort();
    }

    /// The port that an API server asks; 0 when there is none.
    public int webhookPort() {
        return webhooks.port();
    }

    /// Where spans are taken.
    public Collectors.Ports collectorPorts() {
        return observing.collectorPorts();
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
