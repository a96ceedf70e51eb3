package io.fairlead.inject.webhook;

import io.fairlead.inject.config.InjectorConfig;
import io.fairlead.inject.review.Answer;
import io.fairlead.inject.review.PathVariables;
import io.fairlead.inject.review.Review;
import io.fairlead.model.config.Problem;
import io.helidon.common.tls.Tls;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The port that an API server asks before it keeps an object.
public final class WebhookServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookServer.class);
    private static final String JSON = "application/json";
    private static final String INJECT = "/inject";
    private static final Status TOO_LARGE = Status.REQUEST_ENTITY_TOO_LARGE_413;

    private final WebServer server;
    private final Wiring wiring;
    private final WebhookLimits limits;
    private final InjectionMeters meters;

    /// What the webhooks need.
    ///
    /// @param config of the injector now
    /// @param validator says what is wrong with an object
    public record Wiring(
            SSLContext tls,
            Supplier<InjectorConfig> config,
            Validator validator,
            MeterRegistry registry) {}

    /// Checks an object as the daemon would when it read it from a file.
    @FunctionalInterface
    public interface Validator {
        /// @param json the object
        List<Problem> check(String json);
    }

    public WebhookServer(InetSocketAddress address, Wiring wiring, WebhookLimits limits) {
        this.wiring = wiring;
        this.limits = limits;
        this.meters = new InjectionMeters(wiring.registry());
        this.server =
                WebServer.builder()
                        .shutdownHook(false)
                        .address(address.getAddress())
                        .port(address.getPort())
                        .tls(Tls.builder().sslContext(wiring.tls()).build())
                        .maxTcpConnections(limits.connectionsMax())
                        .maxConcurrentRequests(limits.requestsMax())
                        .idleConnectionTimeout(limits.idle())
                        .routing(
                                HttpRouting.builder()
                                        .get("/ready", (_, response) -> response.send("ready\n"))
                                        .post("/validate", this::validate)
                                        .post(INJECT, this::inject)
                                        .post(INJECT + "/*", this::inject))
                        .build();
    }

    public void start() {
        server.start();
    }

    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.stop();
    }

    private void inject(ServerRequest request, ServerResponse response) {
        meters.asked();
        String rest = request.path().path().substring(INJECT.length());
        Map<String, String> variables;
        try {
            variables = PathVariables.of(rest);
        } catch (IllegalArgumentException e) {
            refuse(response, Status.BAD_REQUEST_400, String.valueOf(e.getMessage()));
            meters.answered(Answer.Verdict.REFUSED);
            return;
        }
        Optional<Review.Asked> asked = read(request, response);
        if (asked.isEmpty()) {
            meters.answered(Answer.Verdict.REFUSED);
            return;
        }
        Answer answer = Answer.injection(asked.get(), variables, wiring.config().get());
        meters.answered(answer.verdict());
        told("inject", asked.get(), answer);
        send(response, answer);
    }

    private void validate(ServerRequest request, ServerResponse response) {
        Optional<Review.Asked> asked = read(request, response);
        if (asked.isEmpty()) {
            return;
        }
        boolean gone = asked.get().object().isEmpty();
        List<Problem> problems =
                gone ? List.of() : wiring.validator().check(asked.get().object().toString());
        Answer answer = Answer.validation(asked.get(), problems);
        told("validate", asked.get(), answer);
        send(response, answer);
    }

    private static void told(String what, Review.Asked asked, Answer answer) {
        if (answer.verdict() == Answer.Verdict.REFUSED) {
            LOG.atWarn()
                    .setMessage("object refused")
                    .addKeyValue("webhook", what)
                    .addKeyValue("namespace", asked.namespace())
                    .addKeyValue("name", asked.name())
                    .addKeyValue("reason", answer.reason())
                    .log();
        }
    }

    private static void send(ServerResponse response, Answer answer) {
        response.header(HeaderNames.CONTENT_TYPE, JSON).send(answer.json().toString());
    }

    private static void refuse(ServerResponse response, Status status, String reason) {
        response.status(status).send(reason + "\n");
    }

    /// Empty when it was refused: then it is answered.
    private Optional<Review.Asked> read(ServerRequest request, ServerResponse response) {
        String type = request.headers().first(HeaderNames.CONTENT_TYPE).orElse("");
        if (!type.startsWith(JSON)) {
            refuse(response, Status.UNSUPPORTED_MEDIA_TYPE_415, "expected " + JSON);
            return Optional.empty();
        }
        byte[] body;
        try (InputStream in = request.content().inputStream()) {
            body = in.readNBytes(limits.bodyBytesMax() + 1);
        } catch (IOException e) {
            refuse(response, Status.BAD_REQUEST_400, "a body that can't be read");
            return Optional.empty();
        }
        if (body.length > limits.bodyBytesMax()) {
            refuse(
                    response,
                    TOO_LARGE,
                    "a question has at most %d bytes".formatted(limits.bodyBytesMax()));
            return Optional.empty();
        }
        return switch (Review.parse(body)) {
            case Review.Asked asked -> Optional.of(asked);
            case Review.Unreadable(String reason) -> {
                refuse(response, Status.BAD_REQUEST_400, reason);
                yield Optional.empty();
            }
        };
    }
}
