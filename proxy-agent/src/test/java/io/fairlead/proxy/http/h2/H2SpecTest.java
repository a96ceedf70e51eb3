package io.fairlead.proxy.http.h2;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fairlead.proxy.model.Action;
import io.fairlead.proxy.model.Route;
import io.fairlead.proxy.model.RouteMatch;
import io.fairlead.testing.RealParts;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The conformance suite h2spec, all its cases, against the downstream side.
@Timeout(180)
class H2SpecTest {

    private static final String ARCHIVE = "/h2spec/2.2.0/h2spec_linux_amd64.tar.gz";
    private static final int CASES = 146;
    private static final byte[] ANSWER = "hello h2spec".getBytes(StandardCharsets.US_ASCII);

    @Test
    void everyCaseOfH2specPasses(@TempDir Path dir) throws Exception {
        boolean runsHere =
                System.getProperty("os.name").equals("Linux")
                        && System.getProperty("os.arch").equals("amd64");
        RealParts.require(runsHere, "h2spec is a program for Linux on amd64");
        Path program = unpack(dir.resolve("h2spec"));
        HttpServer upstream = upstream();
        try (Proxy proxy =
                Proxy.with(
                        List.of(Route.of("all", RouteMatch.ALL, Action.Forward.to("next"))),
                        Proxy.cluster("next", upstream.getAddress().getPort()))) {
            String text = run(program, proxy.http2Port(), dir.resolve("output"));
            Matcher sums =
                    Pattern.compile("(\\d+) tests, (\\d+) passed, (\\d+) skipped, (\\d+) failed")
                            .matcher(text);
            assertThat(sums.find()).as(text).isTrue();
            assertThat(sums.group(4)).as(failures(text)).isEqualTo("0");
            assertThat(Integer.parseInt(sums.group(2))).isGreaterThanOrEqualTo(CASES);
        } finally {
            upstream.stop(0);
        }
    }

    /// Answers when the request has ended, not before: some cases send the malformed part of a request after its head,
    /// and a stream that had its whole answer by then would be closed, not wrong.
    private static HttpServer upstream() throws IOException {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        HttpServer server = HttpServer.create(address, 50);
        server.createContext("/", H2SpecTest::answer);
        server.setExecutor(command -> Thread.ofVirtual().start(command));
        server.start();
        return server;
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, ANSWER.length);
            exchange.getResponseBody().write(ANSWER);
        }
    }

    private static String run(Path program, int port, Path output)
            throws IOException, InterruptedException {
        Process run =
                new ProcessBuilder(
                                program.toString(),
                                "-p",
                                Integer.toString(port),
                                "-o",
                                "3",
                                "--strict")
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        assertThat(run.waitFor(150, TimeUnit.SECONDS)).as("h2spec ended").isTrue();
        return Files.readString(output);
    }

    private static String failures(String text) {
        int from = text.indexOf("Failures:");
        return from < 0 ? text : text.substring(from);
    }

    /// The archive has one file; a tar header of 512 bytes stands before it, with its size in octal at offset 124.
    private static Path unpack(Path to) throws IOException {
        try (InputStream resource = H2SpecTest.class.getResourceAsStream(ARCHIVE)) {
            assertThat(resource).as(ARCHIVE).isNotNull();
            try (var tar = new GZIPInputStream(resource)) {
                byte[] header = tar.readNBytes(512);
                String octal = new String(header, 124, 11, StandardCharsets.US_ASCII);
                Files.write(to, tar.readNBytes(Integer.parseInt(octal.strip(), 8)));
            }
        }
        assertThat(to.toFile().setExecutable(true)).isTrue();
        return to;
    }
}
