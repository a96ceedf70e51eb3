package io.fairlead.proxy.bootstrap;

import io.fairlead.proxy.bootstrap.parse.Application;
import io.fairlead.proxy.bootstrap.parse.BadConfig;
import io.fairlead.proxy.bootstrap.parse.ConfigParser;
import io.fairlead.proxy.bootstrap.parse.IdentityParser;
import io.fairlead.proxy.bootstrap.parse.PodFiles;
import io.fairlead.proxy.bootstrap.parse.ProxyConfig;
import io.fairlead.proxy.clock.Clock;
import io.fairlead.proxy.warmup.WarmUp;
import io.fairlead.proxy.xds.practice.PracticeDaemon;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/// Exercises the proxy in-process, so that an AOT cache holds what a proxy needs: a whole sidecar that gets a usual
/// configuration from a daemon of this process, and traffic of every kind. Takes free ports of loopback only.
final class Training {
    private static final Duration READY_WITHIN = Duration.ofSeconds(20);
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);

    private Training() {}

    static void run() {
        int status = 1;
        try {
            train();
            status = 0;
        } catch (IOException | BadConfig e) {
            System.err.println("training failed: " + e.getMessage());
        } finally {
            // Threads of servers must not keep the process, neither closing nor after a failure.
            System.exit(status);
        }
    }

    private static void train() throws IOException, BadConfig {
        var group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try (PracticeDaemon daemon = PracticeDaemon.start(group)) {
            Map<String, String> environment = environment(daemon.port());
            ProxyConfig config = config(environment);
            Sidecar sidecar =
                    Sidecar.start(
                            config, IdentityParser.parse(environment, config), Application.UNKNOWN);
            WarmUp.run(Clock.SYSTEM, WarmUp.Limits.TRAINING);
            awaitReady(sidecar);
            sidecar.stop();
        }
    }

    private static void awaitReady(Sidecar sidecar) throws IOException {
        long start = Clock.SYSTEM.nanos();
        while (!sidecar.isReady()) {
            if (Clock.SYSTEM.nanos() - start > READY_WITHIN.toNanos()) {
                throw new IOException("training: the sidecar did not become ready");
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
    }

    private static Map<String, String> environment(int discoveryPort) {
        String proxy =
                """
                {"discoveryAddress": "127.0.0.1:%d", "controlPlaneAuthPolicy": "NONE", "concurrency": 1,
                 "terminationDrainDuration": "0s"}
                """
                        .formatted(discoveryPort);
        return Map.of(
                "POD_NAME", "training-0",
                "POD_NAMESPACE", "default",
                "INSTANCE_IP", "127.0.0.1",
                "SERVICE_ACCOUNT", "default",
                "ISTIO_META_WORKLOAD_NAME", "training",
                "ISTIO_METAJSON_LABELS", "{\"app\": \"training\"}",
                "PROXY_CONFIG", proxy);
    }

    private static ProxyConfig config(Map<String, String> environment) throws BadConfig {
        return ConfigParser.parse("sidecar", environment, new PodFiles("", ""), 1)
                .withPorts(new ProxyConfig.Ports(0, 0, 0, 0));
    }
}
