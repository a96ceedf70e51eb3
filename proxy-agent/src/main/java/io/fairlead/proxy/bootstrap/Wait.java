package io.fairlead.proxy.bootstrap;

import io.fairlead.proxy.bootstrap.parse.BadConfig;
import io.fairlead.proxy.bootstrap.parse.CommandFlags;
import io.fairlead.proxy.clock.Clock;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// `wait`: ends when the proxy of this pod is ready. A container's hook runs it, so that the next one starts then.
final class Wait {
    private static final int OK = 200;
    private static final int USAGE = 64;
    private static final int NOT_READY = 1;
    private static final String URL = "--url";
    private static final String PATIENCE = "--timeoutSeconds";
    private static final String REQUEST = "--requestTimeoutMillis";
    private static final String PERIOD = "--periodMillis";

    private final URI url;
    private final Duration patience;
    private final int requestMillis;
    private final int periodMillis;

    private Wait(CommandFlags flags) {
        this.url = url(flags.value(URL, "http://localhost:15021/healthz/ready"));
        this.patience = Duration.ofSeconds(flags.number(PATIENCE, 60, 86_400));
        this.requestMillis = flags.number(REQUEST, 500, 60_000);
        this.periodMillis = flags.number(PERIOD, 500, 60_000);
    }

    /// The exit status: 0 when it is ready.
    static int run(List<String> arguments) throws InterruptedException {
        try {
            CommandFlags flags =
                    CommandFlags.parse(arguments, Set.of(URL, PATIENCE, REQUEST, PERIOD));
            if (!flags.words().isEmpty()) {
                throw new BadConfig("it takes flags only, and not " + flags.words());
            }
            return new Wait(flags).await(Clock.SYSTEM);
        } catch (BadConfig e) {
            System.err.println(
                    "wait: "
                            + e.getMessage()
                            + ". Flags: --url --timeoutSeconds --requestTimeoutMillis --periodMillis");
            return USAGE;
        }
    }

    private static URI url(String text) {
        try {
            URI url = new URI(text);
            if ("http".equals(url.getScheme()) && url.getHost() != null) {
                return url;
            }
        } catch (URISyntaxException _) {
            // Said below.
        }
        throw new BadConfig("--url is no http URL: " + text);
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
