package io.fairlead.fleetman.webapp;

import io.fairlead.fleetman.http.Body;
import io.fairlead.fleetman.http.Header;
import io.fairlead.fleetman.http.Headers;
import io.fairlead.fleetman.http.Request;
import io.fairlead.fleetman.http.Response;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Hands a request below `/api` on to the gateway, as a reverse proxy does: all headers of the client, our own about
/// where it came from, and the gateway's bare name as `Host`.
final class GatewayProxy {

    private static final System.Logger LOG = System.getLogger(GatewayProxy.class.getName());
    private static final Duration ANSWER_MAX = Duration.ofSeconds(60);
    private static final Set<String> OURS =
            Set.of("host", "x-real-ip", "x-forwarded-for", "x-forwarded-proto");

    private final HttpClient client;
    private final URI gateway;

    /// @param gateway for example `http://fleetman-api-gateway:8080`
    GatewayProxy(HttpClient client, URI gateway) {
        this.client = client;
        this.gateway = gateway;
    }

    Response answer(Request request) {
        try {
            HttpRequest.Builder onward =
                    HttpRequest.newBuilder(URI.create(gateway + onwardTarget(request)))
                            .timeout(ANSWER_MAX)
                            .method(
                                    request.method(),
                                    request.body().isEmpty()
                                            ? HttpRequest.BodyPublishers.noBody()
                                            : HttpRequest.BodyPublishers.ofByteArray(
                                                    request.body().bytes()));
            onwardHeaders(request, gateway.getHost())
                    .lines()
                    .forEach(line -> onward.header(line.name(), line.value()));
            return response(client.send(onward.build(), HttpResponse.BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "event=gateway_fails path=\"%s\" reason=\"%s\""
                            .formatted(request.path(), e.getMessage()));
            return Response.of(502, "text/plain;charset=UTF-8", "502 Bad Gateway");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Response.of(502, "text/plain;charset=UTF-8", "502 Bad Gateway");
        }
    }

    /// What the gateway is asked: `/api` becomes `/` and the rest stays as it came, so `/api/vehicles/` arrives as
    /// `//vehicles/`, as it does behind the web server that this one stands in for.
    static String onwardTarget(Request request) {
        return "/" + request.target().substring("/api".length());
    }

    /// What the gateway is told.
    static Headers onwardHeaders(Request request, String gatewayName) {
        Headers client = request.headers();
        String forwardedFor =
                client.first("X-Forwarded-For").map(before -> before + ", ").orElse("")
                        + request.peer();
        List<Header> lines = new ArrayList<>();
        lines.add(new Header("Host", gatewayName));
        lines.addAll(client.endToEndWithout(OURS).lines());
        lines.add(new Header("X-Real-IP", request.peer()));
        lines.add(new Header("X-Forwarded-For", forwardedFor));
        lines.add(
                new Header("X-Forwarded-Proto", client.first("X-Forwarded-Proto").orElse("http")));
        return new Headers(lines);
    }

    private static Response response(HttpResponse<byte[]> answer) {
        List<Header> lines = new ArrayList<>();
        answer.headers()
                .map()
                .forEach((name, values) ->
                        values.forEach(value -> lines.add(new Header(name, value))));
        return new Response(
                answer.statusCode(),
                new Headers(lines).endToEndWithout(Set.of()),
                Body.of(answer.body()));
    }
}
