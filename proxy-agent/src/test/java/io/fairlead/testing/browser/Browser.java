package io.fairlead.testing.browser;

import io.fairlead.testing.RealParts;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One headless Chromium, closed with its driver.
public final class Browser implements AutoCloseable {

    private static final Duration ANSWER_MAX = Duration.ofSeconds(60);
    private static final int SCRIPT_MAX_MS = 30_000;
    private static final Pattern PORT = Pattern.compile("started successfully on port (\\d+)");

    /// Without these, Chromium looks for its maker's hosts at every start.
    private static final List<String> ARGUMENTS =
            List.of(
                    "--headless",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                    "--hide-scrollbars",
                    "--window-size=1400,900");

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Process driver;
    private final String session;

    private Browser(Process driver, String address, Path chromium) {
        this.driver = driver;
        String arguments = String.join(",", ARGUMENTS.stream().map(Json::quote).toList());
        Object created =
                post(
                        address + "/session",
                        """
                        {"capabilities": {"alwaysMatch": {
                          "timeouts": {"script": %d},
                          "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
                          "goog:chromeOptions": {"binary": %s, "args": [%s]}}}}
                        """
                                .formatted(
                                        SCRIPT_MAX_MS, Json.quote(chromium.toString()), arguments));
        this.session = address + "/session/" + field(created, "sessionId");
        width(1400);
    }

    /// How many pixels the window is wide.
    public void width(int pixels) {
        devTools(
                "Emulation.setDeviceMetricsOverride",
                "{\"width\":"
                        + pixels
                        + ",\"height\":900,\"deviceScaleFactor\":1,\"mobile\":false}");
    }

    /// Starts it, or skips the test where Chromium or its driver is missing.
    public static Browser start() throws IOException {
        Path chromium = RealParts.program("chromium", "apt-get install chromium");
        Path chromeDriver = RealParts.program("chromedriver", "apt-get install chromium-driver");
        Process driver =
                new ProcessBuilder(chromeDriver.toString(), "--port=0")
                        .redirectErrorStream(true)
                        .start();
        try {
            return new Browser(driver, "http://localhost:" + port(driver), chromium);
        } catch (RuntimeException | IOException e) {
            driver.destroy();
            throw e;
        }
    }

    /// Opens a page and waits until it is loaded.
    public void open(String url) {
        post(session + "/url", "{\"url\":" + Json.quote(url) + "}");
    }

    /// Waits until this JavaScript expression is true for the page.
    public void await(String condition) {
        String script =
                """
                const [done] = arguments;
                const began = Date.now();
                (function look() {
                  if (%s) return done(true);
                  if (Date.now() - began > %d) return done(false);
                  setTimeout(look, 50);
                })();
                """
                        .formatted(condition, SCRIPT_MAX_MS - 5_000);
        Object held =
                post(
                        session + "/execute/async",
                        "{\"script\":" + Json.quote(script) + ",\"args\":[]}");
        if (!Boolean.TRUE.equals(held)) {
            throw new AssertionError("never came true: " + condition);
        }
    }

    /// What this JavaScript expression is for the page, as text.
    public String read(String expression) {
        Object value =
                post(
                        session + "/execute/sync",
                        "{\"script\":"
                                + Json.quote("return String(" + expression + ");")
                                + ",\"args\":[]}");
        return String.valueOf(value);
    }

    /// Clicks where the element is, as a hand would.
    public void click(String css) {
        post(element(css) + "/click", "{}");
    }

    /// Types into the element.
    ///
    /// @param keys text; special keys by their WebDriver code points
    public void type(String css, String keys) {
        post(element(css) + "/value", "{\"text\":" + Json.quote(keys) + "}");
    }

    /// The page as it looks now, as PNG.
    public byte[] picture() {
        return Base64.getDecoder().decode(String.valueOf(get(session + "/screenshot")));
    }

    /// Whether the system is said to prefer dark pages.
    public void preferDark() {
        devTools(
                "Emulation.setEmulatedMedia",
                "{\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":\"dark\"}]}");
    }

    /// What the page has written to its console.
    public List<String> console() {
        List<String> lines = new ArrayList<>();
        for (Object entry : log("browser")) {
            lines.add(field(entry, "level") + " " + field(entry, "message"));
        }
        return lines;
    }

    /// The addresses that the page has asked for.
    public List<String> requests() {
        List<String> urls = new ArrayList<>();
        Pattern url = Pattern.compile("\"request\":\\{.*?\"url\":\"([^\"]*)\"");
        for (Object entry : log("performance")) {
            String message = String.valueOf(field(entry, "message"));
            if (message.contains("Network.requestWillBeSent\"")) {
                Matcher found = url.matcher(message);
                if (found.find()) {
                    urls.add(found.group(1));
                }
            }
        }
        return urls;
    }

    @Override
    public void close() {
        try {
            send(HttpRequest.newBuilder(URI.create(session)).DELETE());
        } finally {
            driver.destroy();
            client.shutdownNow();
        }
    }

    private static String port(Process driver) throws IOException {
        BufferedReader out = driver.inputReader(StandardCharsets.UTF_8);
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            Matcher found = PORT.matcher(line);
            if (found.find()) {
                return found.group(1);
            }
        }
        throw new IOException("chromedriver ended without saying its port");
    }

    private List<?> log(String type) {
        Object entries = post(session + "/se/log", "{\"type\":" + Json.quote(type) + "}");
        return (List<?>) Objects.requireNonNull(entries);
    }

    private void devTools(String command, String parameters) {
        post(
                session + "/goog/cdp/execute",
                "{\"cmd\":" + Json.quote(command) + ",\"params\":" + parameters + "}");
    }

    private String element(String css) {
        Object found =
                post(
                        session + "/element",
                        "{\"using\":\"css selector\",\"value\":" + Json.quote(css) + "}");
        return session
                + "/element/"
                + ((Map<?, ?>) Objects.requireNonNull(found)).values().iterator().next();
    }

    private @Nullable Object get(String url) {
        return send(HttpRequest.newBuilder(URI.create(url)));
    }

    private @Nullable Object post(String url, String body) {
        return send(
                HttpRequest.newBuilder(URI.create(url))
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private @Nullable Object send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response =
                    client.send(
                            request.timeout(ANSWER_MAX)
                                    .header("Content-Type", "application/json")
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new AssertionError(response.body());
            }
            return field(Json.read(response.body()), "value");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static @Nullable Object field(@Nullable Object object, String name) {
        return ((Map<?, ?>) Objects.requireNonNull(object)).get(name);
    }
}
