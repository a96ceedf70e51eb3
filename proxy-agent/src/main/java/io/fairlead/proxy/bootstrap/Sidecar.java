package io.fairlead.proxy.bootstrap;

import io.fairlead.proxy.admin.Admin;
import io.fairlead.proxy.bootstrap.parse.Application;
import io.fairlead.proxy.bootstrap.parse.IdentityConfig;
import io.fairlead.proxy.bootstrap.parse.ProxyConfig;
import io.fairlead.proxy.clock.Clock;
import io.fairlead.proxy.endpoint.EndpointServer;
import io.fairlead.proxy.enforce.Enforcement;
import io.fairlead.proxy.grpc.GrpcTarget;
import io.fairlead.proxy.listener.Dataplane;
import io.fairlead.proxy.meter.Callers;
import io.fairlead.proxy.meter.StatName;
import io.fairlead.proxy.meter.Stats;
import io.fairlead.proxy.meter.WorkloadLabels;
import io.fairlead.proxy.model.ProxySnapshot;
import io.fairlead.proxy.probe.AppMetrics;
import io.fairlead.proxy.probe.Probes;
import io.fairlead.proxy.probe.ready.Readiness;
import io.fairlead.proxy.telemetry.Telemetry;
import io.fairlead.proxy.telemetry.als.LogLimits;
import io.fairlead.proxy.telemetry.als.LogServers;
import io.fairlead.proxy.telemetry.report.Limits;
import io.fairlead.proxy.telemetry.report.ReportClient;
import io.fairlead.proxy.trace.Tracers;
import io.fairlead.proxy.trace.export.ExportLimits;
import io.fairlead.proxy.trace.export.Way;
import io.fairlead.proxy.warmup.WarmUp;
import io.fairlead.proxy.xds.AdsClient;
import io.fairlead.proxy.xds.AdsNode;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One running proxy. Two kinds of threads: event loops that carry traffic, and one control thread for admin, probes
/// and the control plane, so that neither waits for the other.
public final class Sidecar {
    /// What `/server_info` and `istio_build` say.
    static final String VERSION = "0.1.0";

    private static final Logger LOG = LoggerFactory.getLogger(Sidecar.class);

    /// The cluster that is the daemon, as a stock Envoy's bootstrap has it.
    private static final String DAEMON = "xds-grpc";

    private final ProxyConfig config;
    private final Stats stats = new Stats();
    private final PodIdentity identity;
    private final GrpcTarget daemon;
    private final Telemetry telemetry;
    private final LogServers logs;
    private final Tracers tracers;
    private final Callers callers = new Callers();
    private final Enforcement enforcement = new Enforcement(Clock.SYSTEM, callers, stats);
    private final Dataplane dataplane;
    private final ConfigApplier applier;
    private final EndpointServer control =
            new EndpointServer("control", EndpointServer.Limits.DEFAULT);
    private final AdsClient ads;
    private final AdsNode node;
    private final ReportClient reports;
    private final AtomicBoolean warm = new AtomicBoolean();
    private final AtomicBoolean draining = new AtomicBoolean();
    private volatile boolean drained;
    private final AtomicBoolean reporting = new AtomicBoolean();

    private Sidecar(ProxyConfig config, IdentityConfig identityConfig) {
        this.config = config;
        this.identity = new PodIdentity(identityConfig, stats);
        this.daemon = identity.discovery(config);
        this.telemetry =
                new Telemetry(
                        config.self(), VERSION, stats, Telemetry.Limits.DEFAULT, Clock.SYSTEM);
        this.tracers =
                new Tracers(
                        Tracers.Self.of(
                                config.nodeId(),
                                config.nodeCluster(),
                                config.podIp(),
                                config.self(),
                                meshId()),
                        Clock.SYSTEM,
                        stats,
                        ExportLimits.DEFAULT,
                        this::collector);
        this.node = new AdsNode(config.nodeId(), config.nodeCluster(), config.metadataJson());
        this.logs = logs();
        this.dataplane =
                DataplaneAssembly.of(
                        config,
                        new DataplaneAssembly.Watching(
                                telemetry, logs, tracers, callers, enforcement),
                        identity.secrets(),
                        stats);
        this.applier = new ConfigApplier(dataplane);
        this.ads =
                new AdsClient(
                        new AdsClient.Wiring(
                                control.loop().next(),
                                NioSocketChannel.class,
                                Clock.SYSTEM,
                                RandomGenerator.getDefault(),
                                stats),
                        daemon,
                        node,
                        this::configured,
                        identity::deliver);
        this.reports = reports();
    }

