package io.fairlead.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fairlead.testing.Cas;
import io.fairlead.testing.Leaves;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/// What a proxy itself tells, at its admin port.
class ProxyConfigOwnTest {
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final Instant hourAgo = now.minusSeconds(3600);
    private final Instant inAnHour = now.plusSeconds(3600);
    private final Cas.Ca root = Cas.root(Cas.Says.ca("mesh", hourAgo, inAnHour));
    private final X509Certificate good = Leaves.of(root, hourAgo, inAnHour);
    private final X509Certificate over = Leaves.of(root, hourAgo, now.minusSeconds(1));

    private final String dump =
            """
            {"configs": [
              {"@type": "a/envoy.admin.v3.BootstrapConfigDump", "bootstrap": {
                "node": {"id": "sidecar~1", "cluster": "web.shop", "metadata": {"NAME": "web-1", "LABELS": {"a": "b"}}},
                "static_resources": {"secrets": [{"name": "s", "generic_secret": {"secret": {"inline_string": "KEY"}}}]}}},
              {"@type": "a/envoy.admin.v3.SecretsConfigDump",
               "dynamic_active_secrets": [
                {"name": "default", "secret": {"name": "default", "tls_certificate": {
                  "certificate_chain": {"inline_bytes": "GOOD"}, "private_key": {"inline_bytes": "KEY"}}}},
                {"name": "old", "secret": {"name": "old", "tls_certificate": {
                  "certificate_chain": {"inline_bytes": "OVER"}, "password": {"inline_string": "KEY"}}}},
                {"name": "file", "secret": {"name": "file", "tls_certificate": {
                  "certificate_chain": {"filename": "/cert.pem"}}}},
                {"name": "ROOTCA", "secret": {"name": "ROOTCA", "validation_context": {
                  "trusted_ca": {"inline_bytes": "BOTH"}}}}],
               "dynamic_warming_secrets": [
                {"name": "late", "secret": {"name": "late"}}]}
            ]}
            """
                    .replace("GOOD", base64(good))
                    .replace("OVER", base64(over))
                    .replace("BOTH", base64(root.certificate(), good));

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private HttpServer proxy;

    @BeforeEach
    void start() throws IOException {
        proxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        proxy.createContext("/config_dump", exchange -> answer(exchange, dump));
        proxy.createContext(
                "/logging",
                exchange -> answer(exchange, "active loggers:\n  http: info\n  router: debug\n"));
        proxy.start();
    }

    private void answer(HttpExchange exchange, String body) throws IOException {
        asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        byte[] bytes = body.getBytes(UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @AfterEach
    void stop() {
        proxy.stop(0);
    }

    @Test
    void certificatesAndRootsAreShownWithTheirTimes() {
        String times = "true        a              %s  %s".formatted(inAnHour, hourAgo);
        assertThat(run("secret").lines())
                .contains(
                        "default        Cert Chain  ACTIVE   " + times,
                        "ROOTCA         CA          ACTIVE   " + times)
                .anyMatch(line -> line.matches("old +Cert Chain +ACTIVE +false +a .*"))
                .anyMatch(line -> line.matches("file +Cert Chain +ACTIVE +false +- +- +-"))
                .anyMatch(line -> line.matches("late +- +WARMING +false +- +- +-"))
                .hasSize(8)
                .last()
                .isEqualTo("0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "secret -o json",
                "secret -o yaml",
                "bootstrap",
                "all -o json",
                "all -o yaml"
            })
    void whateverADumpHasNoKeyComesOutOfIt(String line) {
        assertThat(run(line.split(" "))).contains("[redacted]").doesNotContain("KEY").endsWith("0");
    }

    @Test
    void theBootstrapAsATableSaysWhoTheProxyIs() {
        assertThat(run("bootstrap", "-o", "table"))
                .isEqualTo(
                        """
                        FIELD    VALUE
                        id       sidecar~1
                        cluster  web.shop
                        NAME     web-1
                        LABELS   {"a":"b"}
                        0\
                        """);
        assertThat(run("b")).startsWith("{\n  \"node\" : {");
    }

    @Test
    void loggersAreListed() {
        assertThat(run("log"))
                .isEqualTo(
                        """
                        LOGGER  LEVEL
                        http    info
                        router  debug
                        0\
                        """);
        assertThat(run("log", "-o", "yaml")).isEqualTo("http: info\nrouter: debug\n0");
        assertThat(asked).containsOnly("POST /logging");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--level debug | POST /logging?level=debug",
                "--level http:debug,router:trace | POST /logging?http=debug POST /logging?router=trace",
                "--reset --level http:info | POST /logging?level=warning POST /logging?http=info"
            })
    void levelsAreSetOneAfterTheOther(String flags, String questions) {
        assertThat(run(("log " + flags).split(" "))).endsWith("0");
        assertThat(String.join(" ", asked)).isEqualTo(questions);
    }

    @ParameterizedTest
    @ValueSource(strings = {"loud", "http:loud", ":debug", "http:"})
    void whatIsNoLevelIsWrongUse(String level) {
        assertThat(run("log", "--level", level)).contains("no [LOGGER:]LEVEL").endsWith("2");
        assertThat(asked).isEmpty();
    }

    @Test
    void aProxyThatDoesNotAnswerIsNamed() {
        proxy.stop(0);
        String address = "http://127.0.0.1:" + proxy.getAddress().getPort();
        assertThat(run("log"))
                .startsWith("fairlead proxy-config log: " + address + "/logging: ")
                .endsWith("1");
        assertThat(run("secret"))
                .startsWith("fairlead proxy-config secret: " + address + "/config_dump")
                .endsWith("1");
    }

    private String run(String... arguments) {
        StringWriter text = new StringWriter();
        PrintWriter writer = new PrintWriter(text);
        Stream<String> admin = Stream.of("--admin", "127.0.0.1:" + proxy.getAddress().getPort());
        int status =
                new CommandLine(new ProxyConfigCommand())
                        .setOut(writer)
                        .setErr(writer)
                        .execute(
                                Stream.concat(Arrays.stream(arguments), admin)
                                        .toArray(String[]::new));
        return text.toString() + status;
    }

    private static String base64(X509Certificate... certificates) {
        StringBuilder pem = new StringBuilder();
        for (X509Certificate one : certificates) {
            try {
                pem.append("-----BEGIN CERTIFICATE-----\n")
                        .append(Base64.getMimeEncoder().encodeToString(one.getEncoded()))
                        .append("\n-----END CERTIFICATE-----\n");
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }
        return Base64.getEncoder().encodeToString(pem.toString().getBytes(UTF_8));
    }
}
