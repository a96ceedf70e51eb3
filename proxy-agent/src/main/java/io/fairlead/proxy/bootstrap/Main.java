package io.fairlead.proxy.bootstrap;

import io.fairlead.proxy.bootstrap.parse.BadConfig;
import io.fairlead.proxy.bootstrap.parse.ConfigParser;
import io.fairlead.proxy.bootstrap.parse.DataPlane;
import io.fairlead.proxy.bootstrap.parse.IdentityConfig;
import io.fairlead.proxy.bootstrap.parse.IdentityParser;
import io.fairlead.proxy.bootstrap.parse.PodFiles;
import io.fairlead.proxy.bootstrap.parse.ProxyConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/// `proxy sidecar` runs until SIGTERM; `train` exercises itself and ends (for the AOT cache).
public final class Main {
    private static final int USAGE = 64;
    private static final int BAD_CONFIG = 78;
    private static final int CANNOT_START = 1;
    private static final Path POD_FILES = Path.of("/etc/istio/pod");

    private Main() {}

    public static void main(String[] args) throws Exception {
        System.setProperty(LastingLogs.PROPERTY, LastingLogs.class.getName());
        LogSetup.install();
        String command = String.join(" ", args);
        switch (command) {
            case "proxy sidecar", "proxy router" -> run(args[1]);
            case "train" -> Training.run();
            default -> {
                System.err.println("usage: proxy sidecar|router");
                System.exit(USAGE);
            }
        }
    }

    private static void run(String role) throws InterruptedException {
        Sidecar sidecar;
        try {
            PodFiles files =
                    new PodFiles(
                            read(POD_FILES.resolve("labels")),
                            read(POD_FILES.resolve("annotations")));
            ProxyConfig config =
                    ConfigParser.parse(
                            role,
                            System.getenv(),
                            files,
                            Runtime.getRuntime().availableProcessors());
            IdentityConfig identity = IdentityParser.parse(System.getenv(), config);
            String appMetrics = System.getenv("ISTIO_PROMETHEUS_ANNOTATIONS");
            switch (DataPlane.of(System.getenv())) {
                case DataPlane.Own() -> sidecar = Sidecar.start(config, identity, appMetrics);
                case DataPlane.Envoy envoy -> {
                    System.exit(EnvoySidecar.run(config, identity, envoy, appMetrics));
                    return;
                }
            }
        } catch (BadConfig e) {
            System.err.println("can't start: " + e.getMessage());
            System.exit(BAD_CONFIG);
            return;
        } catch (IOException e) {
            System.err.println("can't start: " + e.getMessage());
            System.exit(CANNOT_START);
            return;
        }
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("stop").unstarted(sidecar::stop));
        new CountDownLatch(1).await();
    }

    private static String read(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException _) {
            return "";
        }
    }
}
