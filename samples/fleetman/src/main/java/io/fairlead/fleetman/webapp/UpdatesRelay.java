package io.fairlead.fleetman.webapp;

import io.fairlead.fleetman.http.Conversation;
import io.fairlead.fleetman.http.RemoteFailure;
import io.fairlead.fleetman.http.Request;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Hands a WebSocket below `/api` on to the gateway: messages go both ways until one end closes.
final class UpdatesRelay implements Conversation.Start {

    private static final Duration CONNECT_MAX = Duration.ofSeconds(5);

    /// The JDK's client makes these itself.
    private static final Set<String> HANDSHAKE =
            Set.of(
                    "sec-websocket-key",
                    "sec-websocket-version",
                    "sec-websocket-extensions",
                    "sec-websocket-protocol",
                    "origin");

    private final HttpClient client;
    private final URI gateway;

    UpdatesRelay(HttpClient client, URI gateway) {
        this.client = client;
        this.gateway = gateway;
    }

    @Override
    public Conversation begin(Request upgrade) {
        if (!upgrade.path().startsWith("/api/")) {
            throw new RemoteFailure("no WebSocket at " + upgrade.path());
        }
        URI target =
                URI.create(
                        "ws://" + gateway.getRawAuthority() + GatewayProxy.onwardTarget(upgrade));
        Relay relay = new Relay();
        WebSocket.Builder handshake = client.newWebSocketBuilder().connectTimeout(CONNECT_MAX);
        GatewayProxy.onwardHeaders(upgrade, gateway.getHost()).lines().stream()
                .filter(line -> !HANDSHAKE.contains(line.name().toLowerCase(Locale.ROOT)))
                .forEach(line -> handshake.header(line.name(), line.value()));
        try {
            relay.toGateway = handshake.buildAsync(target, relay).join();
        } catch (CompletionException e) {
            throw new RemoteFailure("the gateway refuses " + target, e);
        }
        return relay;
    }

    /// Nothing is asked of the gateway before the browser's side is open, and never more than it can take: the next
    /// message is asked for when the last one is sent.
    private static final class Relay implements Conversation, WebSocket.Listener {

        private final StringBuilder pieces = new StringBuilder();
        private volatile @Nullable WebSocket toGateway;
        private volatile @Nullable Outbox toBrowser;

        @Override
        public void opened(Outbox outbox) {
            toBrowser = outbox;
            WebSocket gateway = toGateway;
            if (gateway != null) {
                gateway.request(1);
            }
        }

        @Override
        public void text(String message) {
            WebSocket gateway = toGateway;
            if (gateway != null) {
                gateway.sendText(message, true).join();
            }
        }

        @Override
        public void closed() {
            WebSocket gateway = toGateway;
            if (gateway != null) {
                gateway.abort();
            }
        }

        @Override
        public void onOpen(WebSocket gateway) {
            // Without asking for a message here: see opened().
        }

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket gateway, CharSequence data, boolean last) {
            pieces.append(data);
            if (last) {
                String message = pieces.toString();
                pieces.setLength(0);
                Outbox browser = toBrowser;
                if (browser != null && !taken(browser, message)) {
                    gateway.abort();
                    return null;
                }
            }
            gateway.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket gateway, int code, String reason) {
            closeBrowser(code, reason);
            return null;
        }

        @Override
        public void onError(WebSocket gateway, Throwable error) {
            closeBrowser(1011, "the gateway is gone");
        }

        private static boolean taken(Outbox browser, String message) {
            try {
                browser.text(message);
                return true;
            } catch (Gone _) {
                return false;
            }
        }

        private void closeBrowser(int code, String reason) {
            Outbox browser = toBrowser;
            if (browser != null) {
                try {
                    browser.close(code == 1006 || code == 1005 ? 1000 : code, reason);
                } catch (Gone _) {
                    // Closed it is.
                }
            }
        }
    }
}
