package io.fairlead.app;

import io.fairlead.ca.caller.TokenPolicy;
import io.fairlead.push.practice.Trainee;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// Walks the paths that a start, a first connection and a first question take, so that the start-up cache made from
/// this run knows their classes.
final class Training {

    private static final InetSocketAddress ANY =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final List<String> PAGES =
            List.of(
                    "/ready",
                    "/metrics",
                    "/version",
                    "/debug/certs",
                    "/debug/problems",
                    "/debug/syncz",
                    "/debug/config_dump?proxyID=cart-1.shop");

    private Training() {}

    /// Exit status: 0 when a proxy was served.
    static int run() throws IOException, InterruptedException {
        Path base = Files.createTempDirectory("fairlead-training");
        Path file = Files.createDirectory(base.resolve("config")).resolve("mesh.yaml");
        try (InputStream mesh =
                Objects.requireNonNull(Training.class.getResourceAsStream("training.yaml"))) {
            Files.copy(mesh, file);
        }
        try (Daemon daemon = new Daemon(options(base))) {
            daemon.start();
            boolean served = daemon.awaitReady(PATIENCE) && practise(daemon, file);
            return served ? 0 : 1;
        } finally {
            remove(base);
        }
    }

    private static DaemonOptions options(Path base) {
        SecureOptions secure =
                new SecureOptions(
                        ANY,
                        base.resolve("ca"),
                        null,
                        null,
                        "",
                        TokenPolicy.AUDIENCE,
                        null,
                        "",
                        List.of(),
                        true,
                        false);
        List<Path> configs = List.of(base.resolve("config"));
        return new DaemonOptions(configs, null, ANY, ANY, ANY, 0, secure);
    }

    private static void remove(Path base) throws IOException {
        try (Stream<Path> all = Files.walk(base)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static boolean practise(Daemon daemon, Path file)
            throws IOException, InterruptedException {
        try (Trainee trainee = Trainee.connect(daemon.xdsPort())) {
            boolean served = trainee.awaitRoutes(PATIENCE);
            for (String page : PAGES) {
                get(daemon.monitoringPort(), page);
            }
            Files.writeString(file, Files.readString(file).replace("weight: 90", "weight: 50"));
            return trainee.awaitRoutes(PATIENCE) && served;
        }
    }

    private static void get(int port, String path) throws IOException {
        URL page = URI.create("http://127.0.0.1:" + port + path).toURL();
        try (InputStream body = page.openStream()) {
            body.readAllBytes();
        }
    }
}
