package io.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.console.ConsoleLimits;
import io.fairlead.console.ConsoleServer;
import io.fairlead.console.HostRule;
import io.fairlead.migrate.view.EventView;
import io.fairlead.migrate.view.MigrationView;
import io.fairlead.migrate.view.MigrationView.TrailView;
import io.fairlead.migrate.view.UnitView;
import io.fairlead.migrate.view.UnitView.BlockerView;
import io.fairlead.migrate.view.UnitView.RuleView;
import io.fairlead.migrate.view.UnitView.SourceView;
import io.fairlead.telemetry.view.EdgeView;
import io.fairlead.telemetry.view.GraphView;
import io.fairlead.testing.browser.Browser;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The page of the migration in a real Chromium, with answers that are made up.
///
/// Its pictures are left in `target/pictures`; the ones in `docs/images` are copies of them.
class MtlsPageTest {

    private static final String ENTER = "\uE007";
    private static final String DOWN = "\uE015";
    private static final String ESCAPE = "\uE00C";
    private static final Path PICTURES = Path.of("..", "target", "pictures");
    private static final String NOW = "2026-11-26T09:30:00Z";
    private static final String EVIL =
            "<img src=x onerror=\"document.body.dataset.hacked=1\"><script>document.body.dataset.hacked=1</script>";
    private static final String UNITS = "document.querySelector('#units tbody').innerText";
    private volatile MigrationView view = fleet("READY", "PERMISSIVE", "");
    private volatile List<EventView> events =
            List.of(event("default/webapp:80", "SOAK", "LOCKED", "all pods refuse clear text"));
    private volatile GraphView graph =
            new GraphView(
                    List.of(
                            edge("webapp", "api-gateway", 1),
                            edge("api-gateway", "position-tracker", 1),
                            edge("api-gateway", "staff-service", 0.4)),
                    3,
                    0,
                    0,
                    0);

    @Test
    void everyPortIsOnItsWayAndWhoStandsInItIsNamed() throws Exception {
        try (ConsoleServer console = console();
                Browser browser = Browser.start()) {
            console.start();
            String base = "http://127.0.0.1:" + console.port();
            browser.open(base + "/mtls");
            browser.await("document.body.dataset.ready === 'yes'");
            everythingIsShown(browser);
            handsAreNotNeeded(browser);

            browser.click("#simulate");
            picture(browser, "mtls.png");
            browser.read("document.getElementById('calls-title').scrollIntoView()");
            picture(browser, "mtls-locks.png");
            browser.preferDark();
            browser.await("getComputedStyle(document.body).backgroundColor === 'rgb(16, 22, 28)'");
            picture(browser, "mtls-dark.png");
            browser.width(420);
            browser.await("innerWidth === 420");
            assertThat(browser.read("document.documentElement.scrollWidth <= 420"))
                    .isEqualTo("true");

            view = fleet("LOCKED", "STRICT", "2026-11-26T09:29:50Z");
            browser.await(UNITS + ".includes('10 s ago')");
            assertThat(count(browser, "LOCKED")).isEqualTo("2");
            hostileNamesStayText(browser);
            assertThat(browser.console()).isEmpty();
            assertThat(browser.requests()).isNotEmpty().allMatch(url -> url.startsWith(base));
        }
    }

    private static void everythingIsShown(Browser browser) {
        assertThat(browser.read("document.querySelector('nav [aria-current=page]').textContent"))
                .isEqualTo("mTLS");
        assertThat(count(browser, "LOCKED")).isEqualTo("1");
        assertThat(count(browser, "BLOCKED")).isEqualTo("1");
        assertThat(browser.read("document.querySelector('#blockers tbody').innerText"))
                .contains("NO_SIDECAR", "default/legacy-report", "kubectl label namespace default");
        assertThat(browser.read(UNITS))
                .contains("default/webapp:80\tSTRICT\tSTRICT\tLOCKED", "-23456", "5 s ago");
        assertThat(browser.read("document.querySelector('#events tbody').innerText"))
                .contains("SOAK\tLOCKED\tall pods refuse clear text\tautopilot");
        assertThat(browser.read("document.getElementById('trail').textContent"))
                .contains("7 records, anchor abc");
        assertThat(lock(browser, "legacy-report")).contains("lock-open").doesNotContain("bad");
        assertThat(lock(browser, "api-gateway")).contains("lock-closed");
        assertThat(browser.read("document.querySelectorAll('.edge.lock-half').length"))
                .isEqualTo("1");
        assertThat(browser.read("document.querySelector('#calls tbody').innerText"))
                .contains(
                        "legacy-report.default\tposition-tracker.default\tclear text\t–\tPLAIN_HTTP, NO_SIDECAR",
                        "staff-service.default\tboth\t40.0 %\t–");
    }

    /// Filters and details by keyboard alone.
    private static void handsAreNotNeeded(Browser browser) {
        browser.click("#simulate");
        assertThat(lock(browser, "legacy-report")).contains("bad");
        browser.click("#simulate");
        browser.type("#funnel [data-phase=LOCKED] button", ENTER);
        assertThat(browser.read(UNITS)).contains("webapp").doesNotContain("position-tracker");
        browser.type("#funnel [data-phase=LOCKED] button", ENTER);
        browser.type("#name", "tracker");
        assertThat(browser.read("document.querySelectorAll('#units tbody tr').length"))
                .isEqualTo("1");
        browser.read("document.getElementById('name').value = ''");
        browser.type("#name", " ");
        browser.type("#units tbody tr:first-child button", DOWN);
        assertThat(browser.read("document.activeElement.textContent"))
                .isEqualTo("default/position-tracker:8080");
        browser.type("#units tbody tr:nth-child(2) button", ENTER);
        browser.await("!document.getElementById('details').hidden");
        assertThat(browser.read("document.getElementById('details').innerText"))
                .contains("✗ E1 clean: 1 callers in clear text", "PLAIN_HTTP (NO_SIDECAR)");
        browser.type("#units tbody tr:nth-child(2) button", ESCAPE);
        browser.await("document.getElementById('details').hidden");
    }

