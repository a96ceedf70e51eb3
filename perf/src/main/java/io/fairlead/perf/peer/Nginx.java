package io.fairlead.perf.peer;

import io.fairlead.perf.process.FreePort;
import io.fairlead.perf.process.Launch;
import io.fairlead.perf.process.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// nginx, one worker, without a log. As a proxy it speaks no HTTP/2 to its backends, so there [Nghttpx] stands in the
/// table.
final class Nginx implements Peer {
    private static final Path STREAM = Path.of("/usr/lib/nginx/modules/ngx_stream_module.so");

    @Override
    public String name() {
        return "nginx";
    }

    @Override
    public Set<Family> families() {
        return Set.of(Family.HTTP1, Family.TCP, Family.MTLS);
    }

    @Override
    public @Nullable String missing(Family family) {
        if (Tools.find("nginx").isEmpty()) {
            return "no nginx; apt-get install nginx";
        }
        return family != Family.TCP || Files.exists(STREAM)
                ? null
                : "nginx has no stream module; apt-get install libnginx-mod-stream";
    }

    @Override
    public Setup setUp(Site site) throws IOException {
        int port = FreePort.find();
        return switch (site.family()) {
            case HTTP1, TELEMETRY ->
                    Setup.of(
                            port,
                            launch(
                                    site,
                                    "nginx",
                                    "",
                                    http(upstream(site.backend()), forward(port, "http"))));
            case TCP ->
                    Setup.of(
                            port,
                            launch(
                                    site,
                                    "nginx",
                                    "load_module %s;".formatted(STREAM),
                                    "stream { server { listen 127.0.0.1:%d backlog=1024; proxy_pass 127.0.0.1:%d; } }"
                                            .formatted(port, site.backend())));
            case MTLS -> pair(site, port);
            case HTTP2 -> throw new IllegalArgumentException("nginx asks no backend in HTTP/2");
        };
    }

    private static Setup pair(Site site, int port) throws IOException {
        int inner = FreePort.find();
        int handshakes = FreePort.find();
        KeyFiles keys = site.keys();
        String tls =
                """
                proxy_ssl_certificate %s; proxy_ssl_certificate_key %s; proxy_ssl_trusted_certificate %s;
                proxy_ssl_verify on; proxy_ssl_name %s; proxy_ssl_server_name on; proxy_ssl_protocols TLSv1.3;
                proxy_ssl_session_reuse off;
                upstream once { server 127.0.0.1:%d; }
                server { listen 127.0.0.1:%d backlog=1024; location / { proxy_pass https://once; } }
                """
                        .formatted(
                                keys.client().certificate(),
                                keys.client().key(),
                                keys.root(),
                                KeyFiles.SERVER_NAME,
                                inner,
                                handshakes);
        Launch client =
                launch(
                        site,
                        "nginx-client",
                        "",
                        http(upstream(inner) + tls, forward(port, "https")));
        String accept =
                """
                ssl_certificate %s; ssl_certificate_key %s; ssl_client_certificate %s; ssl_verify_client on;
                ssl_protocols TLSv1.3;
                """
                        .formatted(keys.server().certificate(), keys.server().key(), keys.root());
        Launch server =
                launch(
                        site,
                        "nginx-server",
                        "",
                        http(
                                upstream(site.backend()) + accept,
                                forward(inner, "http")
                                        .replace("backlog=1024;", "backlog=1024 ssl;")));
        return new Setup(List.of(server, client), port, handshakes, List.of(), List.of());
    }

    private static String upstream(int port) {
        return "upstream b { server 127.0.0.1:%d; keepalive 256; keepalive_requests 1000000000; }\n"
                .formatted(port);
    }

    private static String forward(int port, String scheme) {
        return """
        server { listen 127.0.0.1:%d backlog=1024;
          location / { proxy_pass %s://b; proxy_http_version 1.1; proxy_set_header Connection ""; } }
        """
                .formatted(port, scheme);
    }

    static String http(String settings, String servers) {
        return """
        http { access_log off; keepalive_requests 1000000000; client_body_temp_path t; proxy_temp_path t;
        fastcgi_temp_path t; uwsgi_temp_path t; scgi_temp_path t;
        %s%s}
        """
                .formatted(settings, servers);
    }

    /// @param first what must stand before everything else
    static Launch launch(Site site, String name, String first, String body) throws IOException {
        Path file =
                site.write(
                        name + ".conf",
                        """
                        %s
                        %s daemon off; worker_processes 1; pid %s.pid; error_log stderr warn;
                        events { worker_connections 4096; }
                        %s
                        """
                                .formatted(first, user(), name, body));
        return Launch.of(name, "nginx", "-p", site.directory().toString(), "-c", file.toString());
    }

    /// A worker of root's nginx would be nobody, who can't read the files of this run.
    private static String user() {
        return System.getProperty("user.name", "").equals("root") ? "user root;" : "";
    }
}
