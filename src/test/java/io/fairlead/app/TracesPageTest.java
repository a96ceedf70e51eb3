package io.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.testing.browser.Browser;
import io.fairlead.trace.collect.CollectLimits;
import io.fairlead.trace.decode.JaegerBytes;
import io.fairlead.trace.decode.JaegerBytes.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The page of traces in a real Chromium.
///
/// Its pictures are left in `target/pictures`; the ones in `docs/images` are copies of them.
class TracesPageTest {

    private static final String READY = "document.body.dataset.ready === 'yes'";
    private static final String ENTER = "\uE007";
    private static final String DOWN = "\uE015";
    private static final String ESCAPE = "\uE00C";
    private static final Path PICTURES = Path.of("..", "target", "pictures");

    private static TracingDaemon daemon;

    @BeforeAll
    static void start() throws Exception {
        daemon = TracingDaemon.start(CollectLimits.DEFAULT);
        long now = Instant.now().toEpochMilli() * 1_000 - 10_000_000;
        for (int i = 0; i < 6; i++) {
            trace(0xa1 + i, now + i * 1_000_000L);
        }
    }

    /// A request through four services; staff calls photos without passing the headers on.
    private static void trace(long id, long at) {
        report(
                "fleetman-webapp.default",
                new Report(id, 1, 0, "fleetman-webapp:80/*", "server", at, 96_000),
                new Report(id, 2, 1, "fleetman-api-gateway:8080/*", "client", at + 4_000, 90_000));
        report(
                "fleetman-api-gateway.default",
                new Report(id, 3, 2, "fleetman-api-gateway:8080/*", "server", at + 5_000, 88_000),
                new Report(id, 4, 3, "position-tracker:8080/*", "client", at + 8_000, 21_000),
                new Report(id, 6, 3, "staff-service:8080/*", "client", at + 31_000, 58_000));
        report(
                "position-tracker.default",
                new Report(id, 5, 4, "position-tracker:8080/*", "server", at - 200_000, 19_000));
        report(
                "staff-service.default",
                new Report(id, 7, 6, "staff-service:8080/*", "server", at + 33_000, 54_000),
                new Report(id + 0x1000, 1, 0, "photos:80/*", "client", at + 40_000, 30_000));
    }

    private static void report(String service, Report... spans) {
        String ip = "10.0.0." + (service.length() % 200);
        TracingDaemon.postSpans(daemon.ports().jaeger(), JaegerBytes.request(service, ip, spans));
    }

    @AfterAll
    static void stop() {
        daemon.close();
    }

    @Test
    void tracesAreFoundAndOneIsShown() throws IOException {
        try (Browser browser = Browser.start()) {
            browser.open(daemon.console() + "/traces?service=fleetman-webapp.default");
            browser.await(READY);
            browser.await("document.querySelectorAll('#found li').length === 6");
            assertThat(browser.read("document.getElementById('notes').innerText"))
                    .contains(
                            "context lost at staff-service.default: its outbound calls carry no"
                                    + " trace headers");
            assertThat(browser.read("document.querySelectorAll('.calls .node').length"))
                    .isEqualTo("4");
            assertThat(browser.read("document.getElementById('calls-table').innerText"))
                    .contains("fleetman-api-gateway.default\tstaff-service.default\t6");
            picture(browser, "traces.png");

            browser.click("#found li a");
            browser.await(READY);
            browser.await("document.querySelectorAll('#timeline .row').length === 7");
            assertThat(browser.read("document.querySelectorAll('#timeline .critical').length > 3"))
                    .isEqualTo("true");
            assertThat(browser.read("document.querySelector('.note.lost').innerText"))
                    .startsWith("context lost at staff-service.default");
            assertThat(browser.read("document.querySelector('.facts').innerText"))
                    .contains("7 spans of 4 services", "the clocks disagree");

            browser.type("#timeline .row", DOWN);
            browser.await("document.activeElement.dataset.span === '0000000000000002'");
            browser.type("#timeline [data-span='0000000000000002']", ENTER);
            browser.await(
                    "document.querySelector('.details').innerText.includes('http.status_code')");
            picture(browser, "trace.png");
            browser.type("#timeline [data-span='0000000000000002']", ESCAPE);
            browser.await("location.search === '' || location.search.startsWith('?service')");

            assertThat(browser.console()).isEmpty();
            assertThat(browser.requests())
                    .isNotEmpty()
                    .allMatch(url -> url.startsWith(daemon.console()));
        }
    }

    @Test
    void badInputIsSaidAndDarkIsDark() throws IOException {
        try (Browser browser = Browser.start()) {
            browser.preferDark();
            browser.open(daemon.console() + "/traces");
            browser.await(READY);
            browser.type("#min", "5 lightyears" + ENTER);
            browser.await("document.getElementById('notes').innerText.includes('5 lightyears')");
            browser.open(daemon.console() + "/traces?trace=ff");
            browser.await("document.getElementById('notes').innerText.includes('trace not found')");
            browser.open(daemon.console() + "/traces?trace=a1");
            browser.await(READY);
            assertThat(browser.read("getComputedStyle(document.body).backgroundColor"))
                    .isEqualTo("rgb(16, 22, 28)");
            picture(browser, "trace-dark.png");
        }
    }

    @Test
    void aPageSaysWhenTheDaemonIsGone() throws Exception {
        TracingDaemon other = TracingDaemon.start(CollectLimits.DEFAULT);
        try (Browser browser = Browser.start()) {
            Report span = new Report(1, 1, 0, "cart:80/*", "server", 1_000_000, 1_000);
            TracingDaemon.postSpans(
                    other.ports().jaeger(), JaegerBytes.request("cart", "10.0.0.1", span));
            browser.open(other.console() + "/traces?service=cart");
            browser.await(READY);
            other.close();
            browser.type("#min", "5ms" + ENTER);
            browser.await(
                    "document.getElementById('notes').innerText.includes('control plane is down')");
        } finally {
            other.close();
        }
    }

    @Test
    void theFirstPageLeadsOn() throws IOException {
        try (Browser browser = Browser.start()) {
            browser.open(daemon.console());
            browser.await("document.querySelectorAll('#pages a').length > 0");
            browser.click("#pages a[href='/traces']");
            browser.await("location.pathname === '/traces'");
            browser.await(READY);
        }
    }

    private static void picture(Browser browser, String name) throws IOException {
        Files.createDirectories(PICTURES);
        Files.write(PICTURES.resolve(name), browser.picture());
    }
}