    /// Before there is a configuration there is nothing to report, and often no identity to report it with.
    private void configured(ProxySnapshot snapshot) {
        applier.accept(snapshot);
        if (reporting.compareAndSet(false, true)) {
            reports.start();
        }
    }

    private ReportClient reports() {
        return new ReportClient(
                new ReportClient.Wiring(
                        control.loop().next(),
                        NioSocketChannel.class,
                        Clock.SYSTEM,
                        RandomGenerator.getDefault(),
                        stats,
                        new ReportClient.Inbound(callers, enforcement, telemetry.dials())),
                daemon,
                new ReportClient.Pod(
                        config.self().namespace(), config.self().workload(), podName()),
                telemetry.edges(),
                Limits.DEFAULT);
    }

    private static String meshId() {
        String mesh = System.getenv("ISTIO_META_MESH_ID");
        return mesh == null ? WorkloadLabels.ABSENT : mesh;
    }

    /// The pod's name out of `ROLE~IP~POD.NAMESPACE~DOMAIN`.
    private String podName() {
        String[] parts = config.nodeId().split("~", -1);
        String id = parts.length > 2 ? parts[2] : config.nodeId();
        int dot = id.lastIndexOf('.');
        return dot > 0 ? id.substring(0, dot) : id;
    }

    /// Starts everything; traffic is served when the first configuration has come.
    ///
    /// @param application what the injector says of the application beside it
    /// @throws IOException when a port of the proxy itself is taken
    public static Sidecar start(
            ProxyConfig config, IdentityConfig identity, Application application)
            throws IOException {
        Sidecar sidecar = new Sidecar(config, identity);
        sidecar.publishFacts();
        sidecar.serve(application);
        sidecar.dataplane.start();
        sidecar.identity.start(sidecar.control.loop().next());
        sidecar.ads.start();
        Thread.ofPlatform().daemon().name("warm-up").start(sidecar::warmUp);
        LOG.info(
                "event=started node={} discovery={}:{} concurrency={}",
                config.nodeId(),
                config.discoveryHost(),
                config.discoveryPort(),
                config.concurrency());
        return sidecar;
    }

    private LogServers logs() {
        return new LogServers(
                new LogServers.Wiring(
                        control.loop().next(),
                        NioSocketChannel.class,
                        Clock.SYSTEM,
                        RandomGenerator.getDefault(),
                        stats),
                node.bytes(),
                this::logServer,
                LogLimits.DEFAULT);
    }

    private Optional<GrpcTarget> logServer(String cluster) {
        return cluster.equals(DAEMON)
                ? Optional.of(daemon)
                : applier.applied()
                        .snapshot()
                        .addressOf(cluster)
                        .map(address -> GrpcTarget.plain(address.host(), address.port()));
    }

    private Optional<Way> collector(String cluster) {
        return cluster.equals(DAEMON)
                ? Optional.of(new Way.Daemon(daemon))
                : applier.applied().snapshot().addressOf(cluster).map(Way.Plain::new);
    }

    /// Runs while the first configuration is on its way. Whatever becomes of it, traffic is not refused because of it.
    private void warmUp() {
        try {
            WarmUp.Outcome outcome = WarmUp.run(Clock.SYSTEM, WarmUp.Limits.BEFORE_READINESS);
            stats.gauge(
                    StatName.of("fairlead", "warm_up_processor_milliseconds"),
                    outcome.processor()::toMillis);
            stats.gauge(StatName.of("fairlead", "warm_up_requests"), outcome::requests);
        } finally {
            warm.set(true);
        }
    }

