package io.fairlead.proxy.listener;

import io.fairlead.testing.RealParts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A real nginx or haproxy in front of an application, as a judge of where messages end. It gives up on half a message
/// after a fraction of a second.
final class StockServer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Process process;
    private final Path log;
    private final int port;

    private StockServer(Path dir, List<String> command, int port)
            throws IOException, InterruptedException {
        this.port = port;
        log = dir.resolve("output");
        process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!listens()) {
            if (System.nanoTime() > end || !process.isAlive()) {
                close();
                throw new IOException(command + " doesn't listen: " + Files.readString(log));
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    static StockServer nginx(Path dir, int application) throws IOException, InterruptedException {
        Path program = RealParts.program("nginx", "apt-get install nginx-light");
        int port = free();
        Path file =
                Files.writeString(
                        dir.resolve("nginx.conf"),
                        NGINX.replace("PORT", "" + port).replace("BEHIND", "" + application));
        List<String> command =
                List.of(program.toString(), "-p", dir.toString(), "-e", "stderr", "-c");
        return new StockServer(dir, with(command, file), port);
    }

    static StockServer haproxy(Path dir, int application) throws IOException, InterruptedException {
        Path program = RealParts.program("haproxy", "apt-get install haproxy");
        int port = free();
        Path file =
                Files.writeString(
                        dir.resolve("haproxy.cfg"),
                        HAPROXY.replace("PORT", "" + port).replace("BEHIND", "" + application));
        return new StockServer(dir, with(List.of(program.toString(), "-db", "-f"), file), port);
    }

    private static List<String> with(List<String> command, Path file) {
        var all = new ArrayList<>(command);
        all.add(file.toString());
        return all;
    }

    private static int free() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private boolean listens() {
        try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static final String NGINX =
            """
            daemon off;
            master_process off;
            pid nginx.pid;
            events { worker_connections 512; }
            http {
              access_log off;
              client_body_temp_path body;
              proxy_temp_path proxy;
              fastcgi_temp_path fastcgi;
              uwsgi_temp_path uwsgi;
              scgi_temp_path scgi;
              client_header_timeout 100ms;
              client_body_timeout 100ms;
              keepalive_timeout 60s;
              client_max_body_size 0;
              lingering_close off;
              large_client_header_buffers 4 128k;
              server {
                listen 127.0.0.1:PORT;
                location / {
                  proxy_pass http://127.0.0.1:BEHIND;
                  proxy_ignore_client_abort on;
                }
              }
            }
            """;

    private static final String HAPROXY =
            """
            defaults
              mode http
              timeout connect 5s
              timeout server 5s
              timeout client 100ms
              timeout http-request 100ms
              timeout http-keep-alive 60s
            frontend in
              bind 127.0.0.1:PORT
              default_backend out
            backend out
              server application 127.0.0.1:BEHIND
            """;
}
