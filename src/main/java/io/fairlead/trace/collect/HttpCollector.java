package io.fairlead.trace.collect;

import io.fairlead.trace.decode.Format;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/// A port where spans arrive by HTTP.
final class HttpCollector implements AutoCloseable {

    private static final String JSON = "application/json";
    private static final String PROTOBUF = "application/x-protobuf";
    private static final int ACCEPTED = 202;

    private final WebServer server;
    private final Intake intake;
    private final CollectLimits limits;

    private HttpCollector(
            InetSocketAddress address, Routes routes, Intake intake, CollectLimits limits) {
        this.intake = intake;
        this.limits = limits;
        this.server =
                WebServer.builder()
                        .shutdownHook(false)
                        .address(address.getAddress())
                        .port(address.getPort())
                        .maxTcpConnections(limits.connectionsMax())
                        .maxConcurrentRequests(limits.callsMax())
                        .routing(routes.of(this))
                        .build();
    }

    /// Which paths a collector has.
    @FunctionalInterface
    private interface Routes {
        HttpRouting.Builder of(HttpCollector collector);
    }

    /// `POST /v1/traces`, in protobuf or JSON.
    static HttpCollector otlp(InetSocketAddress address, Intake intake, CollectLimits limits) {
        return new HttpCollector(
                address, c -> HttpRouting.builder().post("/v1/traces", c::otlp), intake, limits);
    }

    /// `POST /api/v2/spans`.
    static HttpCollector zipkin(InetSocketAddress address, Intake intake, CollectLimits limits) {
        return new HttpCollector(
                address,
                c -> HttpRouting.builder().post("/api/v2/spans", c::zipkin),
                intake,
                limits);
    }

    void start() {
        server.start();
    }

    int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.stop();
    }

    private void otlp(ServerRequest request, ServerResponse response) {
        boolean json = type(request).startsWith(JSON);
        if (!json && !type(request).startsWith(PROTOBUF)) {
            response.status(Status.UNSUPPORTED_MEDIA_TYPE_415)
                    .send("expected %s or %s\n".formatted(PROTOBUF, JSON));
            return;
        }
        Outcome outcome = take(json ? Format.OTLP_JSON : Format.OTLP, request);
        if (outcome instanceof Outcome.Taken) {
            response.header(HeaderNames.CONTENT_TYPE, json ? JSON : PROTOBUF)
                    .send(json ? new byte[] {'{', '}'} : new byte[0]);
        } else {
            refuse(outcome, response);
        }
    }

    private void zipkin(ServerRequest request, ServerResponse response) {
        Outcome outcome = take(Format.ZIPKIN, request);
        if (outcome instanceof Outcome.Taken) {
            response.status(ACCEPTED).send();
        } else {
            refuse(outcome, response);
        }
    }

    private static void refuse(Outcome outcome, ServerResponse response) {
        switch (outcome) {
            case Outcome.Busy(String reason) ->
                    response.status(Status.TOO_MANY_REQUESTS_429)
                            .header(HeaderNames.RETRY_AFTER, "1")
                            .send(reason + "\n");
            case Outcome.Refused(String reason) ->
                    response.status(Status.BAD_REQUEST_400).send(reason + "\n");
            case Outcome.Taken _ -> response.send();
        }
    }

    private static String type(ServerRequest request) {
        return request.headers().first(HeaderNames.CONTENT_TYPE).orElse("");
    }

    /// The body is read up to the limit, whether it is packed or not.
    private Outcome take(Format format, ServerRequest request) {
        try {
            Optional<byte[]> body = body(request);
            return body.isEmpty()
                    ? intake.tooLarge(format)
                    : intake.take(format, body.get()).join();
        } catch (IOException e) {
            return new Outcome.Refused("a body that can't be read: " + e.getMessage());
        }
    }

    /// Empty when it is too large.
    private Optional<byte[]> body(ServerRequest request) throws IOException {
        int max = limits.requestBytesMax();
        boolean packed =
                request.headers().first(HeaderNames.CONTENT_ENCODING).orElse("").equals("gzip");
        try (InputStream in = request.content().inputStream()) {
            byte[] sent = in.readNBytes(max + 1);
            if (sent.length > max) {
                return Optional.empty();
            }
            if (!packed) {
                return Optional.of(sent);
            }
            try (InputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(sent))) {
                byte[] bytes = unpacked.readNBytes(max + 1);
                return bytes.length > max ? Optional.empty() : Optional.of(bytes);
            }
        }
    }
}
