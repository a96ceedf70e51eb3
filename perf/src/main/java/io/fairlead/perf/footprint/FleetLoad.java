package io.fairlead.perf.footprint;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Requests to the fleet's page, evenly spaced, whether or not answers come; none is tried again. By turns they reach
/// the tracker and a member of staff, through the page and the gateway.
final class FleetLoad {

    private static final int OK = 200;
    private static final Duration ANSWER_MAX = Duration.ofSeconds(20);
    private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private static final URI[] ASKED = {
        URI.create("http://127.0.0.1:30080/api/vehicles/"),
        URI.create("http://127.0.0.1:30080/api/vehicles/driver/City%20Truck"),
    };

    private final int rate;
    private final Map<String, Troubles> troubles = new ConcurrentHashMap<>();
    private final Thread pace = Thread.ofVirtual().unstarted(this::run);
    private volatile boolean stopped;
    private long asked; // Written by the pace alone, which has ended when it is read.

    private FleetLoad(int rate) {
        this.rate = rate;
    }

    /// Failures of one kind.
    ///
    /// @param first second of the load in which one began
    /// @param last the same
    record Troubles(long count, long first, long last) {
        Troubles and(Troubles more) {
            return new Troubles(
                    count + more.count, Math.min(first, more.first), Math.max(last, more.last));
        }
    }

    /// What became of it.
    ///
    /// @param troubles by what was wrong
    record Answers(String when, long asked, Map<String, Troubles> troubles) {
        Answers {
            troubles = Map.copyOf(troubles);
        }

        long failed() {
            return troubles.values().stream().mapToLong(Troubles::count).sum();
        }
    }

    /// Asks until each way has been answered well once.
    static void awaitFirst(Duration limit) throws IOException {
        long end = System.nanoTime() + limit.toNanos();
        try (HttpClient client = client()) {
            while (true) {
                String trouble = ask(client, ASKED[0]) + ask(client, ASKED[1]);
                if (trouble.isEmpty()) {
                    return;
                }
                if (System.nanoTime() > end) {
                    throw new IOException("no answer in %s: %s".formatted(limit, trouble));
                }
                LockSupport.parkNanos(AGAIN_NANOS);
            }
        }
    }

    /// @param rate requests a second
    static FleetLoad start(int rate) {
        FleetLoad load = new FleetLoad(rate);
        load.pace.start();
        return load;
    }

    /// Waits for those that are under way.
    Answers stop(String when) throws InterruptedException {
        stopped = true;
        pace.join();
        return new Answers(when, asked, troubles);
    }

    private void run() {
        try (HttpClient client = client();
                ExecutorService askers = Executors.newVirtualThreadPerTaskExecutor()) {
            long began = System.nanoTime();
            for (; !stopped; asked++) {
                long since = asked * TimeUnit.SECONDS.toNanos(1) / rate;
                LockSupport.parkNanos(began + since - System.nanoTime());
                URI uri = ASKED[(int) (asked % ASKED.length)];
                long second = TimeUnit.NANOSECONDS.toSeconds(since);
                askers.execute(() -> {
                    String trouble = ask(client, uri);
                    if (!trouble.isEmpty()) {
                        troubles.merge(trouble, new Troubles(1, second, second), Troubles::and);
                    }
                });
            }
        }
    }

    private static HttpClient client() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    /// What was wrong with the answer; empty where nothing was.
    private static String ask(HttpClient client, URI uri) {
        HttpRequest request = HttpRequest.newBuilder(uri).timeout(ANSWER_MAX).build();
        try {
            HttpResponse<String> answer =
                    client.send(request, HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == OK
                    ? ""
                    : "%s: %d %s".formatted(uri.getPath(), answer.statusCode(), answer.body());
        } catch (IOException e) {
            return uri.getPath() + ": " + e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return uri.getPath() + ": " + e;
        }
    }
}
