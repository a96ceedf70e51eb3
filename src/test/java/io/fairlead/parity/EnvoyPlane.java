package io.fairlead.parity;

import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A stock Envoy.
final class EnvoyPlane implements Plane {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration GAP = Duration.ofMillis(20);
    private static final Pattern LISTENER = Pattern.compile("(.+)::127\\.0\\.0\\.1:(\\d+)");

    private final Process process;
    private final Map<String, Integer> ports = new HashMap<>();

    EnvoyPlane(Path envoy, Path dir, World world, HttpClient client) throws Exception {
        Bootstrap.Builder bootstrap = Bootstrap.newBuilder();
        bootstrap.getNodeBuilder().setId("parity").setCluster("parity");
        bootstrap
                .getAdminBuilder()
                .getAddressBuilder()
                .getSocketAddressBuilder()
                .setAddress("127.0.0.1")
                .setPortValue(0);
        bootstrap
                .getStaticResourcesBuilder()
                .addAllListeners(world.listeners())
                .addAllClusters(world.clusters());
        Path file = dir.resolve("bootstrap.pb");
        Files.write(file, bootstrap.build().toByteArray());
        Path admin = dir.resolve("admin");
        Path log = dir.resolve("log");
        process =
                new ProcessBuilder(
                                envoy.toString(),
                                "-c",
                                file.toString(),
                                "--concurrency",
                                "1",
                                "--disable-hot-restart",
                                "--admin-address-path",
                                admin.toString(),
                                "--component-log-level",
                                "misc:error",
                                "-l",
                                "warning")
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        await(world, admin, log, client);
    }

    private void await(World world, Path admin, Path log, HttpClient client) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (ports.size() < world.listeners().size()) {
            if (System.nanoTime() > end || !process.isAlive()) {
                throw new AssertionError("Envoy doesn't serve: " + Files.readString(log));
            }
            String address = Files.exists(admin) ? Files.readString(admin).strip() : "";
            if (address.contains(":")) {
                Matcher found = LISTENER.matcher(listeners(address, client));
                while (found.find()) {
                    ports.put(found.group(1), Integer.parseInt(found.group(2)));
                }
            }
            LockSupport.parkNanos(GAP.toNanos());
        }
    }

    private static String listeners(String address, HttpClient client) throws InterruptedException {
        try {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://" + address + "/listeners"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException _) {
            return "";
        }
    }

    @Override
    public int port(String listener) {
        return ports.getOrDefault(listener, 0);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                throw new UncheckedIOException(new IOException("Envoy doesn't end"));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
