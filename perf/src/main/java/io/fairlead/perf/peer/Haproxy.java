package io.fairlead.perf.peer;

import io.fairlead.perf.process.FreePort;
import io.fairlead.perf.process.Launch;
import io.fairlead.perf.process.Tools;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// haproxy, one thread, without a log: the measure of all others.
final class Haproxy implements Peer {

    @Override
    public String name() {
        return "haproxy";
    }

    @Override
    public Set<Family> families() {
        return EnumSet.complementOf(EnumSet.of(Family.TELEMETRY));
    }

    @Override
    public @Nullable String missing(Family family) {
        return Tools.find("haproxy").isPresent() ? null : "no haproxy; apt-get install haproxy";
    }

    @Override
    public Setup setUp(Site site) throws IOException {
        int port = FreePort.find();
        return switch (site.family()) {
            case HTTP1, TELEMETRY ->
                    one(site, port, http("f", port, "", "127.0.0.1:" + site.backend()));
            case HTTP2 ->
                    one(
                            site,
                            port,
                            http(
                                    "f",
                                    port,
                                    " proto h2",
                                    "127.0.0.1:" + site.backend() + " proto h2"));
            case TCP ->
                    one(
                            site,
                            port,
                            "listen f\n  mode tcp\n  bind 127.0.0.1:%d\n  server s 127.0.0.1:%d\n"
                                    .formatted(port, site.backend()));
            case MTLS -> pair(site, port);
        };
    }

    private static Setup one(Site site, int port, String sections) throws IOException {
        return Setup.of(port, launch(site, "haproxy", sections));
    }

    private static Setup pair(Site site, int port) throws IOException {
        int inner = FreePort.find();
        int handshakes = FreePort.find();
        KeyFiles keys = site.keys();
        String server =
                "127.0.0.1:%d ssl verify required ca-file %s crt %s sni str(%s) ssl-min-ver TLSv1.3 no-ssl-reuse"
                        .formatted(
                                inner, keys.root(), keys.client().bundle(), KeyFiles.SERVER_NAME);
        Launch client =
                launch(
                        site,
                        "haproxy-client",
                        http("f", port, "", server)
                                + http("h", handshakes, "", server)
                                        .replace("http-reuse always", "option http-server-close"));
        String bind =
                " ssl crt %s ca-file %s verify required ssl-min-ver TLSv1.3"
                        .formatted(keys.server().bundle(), keys.root());
        Launch target =
                launch(
                        site,
                        "haproxy-server",
                        http("f", inner, bind, "127.0.0.1:" + site.backend()));
        return new Setup(List.of(target, client), port, handshakes, List.of(), List.of());
    }

    private static String http(String name, int port, String bind, String server) {
        return "listen %s\n  mode http\n  bind 127.0.0.1:%d%s\n  http-reuse always\n  server s %s\n"
                .formatted(name, port, bind, server);
    }

    private static Launch launch(Site site, String name, String sections) throws IOException {
        Path file =
                site.write(
                        name + ".cfg",
                        """
                        global
                          nbthread 1
                          maxconn 4000
                        defaults
                          timeout connect 5s
                          timeout client 60s
                          timeout server 60s
                        """
                                + sections);
        return Launch.of(name, "haproxy", "-f", file.toString());
    }
}
