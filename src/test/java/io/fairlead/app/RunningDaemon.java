package io.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.config.core.v3.Node;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A daemon on free ports of loopback, with a directory that a test writes to.
final class RunningDaemon implements AutoCloseable {
    private static final InetSocketAddress ANY =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final Path config;
    private final Daemon daemon;

    private RunningDaemon(Path config, Daemon daemon) {
        this.config = config;
        this.daemon = daemon;
    }

    /// Serves what is in the directory.
    static RunningDaemon start(Path config, int streamsPerSecond) throws Exception {
        return start(config, streamsPerSecond, ANY);
    }

    /// Serves what is in the directory, xDS at a given address.
    static RunningDaemon start(Path config, int streamsPerSecond, InetSocketAddress xds)
            throws Exception {
        RunningDaemon running = launch(config, streamsPerSecond, xds);
        running.awaitReady();
        return running;
    }

    /// The same, which may have nothing to serve yet.
    static RunningDaemon launch(Path config, int streamsPerSecond) throws Exception {
        return launch(config, streamsPerSecond, ANY);
    }

    private static RunningDaemon launch(Path config, int streamsPerSecond, InetSocketAddress xds)
            throws Exception {
        Daemon daemon =
                new Daemon(
                        new DaemonOptions(List.of(config), null, xds, ANY, ANY, streamsPerSecond));
        daemon.start();
        return new RunningDaemon(config, daemon);
    }

    void awaitReady() throws InterruptedException {
        assertThat(daemon.awaitReady(Duration.ofSeconds(20))).isTrue();
    }

    int xdsPort() {
        return daemon.xdsPort();
    }

    int httpPort() {
        return daemon.httpPort();
    }

    int monitoringPort() {
        return daemon.monitoringPort();
    }

    /// A proxy that has introduced itself.
    DeltaProxy proxy(String name, String ip) {
        DeltaProxy proxy = new DeltaProxy(daemon.xdsPort());
        proxy.start(node(name, ip));
        return proxy;
    }

    static Node node(String name, String ip) {
        return DeltaProxy.node(name + ".default", ip, Map.of("app", "web"));
    }

    void write(String name, String yaml) throws IOException {
        write(config, name, yaml);
    }

    static void write(Path config, String name, String yaml) throws IOException {
        Path half = Files.writeString(config.resolve(name + ".tmp"), yaml);
        Files.move(half, config.resolve(name + ".yaml"), StandardCopyOption.ATOMIC_MOVE);
    }

    HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    /// The sum of a metric over all its labels.
    double metric(String name) throws IOException, InterruptedException {
        Matcher line =
                Pattern.compile("(?m)^" + name + "(\\{[^}]*})? ([0-9.E+-]+)$")
                        .matcher(get(monitoringPort(), "/metrics").body());
        double sum = 0;
        while (line.find()) {
            sum += Double.parseDouble(line.group(2));
        }
        return sum;
    }

    @Override
    public void close() {
        daemon.close();
    }
}