    private void hostileNamesStayText(Browser browser) {
        view =
                new MigrationView(
                        NOW,
                        "ADVISE",
                        "ADVISE",
                        "demo",
                        EVIL,
                        0,
                        new TrailView(0, "", EVIL),
                        List.of(unit("default/" + EVIL + ":80", "BLOCKED", "PERMISSIVE", EVIL)),
                        List.of());
        events = List.of(event("default/" + EVIL + ":80", EVIL, EVIL, EVIL));
        graph = new GraphView(List.of(edge(EVIL, EVIL + "2", 0)), 1, 0, 0, 0);
        browser.await(UNITS + ".includes('onerror')");
        browser.type("#units tbody tr:first-child button", ENTER);
        browser.await("!document.getElementById('details').hidden");
        assertThat(browser.read("document.querySelectorAll('main img, main script').length"))
                .isEqualTo("0");
        assertThat(browser.read("document.body.dataset.hacked")).isEqualTo("undefined");
        assertThat(browser.read("document.getElementById('picture').textContent")).contains("<img");
    }

    private ConsoleServer console() {
        return new ConsoleServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new HostRule(Set.of()),
                Map.of(
                        MtlsApi.PATH,
                        new MtlsApi(() -> view, () -> events),
                        GraphApi.PATH,
                        new GraphApi(
                                () -> graph, () -> new ReplicaView(false, true, "", "", true))),
                ConsoleLimits.DEFAULT);
    }

    private static String count(Browser browser, String phase) {
        return browser.read("document.querySelector('[data-phase=" + phase + "] b').textContent");
    }

    private static String lock(Browser browser, String caller) {
        String words = ".words[data-pair='" + caller + ".default position-tracker.default']";
        return browser.read("document.querySelector(\"" + words + "\").getAttribute('class')");
    }

    /// @param gateway phase of the gateway's port
    private static MigrationView fleet(String gateway, String mode, String proven) {
        List<UnitView> units = new ArrayList<>();
        units.add(unit("default/api-gateway:8080", gateway, mode, proven));
        units.add(unit("default/position-tracker:8080", "BLOCKED", "PERMISSIVE", ""));
        units.add(unit("default/staff-service:8080", "AUDITING", "AUDIT", ""));
        units.add(unit("default/webapp:80", "LOCKED", "STRICT", "2026-11-26T09:29:55Z"));
        return new MigrationView(
                NOW,
                "AUTOMATIC",
                "AUTOMATIC",
                "demo",
                "it goes on by itself",
                0,
                new TrailView(7, "abc", ""),
                units,
                List.of());
    }

    private static UnitView unit(String name, String phase, String does, String proven) {
        boolean blocked = phase.equals("BLOCKED");
        List<RuleView> rules = new ArrayList<>();
        for (int i = 1; i <= 6; i++) {
            boolean holds = i > 1 || !blocked;
            rules.add(
                    i == 1 && blocked
                            ? new RuleView("E1", "clean", holds, "1 callers in clear text")
                            : new RuleView("E" + i, "rule", holds, "it holds"));
        }
        String who = proven.startsWith("<") ? proven : "legacy-report";
        String fix = "kubectl label namespace default istio-injection=enabled " + who;
        String what = "default/" + who + " (pod legacy-report-1) PLAIN_HTTP GET /vehicles/* 12x";
        return new UnitView(
                name,
                does.equals("STRICT") ? "STRICT" : "PERMISSIVE",
                does,
                false,
                phase,
                "it was so",
                "2026-11-26T09:28:00Z",
                List.of("p-1"),
                "2026-11-26T09:00:00Z",
                "",
                proven.startsWith("2") ? proven : "",
                "",
                rules,
                blocked
                        ? List.of(new BlockerView("NO_SIDECAR", what, fix, true, "BLOCKED"))
                        : List.of(),
                blocked ? List.of(source(who, fix)) : List.of());
    }

    private static SourceView source(String workload, String fix) {
        return new SourceView(
                "PLAIN_HTTP",
                true,
                "default/" + workload,
                "default",
                workload,
                "legacy-report-1",
                "default",
                "10.244.0.9",
                "NO_SIDECAR",
                fix,
                "GET /vehicles/* by " + workload,
                12,
                12,
                0,
                "2026-11-26T09:20:00Z",
                "2026-11-26T09:29:00Z");
    }

    private static EventView event(String unit, String from, String to, String because) {
        return new EventView("2026-11-26T09:27:00.123Z", "autopilot", unit, from, to, because, "");
    }

    private static EdgeView edge(String from, String to, double mutual) {
        EdgeView.Figures figures = new EdgeView.Figures(600, 1, 0, 0, 2, 3, 5, mutual, 1000);
        return new EdgeView(
                new EdgeView.End("default", from),
                to,
                new EdgeView.End("default", to),
                "http",
                1,
                figures,
                figures,
                figures);
    }

    private static void picture(Browser browser, String name) throws IOException {
        Files.createDirectories(PICTURES);
        Files.write(PICTURES.resolve(name), browser.picture());
    }
}
