package io.fairlead.minicluster.check;

import io.fairlead.minicluster.clock.Ticks;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/// Requests from outside at an even pace: each on a connection of its own, and none is tried again. Where answers take
/// so long that many are under way, the pace slows down: they would only wait for each other.
final class SteadyLoad implements Fleet.Watch {
    private static final int ANSWER_MILLIS = 15_000;
    private static final int FAILURES_TOLD = 5;
    private static final int UNDER_WAY_MAX = 24;
    private static final String LENGTH = "content-length:";

    private final String path;
    private final InetSocketAddress page;
    private final Ticks ticks;
    private final AtomicInteger asked = new AtomicInteger();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore places = new Semaphore(UNDER_WAY_MAX);
    private final Thread pace;

    private SteadyLoad(String path, InetSocketAddress page, int perSecond, Ticks ticks) {
        this.path = path;
        this.page = page;
        this.ticks = ticks;
        this.pace = Thread.ofVirtual().unstarted(() -> run(perSecond));
    }

    /// @param page `ADDRESS:PORT`
    static SteadyLoad start(String path, int perSecond, String page, Ticks ticks) {
        int colon = page.lastIndexOf(':');
        InetSocketAddress at =
                new InetSocketAddress(
                        page.substring(0, colon), Integer.parseInt(page.substring(colon + 1)));
        SteadyLoad load = new SteadyLoad(path, at, perSecond, ticks);
        load.pace.start();
        return load;
    }

    /// Waits for those that are under way.
    @Override
    public Fleet.Seen stop() throws InterruptedException {
        pace.interrupt();
        pace.join();
        requests.close();
        List<String> told = failures.stream().limit(FAILURES_TOLD).toList();
        return new Fleet.Seen(
                asked.get(), failures.size(), told.isEmpty() ? "" : ": " + String.join(", ", told));
    }

    private void run(int perSecond) {
        long began = ticks.nanoTime();
        long nextNanos = began;
        long gapNanos = Duration.ofSeconds(1).toNanos() / perSecond;
        try {
            for (int number = 1; !Thread.currentThread().isInterrupted(); number++) {
                int mine = number;
                double second = (ticks.nanoTime() - began) / 1e9;
                places.acquire();
                requests.execute(() -> ask(mine, second));
                nextNanos = Math.max(nextNanos + gapNanos, ticks.nanoTime());
                long early = nextNanos - ticks.nanoTime();
                if (early > 0) {
                    ticks.pause(Duration.ofNanos(early));
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void ask(int number, double second) {
        String wrong;
        try {
            wrong = wrong(answer());
        } catch (IOException | RuntimeException e) {
            wrong = e.toString();
        } finally {
            places.release();
        }
        asked.incrementAndGet();
        if (!wrong.isEmpty()) {
            failures.add("number %d after %.1f s: %s".formatted(number, second, wrong));
        }
    }

    private String answer() throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(page, ANSWER_MILLIS);
            socket.setSoTimeout(ANSWER_MILLIS);
            socket.getOutputStream()
                    .write(
                            "GET %s HTTP/1.1\r\nHost: fleetman.com\r\nConnection: close\r\n\r\n"
                                    .formatted(path)
                                    .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    /// What is wrong with an answer, of which a part may be missing; empty when nothing is.
    static String wrong(String answer) {
        int body = answer.indexOf("\r\n\r\n") + 4;
        if (body < 4) {
            return "an answer of %d bytes without an end of its headers".formatted(answer.length());
        }
        List<String> head = answer.substring(0, body).lines().toList();
        if (!head.getFirst().startsWith("HTTP/1.1 200 ")) {
            return head.getFirst();
        }
        int has = answer.length() - body;
        for (String line : head) {
            String header = line.toLowerCase(Locale.ROOT);
            if (header.startsWith(LENGTH)
                    && Integer.parseInt(header.substring(LENGTH.length()).strip()) != has) {
                return "%d bytes of %s".formatted(has, header);
            }
            if (header.matches("transfer-encoding: *chunked") && !answer.endsWith("0\r\n\r\n")) {
                return "a body that is cut off after %d bytes".formatted(has);
            }
        }
        return "";
    }
}
