package io.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.app.ReportingPod.Calls;
import io.fairlead.testing.browser.Browser;
import io.fairlead.trace.collect.CollectLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The page of the service graph in a real Chromium.
///
/// Its pictures are left in `target/pictures`; the ones in `docs/images` are copies of them.
class GraphPageTest {

    private static final String READY = "document.body.dataset.ready === 'yes'";
    private static final String ENTER = "\uE007";
    private static final String RIGHT = "\uE014";
    private static final String ESCAPE = "\uE00C";
    private static final Path PICTURES = Path.of("..", "target", "pictures");
    private static final String GATEWAY = ".node[data-name='api-gateway.default']";
    private static final String TO_STAFF =
            ".words[data-pair='api-gateway.default staff-service.default'] text";

    @Test
    void whatSidecarsReportIsAPictureAndATable() throws Exception {
        try (Fleet fleet = new Fleet();
                Browser browser = Browser.start()) {
            fleet.report();
            browser.open(fleet.page() + "?over=tenMinutes");
            browser.await(READY);
            assertThat(browser.read("document.querySelectorAll('.node').length")).isEqualTo("6");
            assertThat(browser.read("document.querySelectorAll('.edge').length")).isEqualTo("6");
            assertThat(browser.read("document.querySelector(\"" + TO_STAFF + "\").textContent"))
                    .contains("! 10.0 % errors");
            assertThat(browser.read("document.querySelector('#edges tbody').innerText"))
                    .contains(
                            "api-gateway.default\tstaff-service.default\tfleetman-staff-service.default"
                                    + "\thttp\t30\t0.05\t10.0 %\t1.92\t")
                    .contains("tcp");
            assertThat(browser.read("document.querySelectorAll('.edge.open').length"))
                    .isEqualTo("1");
            assertThat(browser.read("document.getElementById('command').textContent"))
                    .isEqualTo("fairlead edges --over tenMinutes");

            browser.type(GATEWAY, RIGHT);
            browser.await("document.activeElement.dataset.name !== 'api-gateway.default'");
            browser.type(GATEWAY, ENTER);
            browser.await("!document.getElementById('details').hidden");
            assertThat(browser.read("document.getElementById('details').innerText"))
                    .contains("staff-service.default", "webapp.default", "p99");
            picture(browser, "graph.png");
            browser.type(GATEWAY, ESCAPE);
            browser.await("document.getElementById('details').hidden");

            assertThat(browser.console()).isEmpty();
            assertThat(browser.requests())
                    .isNotEmpty()
                    .allMatch(url -> url.startsWith(fleet.daemon.console()));
        }
    }

    @Test
    void itFollowsTheMeshAndMakesNothingAnew() throws Exception {
        try (Fleet fleet = new Fleet();
                Browser browser = Browser.start()) {
            browser.open(fleet.page());
            browser.await(READY);
            assertThat(browser.read("document.getElementById('empty').innerText"))
                    .contains("No call has been seen yet", "curl", "within 10 seconds");
            picture(browser, "graph-empty.png");

            fleet.gateway.report(Calls.good("position-tracker", 10));
            browser.await("document.querySelectorAll('.node').length === 2");
            browser.read(
                    "document.querySelectorAll('.node, .edge, .words, #edges tr')"
                            + ".forEach((one) => { one.stamped = true; })");
            browser.read("document.querySelector(\"" + GATEWAY + "\").focus()");
            fleet.gateway.report(Calls.good("position-tracker", 600));
            browser.await("document.querySelector('.words text').textContent.startsWith('10.2/s')");
            fleet.gateway.report(Calls.failed("staff-service", 5));
            browser.await("document.querySelectorAll('.node').length === 3");
            assertThat(
                            browser.read(
                                    "[...document.querySelectorAll('.node, .edge, .words, #edges tr')]"
                                            + ".filter((one) => one.stamped).length"))
                    .as("2 nodes, an edge, its words, the table's head and a row")
                    .isEqualTo("6");
            assertThat(browser.read("document.activeElement.dataset.name"))
                    .isEqualTo("api-gateway.default");

            browser.click("#pause");
            browser.type("#name", "staff");
            browser.await("document.querySelectorAll('.node').length === 2");
            assertThat(browser.read("document.querySelector('.edge').getAttribute('class')"))
                    .contains("bad");
            browser.click("#pause");
            fleet.daemon.close();
            browser.await("document.getElementById('notes').innerText.includes('goes on asking')");
            assertThat(browser.read("document.querySelectorAll('.node').length")).isEqualTo("2");
        }
    }

    @Test
    void darkIsDarkAndANarrowWindowScrollsNothingButThePicture() throws Exception {
        try (Fleet fleet = new Fleet();
                Browser browser = Browser.start()) {
            browser.preferDark();
            fleet.report();
            browser.open(fleet.page());
            browser.await(READY);
            assertThat(browser.read("getComputedStyle(document.body).backgroundColor"))
                    .isEqualTo("rgb(16, 22, 28)");
            picture(browser, "graph-dark.png");
            browser.width(420);
            browser.await("innerWidth === 420");
            assertThat(browser.read("document.documentElement.scrollWidth <= 420"))
                    .isEqualTo("true");
            picture(browser, "graph-narrow.png");
        }
    }

    @Test
    void callsInACircleAndToOneselfAreDrawn() throws Exception {
        try (Fleet fleet = new Fleet();
                Browser browser = Browser.start()) {
            fleet.gateway.report(Calls.good("staff-service", 1), Calls.good("api-gateway", 1));
            fleet.pod("staff-service").report(Calls.good("api-gateway", 3));
            browser.open(fleet.page());
            browser.await("document.querySelectorAll('.edge').length === 3");
            assertThat(
                            browser.read(
                                    "[...document.querySelectorAll('.edge path')]"
                                            + ".every((path) => !path.getAttribute('d').includes('NaN'))"))
                    .isEqualTo("true");
            assertThat(browser.console()).isEmpty();
        }
    }

    private static void picture(Browser browser, String name) throws IOException {
        Files.createDirectories(PICTURES);
        Files.write(PICTURES.resolve(name), browser.picture());
    }

    /// The fleet of the demo, as its sidecars would report it.
    private static final class Fleet implements AutoCloseable {
        final TracingDaemon daemon = TracingDaemon.start(CollectLimits.DEFAULT);
        final List<ReportingPod> pods = new ArrayList<>();
        final ReportingPod gateway = pod("api-gateway");

        Fleet() throws Exception {}

        ReportingPod pod(String workload) {
            ReportingPod pod = new ReportingPod(daemon.xdsPort(), workload);
            pods.add(pod);
            return pod;
        }

        String page() {
            return daemon.console() + "/graph";
        }

        void report() throws InterruptedException {
            pod("webapp").report(new Calls("api-gateway", 1, 2, true, 640, 27));
            gateway.report(
                    new Calls("position-tracker", 1, 2, true, 590, 18),
                    new Calls("staff-service", 1, 2, true, 27, 20),
                    Calls.failed("staff-service", 3));
            pod("position-simulator").report(new Calls("queue", 3, 0, true, 2, 0));
            pod("position-tracker")
                    .report(
                            new Calls("queue", 3, 0, true, 4, 0),
                            new Calls("staff-service", 1, 2, false, 80, 23));
        }

        @Override
        public void close() {
            pods.forEach(ReportingPod::close);
            daemon.close();
        }
    }
}
