package io.fairlead.fleetman.bootstrap;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// All roles in one process, asked everything: so that an AOT cache knows every
/// class that any of them will need.
public final class Training {

    private static final int ROUNDS = 20;

    private Training() {}

    /// Runs it; ends when the page's questions are answered and positions came by WebSocket.
    public static void run() throws InterruptedException {
        Map<String, String> quick = Map.of("MONITOR_DELAY", "0", "REPORTS_PER_SECOND", "10");
        try (LocalFleet fleet = LocalFleet.start(quick)) {
            String webapp = fleet.url(Role.WEBAPP);
            ask(webapp);
            listen(webapp.replace("http:", "ws:") + "/api/updates");
        } catch (IOException e) {
            throw new IllegalStateException("training failed", e);
        }
    }

    private static void ask(String webapp) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (int round = 0; round < ROUNDS; round++) {
                for (String path :
                        List.of(
                                "/",
                                "/js/app.js",
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
