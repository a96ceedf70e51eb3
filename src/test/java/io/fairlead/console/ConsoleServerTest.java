package io.fairlead.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsoleServerTest {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static ConsoleServer server;

    @BeforeAll
    static void start() {
        Api echo = question -> Reply.text(200, question.path() + " " + question.first("a"));
        server =
                new ConsoleServer(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        new HostRule(Set.of()),
                        Map.of("echo/api", echo),
                        ConsoleLimits.DEFAULT);
        server.start();
    }

    @AfterAll
    static void stop() {
        server.close();
        CLIENT.shutdownNow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/index", "/console.css", "/shell.js", "/icon.svg", "/echo/api/x"})
    void everyAnswerSaysThatNothingForeignIsLoaded(String path) throws Exception {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("default-src 'none'");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/nothing",
                "/Api.class",
                "/../ConsoleServer.class",
                "/%2e%2e/ConsoleServer.class",
                "/pages/index.html",
                "/a/b/../../c.html"
            })
    void nothingButPagesIsServed(String path) throws Exception {
        assertThat(get(path).statusCode()).isEqualTo(404);
    }

    @Test
    void anApiGetsWhatIsBelowItsPath() throws Exception {
        assertThat(get("/echo/api/b%20c/d?a=1%202").body()).isEqualTo("b c/d Optional[1 2]\n");
        assertThat(get("/echo/api").body()).isEqualTo(" Optional.empty\n");
    }

    @Test
    void nothingCanBeChanged() throws Exception {
        HttpRequest post =
                request("/echo/api").POST(HttpRequest.BodyPublishers.ofString("x")).build();
        assertThat(CLIENT.send(post, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(405);
    }

    @Test
    void aForeignNameIsRefused() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            String head = "GET / HTTP/1.1\r\nHost: evil.example.org\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            byte[] line = socket.getInputStream().readNBytes("HTTP/1.1 403".length());
            assertThat(new String(line, StandardCharsets.UTF_8)).isEqualTo("HTTP/1.1 403");
        }
    }

    @Test
    void aLongQueryIsRefused() throws Exception {
        assertThat(get("/echo/api?a=" + "x".repeat(9_000)).statusCode()).isBetween(400, 499);
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return CLIENT.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    }
}
