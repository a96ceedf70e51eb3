package io.fairlead.app;

import io.fairlead.ca.sign.CaException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `fairlead daemon`: serves until it is told to stop.
@Command(
        name = "daemon",
        description = "Serves configuration to proxies.",
        mixinStandardHelpOptions = true)
final class DaemonCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(DaemonCommand.class);

    @Option(
            names = "--config",
            paramLabel = "DIR",
            description =
                    "Directory with YAML or JSON files; read recursively, followed. Repeatable.")
    private List<Path> configs = List.of();

    @Option(
            names = "--registry",
            paramLabel = "DIR",
            description =
                    "Directory with what the cluster completed (Services, Pods, EndpointSlices).")
    private @Nullable Path registry;

    @Option(
            names = "--xds-address",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:15010",
            converter = HostPort.class,
            description = "Where proxies connect, plaintext. Default: ${DEFAULT-VALUE}")
    private InetSocketAddress xds;

    @Option(
            names = "--http-address",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:8080",
            converter = HostPort.class,
            description = "Where /ready is served. Default: ${DEFAULT-VALUE}")
    private InetSocketAddress http;

    @Option(
            names = "--monitoring-address",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:15014",
            converter = HostPort.class,
            description =
                    "Where /metrics and, for this machine, /debug are served. Default: ${DEFAULT-VALUE}")
    private InetSocketAddress monitoring;

    @Option(
            names = "--max-requests-per-second",
            paramLabel = "N",
            defaultValue = "${env:PILOT_MAX_REQUESTS_PER_SECOND:-0}",
            description =
                    "New streams let in each second. 0, the default: as many as get their first answers.")
    private int streamsPerSecond;

    @Mixin private SecureFlags secure;

    @Mixin private ConsoleFlags console;

    @Mixin private TraceFlags traces = new TraceFlags();

    @Mixin private ReplicaFlags replicas = new ReplicaFlags();

    @Mixin private KubeFlags kubernetes = new KubeFlags();

    @Mixin private WebhookFlags webhook = new WebhookFlags();

    @Option(
            names = "--mtls-dir",
            paramLabel = "DIR",
            description =
                    "Where the migration to mutual TLS keeps its audit trail. Without it there is none."
                            + " Policies of locked ports go there as well, or to the API server of"
                            + " --kubeconfig.")
    private @Nullable Path mtlsDir;

    @Option(names = "--train", hidden = true, description = "Exercises itself and exits.")
    private boolean train;

    /// For picocli, which sets the fields.
    @SuppressWarnings("NullAway.Init")
    DaemonCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        Logging.start();
        if (train) {
            return Training.run();
        }
        SecureOptions secured = secure.options();
        DaemonOptions options =
                new DaemonOptions(
                        configs,
                        registry,
                        xds,
                        http,
                        monitoring,
                        streamsPerSecond,
                        secured,
                        console.options(),
                        traces.options(),
                        replicas.options(secured),
                        mtlsDir,
                        kubernetes.options(!configs.isEmpty() || registry != null, secured),
                        webhook.options(secured));
        return serve(options);
    }

    /// Until it is told to stop.
    ///
    /// @return the status of the process
    static int serve(DaemonOptions options) throws IOException, InterruptedException {
        CountDownLatch stopped = new CountDownLatch(1);
        Daemon daemon = new Daemon(options);
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform()
                                .name("stop")
                                .unstarted(() -> {
                                    daemon.close();
                                    stopped.countDown();
                                }));
        try {
            daemon.start();
        } catch (CaException e) {
            LOG.error("the daemon does not start: {}", e.getMessage());
            daemon.close();
            return 1;
        }
        stopped.await();
        return 0;
    }
}