    private void publishFacts() {
        stats.gauge(StatName.of("server", "state"), () -> isReady() ? 0 : 2);
        stats.gauge(StatName.of("server", "live"), () -> isReady() ? 1 : 0);
        stats.gauge(StatName.of("listener_manager", "workers_started"), () -> isBound() ? 1 : 0);
        stats.gauge(
                StatName.of("cluster_manager", "active_clusters"),
                () -> applier.applied().snapshot().clusters().size());
        stats.gauge(
                StatName.of("listener_manager", "total_listeners_active"),
                () -> applier.applied().snapshot().listeners().size());
    }

    private void serve(Application application) throws IOException {
        AppMetrics app = application.metrics();
        Probes probes =
                new Probes(
                        Probes.Sources.atOnce(
                                this::readiness,
                                telemetry::prometheus,
                                new Probes.Orders(this::quit, this::startDraining)),
                        Probes.Applications.of(application.probers(), config.podIp()));
        ProxyConfig.Ports ports = config.ports();
        probes.serveReadiness(control, anyAddress(ports.readiness()));
        probes.serveMetrics(control, anyAddress(ports.metrics()));
        if (app == null) {
            probes.serveAgent(control, anyAddress(ports.agent()));
        } else {
            probes.serveAgent(control, anyAddress(ports.agent()), app);
        }
        Admin admin =
                new Admin(
                        new Admin.Sources(
                                node.bytes(),
                                VERSION,
                                () -> applier.applied().snapshot(),
                                ads::view,
                                identity::held,
                                stats,
                                telemetry::prometheus,
                                this::isReady,
                                this::quit,
                                this::startDraining));
        InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
        control.serve(new InetSocketAddress(loopback, ports.admin()), admin.endpoints());
    }

    private static InetSocketAddress anyAddress(int port) {
        return new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), port);
    }

    /// Whether traffic may come.
    boolean isReady() {
        return Readiness.of(readiness()) instanceof Readiness.Ready;
    }

    /// The ports of a gateway are people's wishes: one that can't be had doesn't take the others out of service.
    private boolean isBound() {
        ConfigApplier.Applied applied = applier.applied();
        return applied.snapshot().version() > 0 && (applied.failures().isEmpty() || isGateway());
    }

    private Readiness.Facts readiness() {
        return new Readiness.Facts(
                identity.reason(),
                updates("cluster_manager.cds"),
                updates("listener_manager.lds"),
                ads.view().complete(),
                isBound(),
                warm.get(),
                drained || draining.get());
    }

    private Readiness.Updates updates(String scope) {
        return new Readiness.Updates(
                stats.counter(StatName.of(scope, "update_success")).sum(),
                stats.counter(StatName.of(scope, "update_rejected")).sum());
    }

    /// Asked to end by an endpoint: answer first, then end as if by a signal.
    private void quit() {
        Thread.ofPlatform().name("quit").start(() -> System.exit(0));
    }

    /// Asked to take nothing more, and to stay. Answer first: a listener may just be bound.
    private void startDraining() {
        Thread.ofPlatform().name("drain").start(this::drain);
    }

    private void drain() {
        drained = true;
        dataplane.drain(!isGateway());
    }

    private boolean isGateway() {
        return config.nodeId().startsWith("router~");
    }

    /// Stops accepting, lets what is under way go on for a while, ends.
    public void stop() {
        if (!draining.compareAndSet(false, true)) {
            return;
        }
        LOG.info("event=draining seconds={}", config.drain().toSeconds());
        ads.stop();
        dataplane.drain(!isGateway());
        try {
            boolean _ =
                    new CountDownLatch(1).await(config.drain().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        applier.close();
        dataplane.close();
        reports.stop();
        logs.close();
        identity.close();
        control.close();
        tracers.close();
        telemetry.close();
    }
}
