package io.fairlead.fleetman.bootstrap;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// All roles in one process, wired together over loopback and asked everything once: so that an AOT cache knows every
/// class that any of them will need.
public final class Training {

    private static final int ROUNDS = 20;

    private Training() {}

    /// Runs it; ends when the page's questions are answered and positions came by WebSocket.
    public static void run() throws InterruptedException {
        Deque<Fleet> running = new ArrayDeque<>();
        try {
            String webapp = "http://localhost:" + startAll(running);
            ask(webapp);
            listen(webapp.replace("http:", "ws:") + "/api/updates");
        } catch (IOException e) {
            throw new IllegalStateException("training failed", e);
        } finally {
            running.forEach(Fleet::close);
        }
    }

    private static int startAll(Deque<Fleet> running) {
        Map<String, String> env = new HashMap<>(Map.of("FLEETMAN_PORT", "0", "MONITOR_DELAY", "0"));
        List<Role> calleesFirst =
                List.of(
                        Role.TELEMETRY,
                        Role.PHOTO,
                        Role.LEGACY_MONITOR,
                        Role.STAFF,
                        Role.TRACKER,
                        Role.GATEWAY,
                        Role.WEBAPP);
        int port = 0;
        for (Role role : calleesFirst) {
            Fleet fleet = new Fleet(Settings.parse(role.word(), env)).start();
            running.push(fleet);
            port = fleet.port();
            env.put(role.name() + "_URL", "http://localhost:" + port);
        }
        env.put("REPORTS_PER_SECOND", "10");
        running.push(new Fleet(Settings.parse(Role.SIMULATOR.word(), env)).start());
        return port;
    }

    private static void ask(String webapp) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (int round = 0; round < ROUNDS; round++) {
                for (String path :
                        List.of(
                                "/",
                                "/app.js",
                                "/api/vehicles/",
                                "/api/vehicles/City%20Truck",
                                "/api/vehicles/driver/City%20Truck",
                                "/api/history/City%20Truck",
                                "/api/vehicles/Nobody")) {
                    client.send(
                            HttpRequest.newBuilder(URI.create(webapp + path))
                                    .header("x-request-id", "train")
                                    .build(),
                            BodyHandlers.ofString());
                }
            }
        }
    }

    private static void listen(String url) throws InterruptedException {
        CountDownLatch messages = new CountDownLatch(2);
        try (HttpClient client = HttpClient.newHttpClient()) {
            WebSocket socket =
                    client.newWebSocketBuilder()
                            .buildAsync(
                                    URI.create(url),
                                    new WebSocket.Listener() {
                                        @Override
                                        public @Nullable CompletionStage<?> onText(
                                                WebSocket from, CharSequence data, boolean last) {
                                            messages.countDown();
                                            from.request(1);
                                            return null;
                                        }
                                    })
                            .join();
            if (!messages.await(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("no positions came");
            }
            socket.abort();
        }
    }
}
