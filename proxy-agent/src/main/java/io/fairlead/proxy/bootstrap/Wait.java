package io.fairlead.proxy.bootstrap;

import io.fairlead.proxy.clock.Clock;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// `wait`: ends when the proxy of this pod is ready. A container's hook runs it, so that the next one starts then.
final class Wait {
    private static final int OK = 200;
    private static final int USAGE = 64;
    private static final int NOT_READY = 1;

    private final URI url;
    private final Duration patience;
    private final int requestMillis;
    private final int periodMillis;

    private Wait(Map<String, String> flags) throws URISyntaxException {
        this.url = new URI(flags.getOrDefault("--url", "http://localhost:15021/healthz/ready"));
        this.patience =
                Duration.ofSeconds(Integer.parseInt(flags.getOrDefault("--timeoutSeconds", "60")));
        this.requestMillis = Integer.parseInt(flags.getOrDefault("--requestTimeoutMillis", "500"));
        this.periodMillis = Integer.parseInt(flags.getOrDefault("--periodMillis", "500"));
        if (!"http".equals(url.getScheme()) || requestMillis <= 0 || periodMillis <= 0) {
            throw new NumberFormatException("not an http URL, or not a positive time");
        }
    }

    /// The exit status: 0 when it is ready.
    static int run(List<String> arguments) throws InterruptedException {
        Map<String, String> flags = new TreeMap<>();
        for (int i = 0; i < arguments.size(); i++) {
            String[] pair = arguments.get(i).split("=", 2);
            if (pair.length == 2) {
                flags.put(pair[0], pair[1]);
            } else if (i + 1 < arguments.size()) {
                flags.put(pair[0], arguments.get(++i));
            }
        }
        try {
            return new Wait(flags).await(Clock.SYSTEM);
        } catch (URISyntaxException | NumberFormatException e) {
            System.err.println(
                    "wait: "
                            + e.getMessage()
                            + ". Flags: --url --timeoutSeconds --requestTimeoutMillis --periodMillis");
            return USAGE;
        }
    }

    private int await(Clock clock) throws InterruptedException {
        long start = clock.nanos();
        String last = "";
        while (clock.nanos() - start < patience.toNanos()) {
            last = ask();
            if (last.isEmpty()) {
                return 0;
            }
            boolean _ = new CountDownLatch(1).await(periodMillis, TimeUnit.MILLISECONDS);
        }
        System.err.println(
                "wait: the proxy is not ready after %d s: %s"
                        .formatted(patience.toSeconds(), last));
        return NOT_READY;
    }

    /// Empty when it is ready, else why not.
    private String ask() {
        try {
            HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection();
            connection.setConnectTimeout(requestMillis);
            connection.setReadTimeout(requestMillis);
            int status = connection.getResponseCode();
            connection.disconnect();
            return status == OK ? "" : "status " + status;
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
