package io.fairlead.proxy.bootstrap;

import io.fairlead.proxy.bootstrap.parse.Application;
import io.fairlead.proxy.bootstrap.parse.DataPlane;
import io.fairlead.proxy.bootstrap.parse.IdentityConfig;
import io.fairlead.proxy.bootstrap.parse.ProxyConfig;
import io.fairlead.proxy.clock.Clock;
import io.fairlead.proxy.endpoint.EndpointServer;
import io.fairlead.proxy.meter.Stats;
import io.fairlead.proxy.probe.AppMetrics;
import io.fairlead.proxy.probe.Probes;
import io.fairlead.proxy.probe.ready.Readiness;
import io.fairlead.proxy.supervise.EnvoyAdmin;
import io.fairlead.proxy.supervise.EnvoyFacts;
import io.fairlead.proxy.supervise.StockEnvoy;
import io.fairlead.proxy.supervise.bootstrap.EnvoySettings;
import io.fairlead.proxy.telemetry.metric.PrometheusText;
import io.netty.channel.EventLoop;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A pod's proxy where a stock Envoy carries the traffic: Envoy has the ports of the proxy, this agent has 15020, asks
/// Envoy how it is, and ends with it.
final class EnvoySidecar {

    private static final Logger LOG = LoggerFactory.getLogger(EnvoySidecar.class);
    private static final Path DIRECTORY = Path.of("etc/istio/proxy");
    private static final int CANNOT_START = 1;

    private final EndpointServer control =
            new EndpointServer("control", EndpointServer.Limits.DEFAULT);
    private final Stats stats = new Stats();
    private final PodIdentity identity;
    private final EnvoyAdmin admin;
    private final StockEnvoy envoy;
    private volatile @Nullable EnvoyFacts served;

    private EnvoySidecar(ProxyConfig config, IdentityConfig identityConfig, DataPlane.Envoy plane)
            throws IOException {
        this.identity = new PodIdentity(identityConfig, stats);
        EnvoySettings settings = settings(config, identityConfig, plane);
        this.admin = new EnvoyAdmin(control.loop(), settings.ports());
        this.envoy =
                new StockEnvoy(
                        new StockEnvoy.Plan(
                                settings,
                                program(plane.program(), System.getenv("PATH")),
                                DIRECTORY,
                                config.drain(),
                                plane.untilIdle()),
                        admin,
                        Clock.SYSTEM,
                        new FileOutputStream(FileDescriptor.out));
    }

    /// Runs until Envoy ends, or this process is asked to.
    ///
    /// @param application what the injector says of the application beside it
    /// @return Envoy's exit status
    /// @throws IOException when there is no Envoy, or port 15020 is taken
    static int run(
            ProxyConfig config,
            IdentityConfig identity,
            DataPlane.Envoy plane,
            Application application)
            throws IOException, InterruptedException {
        EnvoySidecar sidecar = new EnvoySidecar(config, identity, plane);
        EventLoop loop = sidecar.control.loop().next();
        sidecar.identity.serveSecrets(loop);
        sidecar.identity.start(loop);
        sidecar.serve(config, application);
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("stop").unstarted(sidecar::stop));
        LOG.info(
                "event=started data_plane=envoy node={} discovery={}:{} concurrency={}",
                config.nodeId(),
                config.discoveryHost(),
                config.discoveryPort(),
                config.concurrency());
        return sidecar.envoy.run();
    }

    private static EnvoySettings settings(
            ProxyConfig config, IdentityConfig identity, DataPlane.Envoy plane) {
        ProxyConfig.Ports ports = config.ports();
        return new EnvoySettings(
                config.nodeId(),
                config.nodeCluster(),
                config.metadataJson(),
                controlPlane(config, identity),
                identity.files().sdsSocket().toString(),
                new EnvoySettings.Ports(
                        ports.admin(), ports.agent(), ports.readiness(), ports.metrics()),
                config.concurrency(),
                plane.listenerDrain());
    }

    private static EnvoySettings.ControlPlane controlPlane(
            ProxyConfig config, IdentityConfig identity) {
        String host = config.discoveryHost();
        return identity.secured()
                ? new EnvoySettings.ControlPlane.Secured(
                        host, config.discoveryPort(), identity.serverName())
                : new EnvoySettings.ControlPlane.Plain(host, config.discoveryPort());
    }

    private static String program(String given, @Nullable String searchPath) throws IOException {
        if (!given.isEmpty()) {
            if (Files.isExecutable(Path.of(given))) {
                return given;
            }
            throw new IOException(
                    "ENVOY_BINARY is no program that can be run: %s. Fix: the path of an Envoy"
                            .formatted(given));
        }
        return Stream.of((searchPath == null ? "" : searchPath).split(File.pathSeparator))
                .filter(dir -> !dir.isEmpty())
                .map(dir -> Path.of(dir, "envoy"))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Path::toString)
                .orElseThrow(() ->
                        new IOException(
                                "FAIRLEAD_DATA_PLANE=envoy, but no program envoy is on the PATH."
                                        + " Fix: ENVOY_BINARY with its path"));
    }

    private void serve(ProxyConfig config, Application application) throws IOException {
        ProxyConfig.Ports ports = config.ports();
        AppMetrics app = application.metrics();
        Probes probes =
                new Probes(
                        new Probes.Sources(
                                this::readiness,
                                this::metrics,
                                new Probes.Orders(
                                        () ->
                                                Thread.ofPlatform()
                                                        .name("quit")
                                                        .start(() -> System.exit(0)),
                                        envoy::drain)),
                        Probes.Applications.of(application.probers(), config.podIp()));
        InetSocketAddress address =
                new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), ports.agent());
        if (app == null) {
            probes.serveAgent(control, address);
        } else {
            probes.serveAgent(control, address, app);
        }
    }

    /// Envoy's, and what this agent knows of certificates.
    private CompletionStage<String> metrics() {
        return admin.prometheus().thenApply(text -> text + PrometheusText.stats(stats.read()));
    }

    /// Once it has served, a busy Envoy that answers late doesn't make the pod unready.
    private CompletionStage<Readiness.Facts> readiness() {
        EnvoyFacts known = served;
        return known != null
                ? CompletableFuture.completedFuture(readiness(known))
                : admin.facts().thenApply(this::remembered).thenApply(this::readiness);
    }

    private EnvoyFacts remembered(EnvoyFacts facts) {
        boolean complete = facts.clustersAccepted() > 0 && facts.listenersAccepted() > 0;
        if (complete && facts.serving()) {
            served = facts;
        }
        return facts;
    }

    private Readiness.Facts readiness(EnvoyFacts facts) {
        return new Readiness.Facts(
                identity.reason(),
                new Readiness.Updates(facts.clustersAccepted(), facts.clustersRejected()),
                new Readiness.Updates(facts.listenersAccepted(), facts.listenersRejected()),
                true,
                facts.serving(),
                true,
                envoy.draining());
    }

    /// Ends this process with Envoy's status, which a signal would hide.
    private void stop() {
        int status = CANNOT_START;
        try {
            status = envoy.stop();
            identity.close();
            control.close();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(status);
    }
}
