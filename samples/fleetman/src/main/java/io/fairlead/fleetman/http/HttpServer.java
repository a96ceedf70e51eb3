package io.fairlead.fleetman.http;

import io.fairlead.fleetman.clock.Ticker;
import io.fairlead.fleetman.model.FleetJson;
import io.helidon.common.buffers.BufferData;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpPrologue;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.websocket.WsConfig;
import io.helidon.webserver.websocket.WsRouting;
import io.helidon.websocket.WsListener;
import io.helidon.websocket.WsSession;
import io.helidon.websocket.WsUpgradeException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Helidon in front of a {@link Service}: everything goes to the one service, whose routing is its own, so that paths
/// arrive as they were sent.
public final class HttpServer implements AutoCloseable {

    private static final int BODY_BYTES_MAX = 1 << 20;

    private final WebServer server;

    /// Starts to serve.
    ///
    /// @param port 0 for any that is free
    /// @param service answers every request
    /// @param sockets begins the WebSocket conversations; null where the role has none
    public HttpServer(
            int port, Service service, Ticker ticker, Conversation.@Nullable Start sockets) {
        WebServerConfig.Builder builder =
                WebServer.builder()
                        .host("0.0.0.0")
                        .port(port)
                        .shutdownHook(false)
                        .featuresDiscoverServices(false)
                        .protocolsDiscoverServices(false)
                        .maxPayloadSize(BODY_BYTES_MAX)
                        .addProtocol(Http1Config.builder().maxHeadersSize(1 << 16).build())
                        .addRouting(
                                HttpRouting.builder()
                                        .any((request, response) ->
                                                serve(service, ticker, request, response)));
        if (sockets != null) {
            builder.addProtocol(WsConfig.create())
                    .addRouting(WsRouting.builder().endpoint("/*", () -> new Talk(sockets)));
        }
        this.server = builder.build().start();
    }

    /// The port it listens on.
    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.stop();
    }

    private static void serve(
            Service service, Ticker ticker, ServerRequest asked, ServerResponse answered) {
        Request request =
                new Request(
                        asked.prologue().method().text(),
                        asked.prologue().uriPath().rawPath(),
                        asked.prologue().query().rawValue(),
                        headers(asked.headers()),
                        asked.content().hasEntity()
                                ? Body.of(asked.content().as(byte[].class))
                                : Body.EMPTY,
                        asked.remotePeer().host());
        Response response = answer(service, ticker, request);
        answered.status(Status.create(response.status()));
        for (io.fairlead.fleetman.http.Header line : response.headers().lines()) {
            answered.headers().add(HeaderNames.create(line.name()), line.value());
        }
        if (response.body().isEmpty()) {
            answered.send();
        } else {
            answered.send(response.body().bytes());
        }
    }

    private static Response answer(Service service, Ticker ticker, Request request) {
        try {
            return service.answer(request);
        } catch (RemoteFailure e) {
            return failed(ticker, 500, e, request);
        } catch (IllegalArgumentException | java.time.DateTimeException e) {
            return failed(ticker, 400, e, request);
        }
    }

    private static Response failed(Ticker ticker, int status, Exception e, Request request) {
        return Failures.response(
                FleetJson.timestamp(ticker.now()),
                status,
                String.valueOf(e.getMessage()),
                request.path());
    }

    private static Headers headers(io.helidon.http.Headers all) {
        List<io.fairlead.fleetman.http.Header> lines = new ArrayList<>();
        for (Header header : all) {
            for (String value : header.allValues()) {
                lines.add(new io.fairlead.fleetman.http.Header(header.name(), value));
            }
        }
        return new Headers(lines);
    }

    /// Helidon's callbacks of one connection, handed on to a conversation.
    private static final class Talk implements WsListener {

        private final Conversation.Start start;
        private final StringBuilder pieces = new StringBuilder();
        private @Nullable Conversation conversation;

        Talk(Conversation.Start start) {
            this.start = start;
        }

        @Override
        public Optional<io.helidon.http.Headers> onHttpUpgrade(
                HttpPrologue prologue, io.helidon.http.Headers headers) {
            Request upgrade =
                    new Request(
                            "GET",
                            prologue.uriPath().rawPath(),
                            prologue.query().rawValue(),
                            HttpServer.headers(headers),
                            Body.EMPTY,
                            "");
            try {
                conversation = start.begin(upgrade);
            } catch (RemoteFailure e) {
                throw new WsUpgradeException(String.valueOf(e.getMessage()), e);
            }
            return Optional.empty();
        }

        @Override
        public void onOpen(WsSession session) {
            if (conversation != null) {
                conversation.opened(outbox(session));
            }
        }

        @Override
        public void onMessage(WsSession session, String text, boolean last) {
            if (pieces.length() + text.length() > BODY_BYTES_MAX) {
                session.close(1009, "message too long");
                return;
            }
            pieces.append(text);
            if (last && conversation != null) {
                conversation.text(pieces.toString());
                pieces.setLength(0);
            }
        }

        @Override
        public void onPing(WsSession session, BufferData buffer) {
            session.pong(buffer);
        }

        @Override
        public void onClose(WsSession session, int status, String reason) {
            gone();
        }

        @Override
        public void onError(WsSession session, Throwable t) {
            gone();
        }

        private void gone() {
            if (conversation != null) {
                conversation.closed();
            }
        }

        private static Conversation.Outbox outbox(WsSession session) {
            return new Conversation.Outbox() {
                @Override
                public void text(String message) {
                    sent(() -> session.send(message, true));
                }

                @Override
                public void ping() {
                    sent(() -> session.ping(BufferData.create("alive?")));
                }

                @Override
                public void close(int code, String reason) {
                    sent(() -> session.close(code, reason));
                }
            };
        }

        private static void sent(Runnable frame) {
            try {
                frame.run();
            } catch (CloseConnectionException | UncheckedIOException | IllegalStateException e) {
                throw new Conversation.Gone(e);
            }
        }
    }
}
