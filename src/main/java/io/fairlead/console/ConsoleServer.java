package io.fairlead.console;

import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Serves the console: pages, and below their paths the APIs that the pages (and other programs) read.
///
/// ```
/// GET /            pages/index.html        GET /traces      pages/traces.html
/// GET /jaeger/api  the Api of that path    anything but GET and HEAD: 405
/// ```
public final class ConsoleServer implements AutoCloseable {

    /// Own files only; no page may frame it, none is told where somebody came from.
    private static final Map<String, String> SECURITY =
            Map.of(
                    "Content-Security-Policy",
                    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                            + " connect-src 'self'; base-uri 'none'; form-action 'self';"
                            + " frame-ancestors 'none'",
                    "X-Content-Type-Options",
                    "nosniff",
                    "X-Frame-Options",
                    "DENY",
                    "Referrer-Policy",
                    "no-referrer",
                    "Cross-Origin-Resource-Policy",
                    "same-origin",
                    "Cache-Control",
                    "no-store");

    private final WebServer server;
    private final HostRule hosts;
    private final Map<String, Api> apis;
    private final Pages pages = new Pages();
    private final ConsoleLimits limits;

    /// @param apis by the path that they are served under, for example `jaeger/api`
    public ConsoleServer(
            InetSocketAddress address,
            HostRule hosts,
            Map<String, Api> apis,
            ConsoleLimits limits) {
        this.hosts = hosts;
        this.apis = Map.copyOf(apis);
        this.limits = limits;
        this.server =
                WebServer.builder()
                        .shutdownHook(false)
                        .address(address.getAddress())
                        .port(address.getPort())
                        .maxTcpConnections(limits.connectionsMax())
                        .maxConcurrentRequests(limits.requestsMax())
                        .routing(HttpRouting.builder().any(this::serve))
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

    private void serve(ServerRequest request, ServerResponse response) {
        SECURITY.forEach((name, value) -> response.header(HeaderNames.create(name), value));
        Reply reply = reply(request);
        response.status(Status.create(reply.status()))
                .header(HeaderNames.CONTENT_TYPE, reply.type());
        if (reply.status() == Status.METHOD_NOT_ALLOWED_405.code()) {
            response.header(HeaderNames.ALLOW, "GET, HEAD");
        }
        response.send(reply.body());
    }

    private Reply reply(ServerRequest request) {
        String host = request.headers().first(HeaderNames.HOST).orElse("");
        if (!hosts.allows(host)) {
            return Reply.text(
                    403,
                    "this console isn't known by that name; fix: call it by an address or by localhost,"
                            + " or start the daemon with --console-host NAME");
        }
        Method method = request.prologue().method();
        if (!method.equals(Method.GET) && !method.equals(Method.HEAD)) {
            return Reply.text(405, "the console is for reading");
        }
        if (request.query().rawValue().length() > limits.queryBytesMax()) {
            return Reply.text(414, "the query is longer than " + limits.queryBytesMax());
        }
        String path = request.path().path().replaceAll("^/+|/+$", "");
        return api(path, request)
                .or(() -> pages.find(path))
                .orElseGet(() -> Reply.text(404, "the console has no such page"));
    }

    private Optional<Reply> api(String path, ServerRequest request) {
        for (Map.Entry<String, Api> api : apis.entrySet()) {
            String mount = api.getKey();
            if (path.equals(mount) || path.startsWith(mount + "/")) {
                String below = path.substring(Math.min(path.length(), mount.length() + 1));
                return Optional.of(api.getValue().answer(new Question(below, query(request))));
            }
        }
        return Optional.empty();
    }

    private static Map<String, List<String>> query(ServerRequest request) {
        Map<String, List<String>> parameters = new TreeMap<>();
        for (String name : request.query().names()) {
            parameters.put(name, request.query().all(name));
        }
        return parameters;
    }
}
