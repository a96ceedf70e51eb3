package io.fairlead.fleetman.http;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/// Another service of the fleet, as a caller sees it. What is not a success is a {@link RemoteFailure} whose words
/// tell the status and the call, as the fleet's clients expect them.
public final class Upstream {

    private static final Duration CONNECT_MAX = Duration.ofSeconds(10);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(60);

    private final HttpClient client;
    private final String base;
    private final String interfaceName;
    private final boolean propagate;

    /// @param base for example `http://fleetman-staff-service:8080`, no slash at the end
    /// @param interfaceName how calls to it are named in errors, for example `RemoteStaffMicroserviceCalls`
    /// @param propagate whether `x-` headers of the request that causes a call go with it
    public Upstream(HttpClient client, String base, String interfaceName, boolean propagate) {
        this.client = client;
        this.base = base;
        this.interfaceName = interfaceName;
        this.propagate = propagate;
    }

    /// A client for plain HTTP/1.1 that keeps its connections. The JDK's default would ask every server to upgrade to
    /// HTTP/2, which a mesh sees as an upgrade request; and it would read a store of certificates at start, which plain
    /// HTTP never needs.
    public static HttpClient client() {
        // Read once, when the JDK's client classes load: without it the Host header can't be set.
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_MAX)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .sslContext(unusedTls())
                .sslParameters(new SSLParameters())
                .build();
    }

    private static SSLContext unusedTls() {
        try {
            return SSLContext.getInstance("TLS");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }

    /// What a call is.
    ///
    /// @param operation its name in errors, for example `getDriverFor(String)`
    /// @param path encoded, with a slash at its start
    public record Call(String method, String path, String operation, String body) {

        /// A call that sends nothing.
        public static Call get(String path, String operation) {
            return new Call("GET", path, operation, "");
        }
    }

    /// Calls and returns the body.
    ///
    /// @param cause headers of the request that this call is made for; empty when there is none
    /// @throws RemoteFailure when no answer came, or not one of success
    public String call(Call call, Headers cause) {
        URI uri = URI.create(base + call.path());
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri)
                        .timeout(ANSWER_MAX)
                        .header("Accept", "*/*")
                        .method(
                                call.method(),
                                call.body().isEmpty()
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(call.body()));
        if (!call.body().isEmpty()) {
            request.header("Content-Type", "application/json;charset=UTF-8");
        }
        if (propagate) {
            cause.propagated().lines().forEach(line -> request.header(line.name(), line.value()));
        }
        try {
            var response =
                    client.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
            if (response.statusCode() / 100 != 2) {
                throw new RemoteFailure(
                        "status %d reading %s#%s"
                                .formatted(response.statusCode(), interfaceName, call.operation()));
            }
            return response.body();
        } catch (IOException e) {
            throw new RemoteFailure(
                    "%s executing %s %s".formatted(reason(e), call.method(), uri), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RemoteFailure("interrupted executing " + call.method() + " " + uri, e);
        }
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
