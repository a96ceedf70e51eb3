package io.fairlead.perf.peer;

import io.fairlead.perf.process.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What all proxies forward to: one nginx with one worker that sends files.
public final class Backend {
    /// The small answer.
    public static final String SMALL = "/1k";

    public static final int SMALL_BYTES = 1024;

    /// The large one.
    public static final String LARGE = "/8m";

    public static final int LARGE_BYTES = 8 << 20;

    /// The host of every request.
    public static final String HOST = EnvoyConfig.HOST;

    private Backend() {}

    /// Writes its files.
    public static Peer.Setup setUp(Family family, Path directory) throws IOException {
        Files.writeString(directory.resolve("1k"), "x".repeat(SMALL_BYTES));
        if (family == Family.TCP) {
            Files.write(directory.resolve("8m"), new byte[LARGE_BYTES]);
        }
        int port = FreePort.find();
        String http2 = family == Family.HTTP2 ? " http2" : "";
        // With sendfile, head and body of a small answer go out apart, and HTTP/2 waits 4 ms
        // between them.
        String sendfile = family == Family.TCP ? "on" : "off";
        String server =
                """
                server { listen 127.0.0.1:%d backlog=1024%s; root %s; default_type text/plain; sendfile %s;
                  http2_max_concurrent_streams 256; open_file_cache max=10; }
                """
                        .formatted(port, http2, directory, sendfile);
        Site site = new Site(family, directory, 0, new KeyFiles(directory, NONE, NONE));
        return Peer.Setup.of(port, Nginx.launch(site, "backend", "", Nginx.http("", server)));
    }

    private static final KeyFiles.Pair NONE =
            new KeyFiles.Pair(Path.of("none"), Path.of("none"), Path.of("none"));
}
